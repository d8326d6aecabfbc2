"""Keys of tickets that stand: renewed when their words change, and filled in for tickets that have none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from huying.tickets import likely
from huying.tickets.models import Ticket, TicketKey
from huying.tickets.queries.own import RECENT

PAGE = 500
# Adding and taking away in one statement, only what differs: repeated, it changes nothing.
_RENEW = """
WITH wanted AS (SELECT unnest(%(keys)s::bigint[]) AS key),
gone AS (DELETE FROM tickets_ticketkey WHERE key = ANY(%(old)s::bigint[]) AND ticket_id = %(ticket)s
         AND key NOT IN (SELECT key FROM wanted))
INSERT INTO tickets_ticketkey (key, ticket_id) SELECT key, %(ticket)s FROM wanted ON CONFLICT DO NOTHING
"""


def renew(ticket: Ticket) -> bool:
    """Give a ticket the keys of its present words; whether they were others. Two statements, one where nothing changed.

    Keys come from title, place and the first words alone: another category or division changes none.
    """
    wanted = set(likely.keys_of_ticket(ticket))
    there = set(TicketKey.objects.filter(ticket_id=ticket.pk).values_list("key", flat=True))
    if wanted == there:
        return False
    with connection.cursor() as cursor:
        cursor.execute(_RENEW, {"keys": sorted(wanted), "old": sorted(there), "ticket": ticket.pk})
    return True


@dataclass(frozen=True, slots=True)
class Filled:
    """After a page: the last ticket's id, tickets looked at and tickets that were given keys, in this page."""

    last: int
    seen: int
    given: int


def fill(now: datetime, after: int = 0) -> Iterator[Filled]:
    """Keys for tickets of the look-back that have none, page by page in the order of ids; a page is one statement to
    write and two to read. Interrupted, it is run again from the last id or from the beginning: nothing is done twice.
    """
    recent = Ticket.objects.filter(registered_at__gte=now - RECENT).only("title", "detail", "wish", "place").order_by("pk")
    while page := list(recent.filter(pk__gt=after)[:PAGE]):
        after = page[-1].pk
        yield Filled(after, len(page), _fill(page))


def waiting(now: datetime, after: int = 0) -> int:
    """How many tickets `fill` would look at."""
    return Ticket.objects.filter(registered_at__gte=now - RECENT, pk__gt=after).count()


def _fill(page: Sequence[Ticket]) -> int:
    between = TicketKey.objects.filter(ticket_id__gte=page[0].pk, ticket_id__lte=page[-1].pk)
    there = set(between.values_list("ticket_id", flat=True).distinct())
    rows = [TicketKey(key=key, ticket_id=each.pk) for each in page if each.pk not in there for key in likely.keys_of_ticket(each)]
    TicketKey.objects.bulk_create(rows, ignore_conflicts=True)
    return len({row.ticket_id for row in rows})
