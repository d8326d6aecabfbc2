"""After a ticket was registered, reworded or made confidential: what is derived of it follows, in jobs."""

from __future__ import annotations

from datetime import datetime

from huying.insight import topics
from huying.tickets import keys, refining
from huying.tickets.models import Event, Likely, Refinement, Ticket


def reread(event_id: int) -> None:
    """Renew its keys, and look again at its topic and at proposals to join. Safe to repeat."""
    event = Event.objects.only("ticket", "verb").get(pk=event_id)
    ticket = Ticket.objects.defer("search").get(pk=event.ticket_id)
    keys.renew(ticket)
    topics.look_again(ticket.pk)
    if event.verb in ("correct", "protect"):  # what was taken out of the text is gone from here, too
        Refinement.objects.filter(ticket=ticket).delete()
    if ticket.confidential:  # an open one and a confidential one are never joined
        (Likely.objects.filter(ticket=ticket) | Likely.objects.filter(main=ticket)).filter(refused_at=None).delete()


def refine(event_id: int, now: datetime) -> None:
    """Ask the outside model about a new ticket."""
    refining.refine_ticket(Event.objects.only("ticket").get(pk=event_id).ticket_id, now)
