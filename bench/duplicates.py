"""(g) The likely running tickets for a new request, at a million tickets of the last ninety days."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import psycopg

from bench import crowd
from bench.ground import Figure, Ground, Sizes, median, p95, timed
from bench.people import everyone
from bench.words import matter
from huying.people.persons import Role
from huying.tickets import likely
from huying.tickets.models import Ticket
from huying.tickets.queries.alike import alike
from huying.understanding import retrieval

LIMIT_MS, KEYS_MS = 30.0, 0.5
QUARTER = 0.25  # of a year: all tickets lie within the look-back


def run(ground: Ground, sizes: Sizes) -> list[Figure]:
    """The whole question: keys, candidates, comparing and reasons. Requests of the same few streets and matters, the worst case."""
    count = max(sizes.tickets)
    now = datetime.now(UTC)
    with _ninety_days():
        crowd.fill(ground, count, now)
    rows = _keys(ground)
    person = everyone()[Role.SUPERVISOR]
    asked = [_new(number, now) for number in range(crowd.POOL, crowd.POOL + sizes.samples)]
    for ticket in asked[:3]:
        alike(ticket, person)
    times = [timed(lambda ticket=ticket: alike(ticket, person), 1)[0] for ticket in asked]
    making = [timed(lambda ticket=ticket: likely.keys_of_ticket(ticket), 1)[0] for ticket in asked]
    found = sum(bool(alike(ticket, person)) for ticket in asked[:50]) / len(asked[:50])
    size = ground.sql("SELECT pg_total_relation_size('tickets_ticketkey') / 1048576.0")[0][0]
    return [
        Figure(f"likely running tickets, p95 at {count:,} of ninety days", p95(times), "ms", LIMIT_MS,
               note=f"median {median(times):.1f} ms"),
        Figure("keys of one registration, median", median(making), "ms", KEYS_MS),
        Figure("requests for which some were found", found * 100, "%"),
        Figure("keys and their index", float(size), "MB", note=f"{rows / count:.1f} keys a ticket"),
    ]


@contextmanager
def _ninety_days() -> Iterator[None]:
    years, crowd.YEARS = crowd.YEARS, QUARTER  # type: ignore[assignment]
    try:
        yield
    finally:
        crowd.YEARS = years


def _keys(ground: Ground) -> int:
    """Keys of all tickets, computed once for each text of the pool; how many rows."""
    with psycopg.connect(ground.server.url("postgres"), autocommit=True) as connection:
        connection.execute("CREATE UNLOGGED TABLE bench_keys (text int, key bigint)")
        with connection.cursor() as cursor, cursor.copy("COPY bench_keys FROM STDIN") as rows:
            for place in range(crowd.POOL):
                said = matter(place)
                for key in retrieval.keys(said["title"], said["detail"], said["place"], vocabulary=likely.vocabulary()):
                    rows.write_row((place, key))
        done = connection.execute(
            "INSERT INTO tickets_ticketkey (key, ticket_id) SELECT k.key, t.id FROM tickets_ticket AS t "
            "JOIN bench_keys AS k ON k.text = t.id %% %s ORDER BY t.id", [crowd.POOL])
        connection.execute("DROP TABLE bench_keys")
        connection.execute("VACUUM (ANALYZE) tickets_ticketkey")
        return done.rowcount


def _new(number: int, now: datetime) -> Ticket:
    said = matter(number)
    return Ticket(title=said["title"], detail=said["detail"], wish=said["wish"], place=said["place"], registered_at=now)
