"""申请挂账: the unit says why the matter cannot be finished now, and when it should be looked at again."""

from datetime import datetime

from huying.tickets.life.step import Step, act
from huying.tickets.models import Ask


@act("ask_suspension")
def ask_suspension(step: Step, *, reason: str, until: datetime, reason_code: str = "") -> None:
    leg = step.own_leg()
    step.need(reason, "reason", "挂账理由", "reason")
    step.refuse(until <= step.now, "in_past", "复查日期须晚于今天。", "The date to look again must lie ahead.", "until")
    step.refuse(Ask.objects.filter(leg=leg, kind=Ask.SUSPENSION, decided_at=None).exists(), "asked_before",
                "挂账申请已提交，等待审批。", "A request is already waiting.")
    step.stop()
    step.extra["ask"] = Ask.objects.create(
        ticket=step.ticket, leg=leg, kind=Ask.SUSPENSION, reason_code=reason_code, reason=reason.strip(), until=until,
        asked_by_id=step.account_id, asked_at=step.now)
    step.record(unit=leg.unit.slug, unit_name=leg.unit.name, reason=reason.strip(), until=until.isoformat())
