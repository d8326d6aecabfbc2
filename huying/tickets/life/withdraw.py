"""撤回: by the citizen, before completion; units stop working on it."""

from huying.tickets.life.dispatch import end_legs
from huying.tickets.life.step import Step, act
from huying.tickets.states import State


@act("withdraw")
def withdraw(step: Step, *, reason: str = "") -> None:
    step.refuse(step.ticket.callers > 1, "has_callers", "还有其他市民反映同一事项，工单需继续办理；您可不再接收通知。",
                "Others have asked for the same; the ticket must go on.")
    step.stop()
    step.change(state=State.WITHDRAWN, completed_at=step.now)
    end_legs(step, step.legs)
    step.clocks.void(reason="withdraw")
    step.record(by_citizen=step.by.kind == "citizen")
    step.commit("reason", reason.strip())
