"""保密: units no longer see who asked; undone only with a reason (§9)."""

from huying.tickets.life.step import Step, act


@act("protect")
def protect(step: Step, *, on: bool = True, reason: str = "") -> None:
    step.refuse(step.ticket.confidential == on, "as_it_is", "保密状态没有变化。", "Nothing would change.")
    step.refuse(not on and not reason.strip(), "needed", "请填写取消保密的理由。", "Give the reason.", "reason")
    step.stop()
    step.change(confidential=on)
    step.record(on=on, reason=reason.strip())
