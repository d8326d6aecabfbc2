"""挂账: approved, with a reason and a date to look again, the clocks stand still; or the unit's request is refused (§2)."""

from datetime import datetime

from huying.tickets.life.step import Step, act
from huying.tickets.models import Ask
from huying.tickets.states import State


@act("suspend")
def suspend(step: Step, *, reason: str, until: datetime | None = None, granted: bool = True) -> None:
    """`reason`: the citizen reads it when granted, the unit when not; `until`: the date to look again."""
    asked = step.ticket.asks.filter(kind=Ask.SUSPENSION, decided_at=None)
    step.need(reason, "reason", "理由", "reason")
    step.refuse(granted and (until is None or until <= step.now), "in_past", "复查日期须晚于今天。",
                "The date to look again must lie ahead.", "until")
    step.refuse(not granted and not asked.exists(), "nothing_asked", "没有待审批的挂账申请。",
                "No request for a suspension is waiting.")
    step.stop()
    asked.update(decided_at=step.now, decided_by_id=step.by.id, granted=granted, ruling=reason.strip())
    step.record(reason=reason.strip(), granted=granted)
    if granted and until is not None:
        step.change(state=State.SUSPENDED)
        step.clocks.pause("suspend")
        step.clocks.start("look_again", due_at=until)
        step.record(until=until.isoformat())
