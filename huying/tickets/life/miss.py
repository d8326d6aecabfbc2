"""超时: promises that passed, many at once: each is marked, told in the history, and the ladder begins (§3).

Called by the sweep with rows it has claimed (locked, SKIP LOCKED) in the same transaction.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from huying.people.persons import SYSTEM
from huying.tickets import announce, map
from huying.tickets.life.step import build_event
from huying.tickets.models import PROMISE_NAMES, Event, Promise
from huying.tickets.promises import moments, schedule, steps_of


def miss(promises: Sequence[Promise], *, now: datetime) -> list[Event]:
    """Mark what is overdue, climb the ladder's due steps, and write all of it in four statements."""
    events: list[Event] = []
    for promise in promises:
        if promise.missed_at is None and promise.due_at is not None and promise.due_at <= now:
            promise.missed_at = promise.due_at
            events.append(_event("miss", promise, now, _facts(promise)))
        events.extend(_climb(promise, now))
        schedule(promise)
    Promise.objects.bulk_update(promises, ["missed_at", "level", "next_at"], batch_size=1000)
    Event.objects.bulk_create(events, batch_size=1000)
    _tell(events)
    return events


def _climb(promise: Promise, now: datetime) -> list[Event]:
    """The ladder's steps whose instant has come; the highest one reached is remembered."""
    found = []
    steps = steps_of(promise.kind)
    for level, at in enumerate(moments(promise)):
        if level > promise.level and at <= now:
            promise.level = level
            found.append(_event("remind", promise, now, {**_facts(promise), "at": steps[level].at, "whom": steps[level].whom,
                                                         "after": steps[level].after or "", "level": level}))
    return found


def _facts(promise: Promise) -> dict[str, Any]:
    return {"promise": promise.pk, "kind": promise.kind, "kind_name": PROMISE_NAMES[promise.kind][0],
            "due_at": promise.due_at.isoformat() if promise.due_at else "", "leg": promise.leg_id}


def _event(verb: str, promise: Promise, now: datetime, data: dict[str, Any]) -> Event:
    return build_event(promise.ticket, map.VERBS[verb], SYSTEM, now, from_state=promise.ticket.state, data=data,
                       unit_id=promise.unit_id)


def _tell(events: Sequence[Event]) -> None:
    """The jobs of all events in one statement."""
    rows = [row for event in events for row in announce.job_rows(announce.hearers(event.verb), {"event": event.pk})]
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT procrastinate_defer_jobs_v1(array_agg(ROW(j->>0, j->>1, 0, NULL, NULL, (j->>2)::jsonb, NULL)"
            "::procrastinate_job_to_defer_v1)) FROM jsonb_array_elements(%s::jsonb) AS j", [json.dumps(rows)])
