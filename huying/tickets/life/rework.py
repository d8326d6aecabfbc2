"""重办: the unit does it again within its limit; three reworks make a problem ticket (§3, §4, §6)."""

from huying import policy
from huying.tickets.life.dispatch import open_leg
from huying.tickets.life.escalate import escalate
from huying.tickets.life.step import Step, act
from huying.tickets.models import Leg
from huying.tickets.states import State


@act("rework")
def rework(step: Step, *, reason: str) -> None:
    step.need(reason, "reason", "重办理由", "reason")
    step.refuse(step.ticket.final, "final", "该工单已作最终答复。", "A final answer has been given.")
    step.refuse(not step.ticket.lead_id, "no_unit", "此单没有承办单位，可重新受理后派单。", "This ticket has no unit; reopen it.")
    step.stop()
    step.ticket.reviews.filter(decided_at=None).update(decided_at=step.now, decided_by_id=step.by.id, outcome="rework",
                                                       opinion=reason.strip())
    step.clocks.meet("rating", "review")
    send_back(step, reason)
    step.record(reason=reason.strip())


def send_back(step: Step, words: str) -> None:
    """The lead unit has the ticket again, signed, with the clock of rework."""
    ticket = step.ticket
    assert ticket.lead is not None
    step.change(state=State.HANDLING, reworks=ticket.reworks + 1, completed_at=None, archived_at=None)
    leg = step.lead_leg or open_leg(step, ticket.lead, Leg.LEAD, basis=words, rule="rework")
    step.clocks.void("sign", leg=leg, reason="rework")
    promise = step.clocks.start("rework", unit_id=ticket.lead_id)
    step.save(leg, signed_at=leg.signed_at or step.now, due_at=promise.due_at, hand_back_until=step.now)
    step.record(times=ticket.reworks)
    if ticket.reworks >= policy.current().thresholds.reworks:
        escalate(step, "reworks")
