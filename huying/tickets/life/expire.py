"""逾期未完善: closed by itself after the 3 days; the citizen may complete it later (§3)."""

from huying.tickets.life.step import Step, act
from huying.tickets.states import State


@act("expire")
def expire(step: Step) -> None:
    waiting = step.clocks.find("completion")
    early = waiting is not None and waiting.due_at is not None and step.now < waiting.due_at
    step.refuse(early, "not_due", "补充期限未到。", "The time to complete is not over.")
    step.stop()
    step.change(state=State.EXPIRED)
    step.clocks.void("completion", reason="expire")
    step.record(missing=step.ticket.missing)
