"""超时: promises that passed, many at once: each is marked, told in the history, and the ladder begins (§3).

Called by the sweep with rows it has claimed (locked, SKIP LOCKED) in the same transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from itertools import count
from typing import Any

from django.db import connection

from huying.people.persons import SYSTEM
from huying.tickets import announce, map, prepared
from huying.tickets.life.step import build_event
from huying.tickets.models import PROMISE_NAMES, Event, Promise
from huying.tickets.promises import moment, schedule, steps_of

PROMISED = frozenset({"complete", "rework"})  # what the citizen was promised: that it passed is no secret
WRITE = """
UPDATE tickets_promise AS promise SET missed_at = new.missed_at, level = new.level, next_at = new.next_at
FROM unnest(%s::bigint[], %s::timestamptz[], %s::smallint[], %s::timestamptz[]) AS new (id, missed_at, level, next_at)
WHERE promise.id = new.id
"""


def miss(promises: Sequence[Promise], *, now: datetime) -> list[Event]:
    """Mark what is overdue, climb the ladder's due steps, and write all of it in two statements."""
    events: list[Event] = []
    for promise in promises:
        if promise.missed_at is None and promise.due_at is not None and promise.due_at <= now:
            promise.missed_at = promise.due_at
            events.append(_event("miss", promise, now, _facts(promise), public=promise.kind in PROMISED and promise.leg_id is None))
        events.extend(_climb(promise, now))
        schedule(promise)
    _write(promises)
    _tell(events)
    return events


def _climb(promise: Promise, now: datetime) -> list[Event]:
    """The ladder's steps whose instant has come; the highest one reached is remembered."""
    found = []
    before = promise.level
    for level, step in enumerate(steps_of(promise.kind)):
        if level > before and promise.due_at is not None and moment(promise, step, promise.due_at) <= now:
            promise.level = level
            found.append(_event("remind", promise, now, {**_facts(promise), "at": step.at, "whom": step.whom,
                                                         "after": step.after or "", "level": level}))
    return found


def _facts(promise: Promise) -> dict[str, Any]:
    return {"promise": promise.pk, "kind": promise.kind, "kind_name": PROMISE_NAMES[promise.kind][0],
            "due_at": promise.due_at.isoformat() if promise.due_at else "", "leg": promise.leg_id}


def _event(verb: str, promise: Promise, now: datetime, data: dict[str, Any], *, public: bool = False) -> Event:
    return build_event(promise.ticket, map.VERBS[verb], SYSTEM, now, from_state=promise.ticket.state, data=data,
                       unit_id=promise.unit_id, public=public)


def _write(promises: Sequence[Promise]) -> None:
    """What a sweep changes, in one statement; Django's bulk_update costs a hundred times as much to put together."""
    columns = [[getattr(promise, name) for promise in promises] for name in ("pk", "missed_at", "level", "next_at")]
    with connection.cursor() as cursor:
        cursor.execute(WRITE, columns)


def _tell(events: Sequence[Event]) -> None:
    """The history and the jobs of whoever hears it, in one statement."""
    if not events:
        return
    heard = [(verb, task) for verb in sorted({event.verb for event in events}) for task in announce.hearers(verb)]
    values = [*prepared.columns_of(events), [verb for verb, _ in heard], [task for _, task in heard]]
    for event, (pk, *_) in zip(events, prepared.rows(_told(), values), strict=True):
        event.pk = pk


@lru_cache(maxsize=1)
def _told() -> str:
    mark = (f"${place}" for place in count(1)).__next__
    job = "ROW(%s, task, 0, NULL, NULL, jsonb_build_object('event', told.id), NULL)::procrastinate_job_to_defer_v1"
    return (
        f"WITH told AS ({prepared.insert_many(Event, mark)} RETURNING id, verb), "  # noqa: S608
        f"jobs AS (SELECT procrastinate_defer_jobs_v1(array_agg({job % repr(announce.QUEUE)})) AS ids FROM told "
        f"JOIN unnest({mark()}::text[], {mark()}::text[]) AS heard (verb, task) USING (verb)) "
        "SELECT told.id, jobs.ids IS NULL FROM told, jobs ORDER BY told.id")
