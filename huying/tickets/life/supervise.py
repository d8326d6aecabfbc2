"""督办: a written notice to the unit, with a date by which to answer (§6)."""

from datetime import datetime

from huying.people.persons import Role
from huying.tickets.life.step import Step, act
from huying.tickets.models import Supervision


@act("supervise")
def supervise(step: Step, *, text: str, answer_by: datetime | None = None, level: str = "notice") -> None:
    step.need(text, "text", "督办意见", "text of the notice")
    step.refuse(not step.ticket.lead_id, "no_unit", "工单尚未派给承办单位。", "No unit has this ticket yet.")
    step.refuse(answer_by and answer_by <= step.now, "in_past", "反馈期限须晚于现在。", "The date to answer must lie ahead.",
                "answer_by")
    step.refuse(level not in {"notice", "raised", "leader"}, "unknown_level", "请选择督办级别。", "Choose the level.", "level")
    step.stop()
    if step.by.has(Role.LEADER) and not step.by.has(Role.SUPERVISOR):
        level = "leader"
    assert step.ticket.lead is not None
    row = Supervision.objects.create(ticket=step.ticket, unit=step.ticket.lead, level=level, text=text.strip(),
                                     issued_by_id=step.by.id, issued_at=step.now, answer_by=answer_by)
    step.extra["supervision"] = row
    step.record(supervision=row.pk, level=level, level_name=row.get_level_display(), text=text.strip(),
                answer_by=answer_by.isoformat() if answer_by else "", unit_name=step.ticket.lead.name)
