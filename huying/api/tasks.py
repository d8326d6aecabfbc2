"""Jobs of the JSON door: shells with ids in and one call."""

from __future__ import annotations

from contextlib import suppress

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from huying.api.hooks import owing, pushing
from huying.api.hooks.types import TASK
from huying.jobs import Patient


@app.task(name=TASK, queue="default", retry=Patient())
def owe(event: int) -> None:
    """Write what partners are owed of an event."""
    owing.owe(event)


@app.task(name="api.push", queue="hooks", priority=-5, retry=Patient())
def push_task(hook: int) -> None:
    """Send what is due to one hook; a slow one holds up no other and no notice."""
    if pushing.push(hook):
        push(hook)


def push(hook: int) -> None:
    """Queue the job, in the caller's transaction, unless it waits already; one at a time for each hook."""
    with suppress(AlreadyEnqueued), transaction.atomic():
        push_task.configure(lock=f"hook:{hook}", queueing_lock=f"hook:{hook}").defer(hook=hook)
