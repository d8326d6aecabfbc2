"""The earlier tickets that share most keys with each of some tickets: bounded whatever the city does."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

from huying.tickets import likely
from huying.tickets.models import Ticket

NEAREST = 12  # neighbours of one ticket; twice as many find no more topics (docs/understanding.md)
LEAST = 3  # weight of the keys that are shared; fewer say nothing (docs/understanding.md)
# Of each key the newest 40 earlier tickets, read from the primary key of tickets_ticketkey.
_NEAR = """
WITH asked AS (SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::int[]) AS a (ticket, key, weight)),
shared AS (
    SELECT a.ticket, f.ticket_id, sum(a.weight) AS weight FROM asked AS a
    CROSS JOIN LATERAL (SELECT ticket_id FROM tickets_ticketkey WHERE key = a.key AND ticket_id < a.ticket
                        ORDER BY ticket_id DESC LIMIT 40) AS f
    GROUP BY 1, 2 HAVING sum(a.weight) >= %s),
ranked AS (SELECT *, row_number() OVER (PARTITION BY ticket ORDER BY weight DESC, ticket_id DESC) AS place FROM shared)
SELECT ticket, ticket_id FROM ranked WHERE place <= %s ORDER BY ticket, place
"""


def neighbours(tickets: Sequence[Ticket], most: int = NEAREST) -> dict[int, list[int]]:
    """Ids of earlier tickets by the id of the one asked about, those that share most first. One statement."""
    asked = [(ticket.pk, key, max(1, 4 - place // 3)) for ticket in tickets for place, key in enumerate(likely.keys_of_ticket(ticket))]
    found: dict[int, list[int]] = {}
    if not asked:
        return found
    with connection.cursor() as cursor:
        cursor.execute(_NEAR, [*map(list, zip(*asked, strict=True)), LEAST, most])
        for ticket, near in cursor.fetchall():
            found.setdefault(ticket, []).append(near)
    return found
