"""发起复核: opened by 不满意, or by a supervisor or inspector who saw that something is wrong (§6)."""

from __future__ import annotations

from huying.tickets.life.step import Step, act
from huying.tickets.models import Rating, Review
from huying.tickets.states import State


@act("open_review")
def open_review(step: Step, *, reason: str) -> None:
    step.need(reason, "reason", "复核缘由", "reason")
    step.refuse(step.ticket.final, "final", "该工单已作最终答复。", "A final answer has been given.")
    step.stop()
    begin_review(step, rating=None, reason=reason.strip())
    step.record(reason=reason.strip())


def begin_review(step: Step, *, rating: Rating | None, reason: str) -> None:
    step.change(state=State.REVIEWING, archived_at=None)
    step.extra["review"] = Review.objects.create(ticket=step.ticket, rating=rating, reason=reason, opened_at=step.now)
    step.clocks.meet("rating")
    step.clocks.start("review")
