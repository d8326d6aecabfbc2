"""复核结论: by somebody who did not handle the ticket before: rework, uphold with an explanation, or final answer (§6)."""

from huying.tickets.life.rework import send_back
from huying.tickets.life.step import Step, act
from huying.tickets.models import Reply, Review
from huying.tickets.states import REVIEW_OUTCOMES, State

HANDLING_VERBS = ["triage", "dispatch", "redispatch", "sign", "contact", "reply", "check", "close", "decide_review"]


@act("decide_review")
def decide_review(step: Step, *, outcome: str, opinion: str) -> None:
    """`outcome`: rework, upheld or final; `opinion`: told to the citizen (upheld) or to the unit (rework)."""
    review = step.ticket.reviews.filter(decided_at=None).first()
    step.refuse(review is None, "nothing_open", "没有进行中的复核。", "No review is open.")
    step.refuse(outcome not in REVIEW_OUTCOMES, "unknown_outcome", "请选择复核结论。", "Choose an outcome.", "outcome")
    step.need(opinion, "opinion", "复核意见", "opinion")
    handled = step.ticket.events.filter(verb__in=HANDLING_VERBS, actor_id=step.by.id).exists()
    step.refuse(handled, "handled_before", "您经办过此工单，复核须由未经办过的人员进行。",
                "You handled this ticket; a review is decided by somebody who did not.")
    step.refuse(outcome != "upheld" and not step.ticket.lead_id, "no_unit", "此单为直接答复，没有承办单位，可重新受理后派单。",
                "This ticket has no unit; reopen and dispatch it.", "outcome")
    step.stop()
    assert review is not None
    step.save(review, decided_by_id=step.by.id, decided_at=step.now, outcome=outcome, opinion=opinion.strip())
    step.record(outcome=outcome, outcome_name=REVIEW_OUTCOMES[outcome][0], opinion=opinion.strip())
    step.clocks.meet("review")
    if outcome == Review.UPHELD:
        Reply.objects.create(ticket=step.ticket, kind=Reply.DIRECT, text=opinion.strip(), author_id=step.by.id, at=step.now,
                             passed=True, checked_at=step.now)
        step.change(state=State.ARCHIVED, archived_at=step.now)
    else:
        send_back(step, opinion)
