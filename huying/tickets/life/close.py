"""办结: the answer goes out and the rating window opens; an agent may answer at once (直办, §1 1.6)."""

from huying.tickets.life.dispatch import end_legs
from huying.tickets.life.step import Step, act
from huying.tickets.life.triage import classify
from huying.tickets.models import Reply
from huying.tickets.states import State


@act("close")
def close(step: Step, *, text: str, category: str = "", source: str = "") -> None:
    """`text`: the answer given; `source`: the knowledge article or document it rests on."""
    step.need(text, "text", "答复内容", "answer")
    step.refuse(not (category or step.ticket.category), "needed", "请选择事项分类。", "Choose a category.", "category")
    step.stop()
    if category:
        classify(step, category=category)
    row = Reply.objects.create(ticket=step.ticket, kind=Reply.DIRECT, text=text.strip(), author_id=step.by.id, at=step.now,
                               passed=True, checked_at=step.now)
    step.record(reply=row.pk, source=source)
    step.commit("text", row.text)
    finish_with(step)


def finish_with(step: Step) -> None:
    """Complete the ticket: legs end, clocks are met, the citizen is asked to rate within the window."""
    step.change(state=State.COMPLETED, completed_at=step.now, back_state="")
    end_legs(step, step.legs)
    step.clocks.meet("look", "dispatch", "complete", "rework", "check")
    step.clocks.start("rating")
