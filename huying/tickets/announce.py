"""Telling the rest of the house: jobs written in the step's own transaction, and a live note to open pages.

Who hears which verb is said in `huying.config.wiring`, nowhere else.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

HEARERS: dict[str, tuple[str, ...]] = {}
# A verb → (task, SQL with the event's id as its one value): the task hears only where that is true.
HEARERS_IF: dict[str, tuple[tuple[str, str], ...]] = {}
# A door's name → the dotted name of `(contact, now, *, by_hand) -> None`, which goes on with a contact that was cut off.
TAKERS: dict[str, str] = {}
QUEUE = "default"
LIVE = "huying_live"

JOB = "ROW(%s, %s, 0, NULL, NULL, %s::jsonb, NULL)::procrastinate_job_to_defer_v1"


def hearers(verb: str) -> tuple[str, ...]:
    """The names of the tasks to run after `verb`; `register_by_staff`: those that only hear of contacts taken by staff."""
    return HEARERS.get(verb, HEARERS.get("*", ()))


def job_rows(tasks: Iterable[str], args: dict[str, object]) -> list[tuple[str, str, str]]:
    return [(QUEUE, task, json.dumps(args)) for task in tasks]


def tell(verb: str, event_id: int, topics: Sequence[str], number: str) -> None:
    """One statement: the jobs for `verb`, and a NOTIFY to every topic's open pages on commit."""
    jobs = job_rows(hearers(verb), {"event": event_id})
    parts: list[str] = []
    values: list[Any] = []
    if jobs:
        parts.append(f"procrastinate_defer_jobs_v1(ARRAY[{', '.join([JOB] * len(jobs))}])")
        values.extend(value for row in jobs for value in row)
    for task, condition in HEARERS_IF.get(verb, ()):
        parts.append(f"(SELECT procrastinate_defer_jobs_v1(ARRAY[{JOB}]) WHERE {condition})")
        values.extend((*job_rows((task,), {"event": event_id})[0], event_id))
    for topic in topics:
        parts.append("pg_notify(%s, %s)")
        values.extend((LIVE, json.dumps({"topic": topic, "kind": verb, "id": number})))
    if parts:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(parts)}", values)


def note(topics: Sequence[str], kind: str, ident: object) -> None:
    """A live note of something that is no ticket (a call, a seat), on commit. One statement."""
    if topics:
        values = [value for topic in topics for value in (LIVE, json.dumps({"topic": topic, "kind": kind, "id": str(ident)}))]
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(['pg_notify(%s, %s)'] * len(topics))}", values)
