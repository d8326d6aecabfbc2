"""提级: a ticket returned or reworked too often becomes a problem ticket with a raised supervision (§4)."""

from huying.tickets.life.step import Step
from huying.tickets.models import Supervision

WHY = {"returns": "多次退单", "reworks": "多次重办", "repeats": "多次重复来件"}


def escalate(step: Step, why: str) -> None:
    """Flag the ticket once for each reason; the supervision desk sees it, the lead unit gets a notice."""
    if step.ticket.problem:
        return
    step.change(problem=True)
    step.record(problem=why)
    if step.ticket.lead_id:
        Supervision.objects.create(ticket=step.ticket, unit_id=step.ticket.lead_id, level="raised",
                                   text=f"该工单{WHY[why]}，列为问题工单，提级督办。", issued_at=step.now)
