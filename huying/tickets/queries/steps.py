"""The step that a worklist is about: the end of the rating, of the review, or what was missed."""

from __future__ import annotations

from collections.abc import Iterable

from huying.tickets.models import Promise, Ticket
from huying.tickets.queries.worklists import MISSED, Worklist


def steps_of(worklist: Worklist, tickets: Iterable[Ticket]) -> dict[int, Promise]:
    """Of each ticket the running promise that the list is about, the one missed first; one statement, none where it is the ticket's."""
    if not worklist.step:
        return {}
    running = Promise.objects.filter(ticket__in=[ticket.pk for ticket in tickets], met_at=None, voided_at=None)
    if worklist.step == MISSED:
        running = running.filter(missed_at__isnull=False).order_by("-missed_at")  # the first is written last
    else:
        running = running.filter(kind=worklist.step)
    return {each.ticket_id: each for each in running}
