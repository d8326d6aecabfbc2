"""延期审批: granted, the deadline moves and the citizen is told why; refused, it stays."""

from huying.tickets.life.step import Step, act
from huying.tickets.models import Ask


@act("decide_extension")
def decide_extension(step: Step, *, granted: bool, ruling: str = "") -> None:
    ask = step.ticket.asks.filter(kind=Ask.EXTENSION, decided_at=None).first()
    running = step.clocks.find("rework") or step.clocks.find("complete")
    step.refuse(ask is None, "nothing_asked", "没有待审批的延期申请。", "No request for an extension is waiting.")
    step.refuse(granted and running is None, "no_clock", "时限已完成，无需延期。", "The deadline is met; nothing to extend.")
    step.refuse(not granted and not ruling.strip(), "needed", "请填写不同意的理由。", "Give the reason for refusing.", "ruling")
    step.stop()
    assert ask is not None
    step.save(ask, decided_by_id=step.by.id, decided_at=step.now, granted=granted, ruling=ruling.strip())
    until, before = ask.until, running.due_at if running else None
    if granted and running:
        step.clocks.extend(running, ask.limit)
        until = running.due_at
        for leg in step.legs:
            step.save(leg, due_at=running.due_at)
    step.record(granted=granted, reason=ask.public_reason, ruling=ruling.strip(), until=until.isoformat() if until else "",
                due_before=before.isoformat() if before else "")
