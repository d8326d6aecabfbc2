"""退单裁定: the hotline rules on an objection; three returns make a problem ticket (提级督办, §4)."""

from huying import policy
from huying.tickets.life.dispatch import end_legs
from huying.tickets.life.escalate import escalate
from huying.tickets.life.step import Step, act
from huying.tickets.models import Ask, Leg, Reply
from huying.tickets.states import State


@act("rule_hand_back")
def rule_hand_back(step: Step, *, upheld: bool, ruling: str, ask: int | None = None) -> None:
    """`upheld` True: the unit is free of it; a lead's ticket waits for dispatch again, its clock runs on."""
    waiting = step.ticket.asks.filter(kind=Ask.HAND_BACK, decided_at=None).select_related("leg__unit")
    found = (waiting.filter(pk=ask) if ask else waiting).order_by("pk").first()
    step.refuse(found is None, "nothing_asked", "没有待裁定的退单申请。", "No request to hand back is waiting.")
    step.need(ruling, "ruling", "裁定意见", "ruling")
    step.stop()
    assert found is not None
    step.save(found, decided_by_id=step.by.id, decided_at=step.now, granted=upheld, ruling=ruling.strip())
    step.record(unit=found.leg.unit.slug, unit_name=found.leg.unit.name, upheld=upheld, ruling=ruling.strip())
    if not upheld:
        return
    step.change(returns=step.ticket.returns + 1)
    if found.leg.role == Leg.LEAD:
        _back_to_dispatch(step, ruling)
    else:
        end_legs(step, [found.leg])
    if step.ticket.returns >= policy.current().thresholds.returns:
        escalate(step, "returns")


def _back_to_dispatch(step: Step, ruling: str) -> None:
    """The ticket has no unit any more; while the citizen is still asked, that comes first."""
    end_legs(step, step.legs)
    if step.ticket.state == State.REPLIED:
        step.ticket.replies.filter(kind=Reply.ANSWER, passed=None).update(
            passed=False, checked_at=step.now, checked_by_id=step.by.id, verdict=ruling.strip())
        step.clocks.void("check", reason="rule_hand_back")
        step.clocks.unmeet("complete", "rework")
    step.change(lead=None)
    if step.ticket.state == State.INCOMPLETE:
        step.change(back_state=State.PENDING_DISPATCH)
        return
    step.change(state=State.PENDING_DISPATCH)
    step.clocks.start("dispatch")
