"""提级: a ticket returned or reworked too often, or asked by many, becomes a problem ticket with a raised supervision (§4, §5)."""

from huying.tickets.life.step import Step
from huying.tickets.models import Supervision, Ticket

WHY = {"returns": "多次退单", "reworks": "多次重办", "callers": "多人反映"}


def escalate(step: Step, why: str) -> None:
    """Flag the ticket; the supervision desk sees it, the lead unit gets a notice, once for each reason."""
    if not step.ticket.problem:
        step.change(problem=True)
    if not step.ticket.lead_id or _raise(step, step.ticket, why):
        step.record(problem=why)


def escalate_many(step: Step, main: Ticket) -> bool:
    """The ticket that others joined: many callers raise its weight. True when that is new."""
    fresh = not main.problem
    if fresh:
        Ticket.objects.filter(pk=main.pk).update(problem=True)
    return bool(main.lead_id and _raise(step, main, "callers")) or fresh


def renew(step: Step) -> None:
    """A returned problem ticket has found another lead: the raised notice goes to it."""
    if step.ticket.problem and step.ticket.returns and step.ticket.lead_id:
        _raise(step, step.ticket, "returns")


def _raise(step: Step, ticket: Ticket, why: str) -> bool:
    """The written notice to the lead unit; False when it has one for this reason already."""
    assert ticket.lead_id is not None
    text = f"该工单{WHY[why]}，列为问题工单，提级督办。"
    _, made = Supervision.objects.get_or_create(ticket=ticket, unit_id=ticket.lead_id, level="raised", text=text,
                                                defaults={"issued_at": step.now})
    return made
