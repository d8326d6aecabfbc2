"""挂账: approved, with a reason and a date to look again; the clocks stand still (§2)."""

from datetime import datetime

from huying.tickets.life.step import Step, act
from huying.tickets.models import Ask
from huying.tickets.states import State


@act("suspend")
def suspend(step: Step, *, reason: str, until: datetime) -> None:
    step.need(reason, "reason", "挂账理由（将告知诉求人）", "reason (the citizen will read it)")
    step.refuse(until <= step.now, "in_past", "复查日期须晚于今天。", "The date to look again must lie ahead.", "until")
    step.stop()
    step.ticket.asks.filter(kind=Ask.SUSPENSION, decided_at=None).update(
        decided_at=step.now, decided_by_id=step.by.id, granted=True, ruling=reason.strip())
    step.change(state=State.SUSPENDED)
    step.clocks.pause("suspend")
    step.clocks.start("look_again", due_at=until)
    step.record(reason=reason.strip(), until=until.isoformat())
