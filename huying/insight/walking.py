"""A job that walks once over all tickets in the order of their ids: none left out, none taken twice, one walker at a time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import connection, transaction

from huying.insight.models import Mark
from huying.tickets.models import Ticket

BATCH = 50
ROUGHLY = 1000
# An id is drawn before its row is seen by others: a greater one may be there first. What has been seen is settled when
# all transactions that ran then have ended.
# The walker's own transaction is not among those of its snapshot.
SNAPSHOT = """
SELECT NOT EXISTS (SELECT FROM pg_snapshot_xip(s) AS x WHERE x::text::bigint < %s), pg_snapshot_xmax(s)::text::bigint,
       coalesce((SELECT max(id) FROM tickets_ticket), 0)
FROM pg_current_snapshot() AS s
"""
Take = Callable[[int, int], int]


def walk(name: str, take: Take, now: datetime, *, back: timedelta, most: int) -> int:
    """Call `take(after, until)` for stretches of at most BATCH tickets, each within one transaction with the mark.

    A new walk begins with tickets of the last `back`. Returns how many tickets were walked over, at most about `most`;
    0 when another worker holds the mark. A stretch that fails is walked over again next time.
    """
    if not Mark.objects.filter(name=name).exists():
        Mark.objects.get_or_create(name=name, defaults={"done": _before(now - back), "at": now})
    walked = 0
    while walked < most:
        with transaction.atomic():
            mark = Mark.objects.select_for_update(skip_locked=True).filter(name=name).first()
            if mark is None:
                return walked
            moved = _settle(mark)
            until = _stretch(mark)
            taken = take(mark.done, until) if until > mark.done else 0
            mark.done, mark.at = until, now
            mark.save()
        walked += taken
        if not moved and not taken:
            return walked
    return walked


def _before(since: datetime) -> int:
    """The id before the first ticket since then; ids follow the order of time roughly only."""
    first = Ticket.objects.filter(registered_at__gte=since).order_by("registered_at").values_list("id", flat=True)[:ROUGHLY]
    return min(first, default=1) - 1


def _settle(mark: Mark) -> bool:
    """Whether there is more to look at: ids that became certain, or such that may become so."""
    with connection.cursor() as cursor:
        cursor.execute(SNAPSHOT, [mark.horizon])
        ended, horizon, last = cursor.fetchone()
    if not ended:
        return False
    before = mark.settled
    mark.settled, mark.seen, mark.horizon = max(mark.seen, before), max(last, mark.seen), horizon
    return mark.settled > before or mark.seen > mark.settled


def _stretch(mark: Mark) -> int:
    """The id at which the next stretch ends."""
    ids = Ticket.objects.filter(pk__gt=mark.done, pk__lte=mark.settled).order_by("pk").values_list("pk", flat=True)[:BATCH]
    return max(ids, default=mark.done)
