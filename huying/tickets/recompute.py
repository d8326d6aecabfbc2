"""Deadlines after a new holiday notice: every open promise is computed again, and the history says what moved (§3)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from huying.clocks.zone import SHANGHAI
from huying.people.persons import SYSTEM
from huying.tickets import announce, map, timing
from huying.tickets.life.step import topics_of, write_event
from huying.tickets.models import PROMISE_NAMES, Promise, Ticket
from huying.tickets.promises import Clocks, compute

BATCH = 500


def recompute(now: datetime) -> int:
    """Compute open promises anew that rest on another calendar; returns how many deadlines moved.

    One transaction a ticket, so that people go on working; interrupted, it is simply run again. A promise that
    stands still is computed when its clock runs on.
    """
    timing.forget()
    version, changed, after = timing.calendar().version, 0, 0
    while numbers := list(_stale(version).filter(ticket__gt=after).values_list("ticket", flat=True).distinct()
                          .order_by("ticket")[:BATCH]):
        for pk in numbers:
            changed += _ticket(pk, now, version)
        after = numbers[-1]
    return changed


def _stale(version: str) -> QuerySet[Promise]:
    running = Promise.objects.filter(met_at=None, voided_at=None, paused_at=None)
    return running.exclude(limit="date").exclude(calendar_version=version)


def _ticket(pk: int, now: datetime, version: str) -> int:
    """All stale promises of one ticket; how many of them moved."""
    with transaction.atomic():
        ticket = Ticket.objects.select_for_update(of=("self",), no_key=True).defer("search").get(pk=pk)
        clocks, moved = Clocks(ticket, now), []
        for promise in clocks.all_open():
            if promise.limit == "date" or promise.paused_at or promise.calendar_version == version:
                continue
            before = promise.due_at
            compute(promise, pauses=[(pause.from_at, pause.to_at) for pause in promise.pauses.all()])
            promise.calendar_version = version
            if promise.due_at != before:
                moved.append((promise, before))
                if promise.due_at and promise.due_at > now:
                    promise.missed_at, promise.level = None, -1
            clocks.touch(promise)
        clocks.save()
        if moved:
            _record(ticket, clocks, moved, now)
    return len(moved)


def _record(ticket: Ticket, clocks: Clocks, moved: list[tuple[Promise, datetime | None]], now: datetime) -> None:
    """The ticket's own deadline, its units' and one line of history for every clock that moved."""
    headline = clocks.headline()
    if headline is not None and headline.paused_at is None:
        Ticket.objects.filter(pk=ticket.pk).update(due_at=headline.due_at, yellow_at=headline.yellow_at,
                                                   version=ticket.version + 1)
    for promise, before in moved:
        ticket.legs.filter(ended_at=None, due_at=before).update(due_at=promise.due_at)
        words = (f"放假安排公布，{PROMISE_NAMES[promise.kind][0]}时限由 {_told(before)} 改为 {_told(promise.due_at)}"
                 f"（日历 {promise.calendar_version}）")
        event = write_event(ticket, map.VERBS["note"], SYSTEM, now, from_state=ticket.state, data={
            "words": words, "promise": promise.pk, "kind": promise.kind, "calendar": promise.calendar_version,
            "before": before.isoformat() if before else "", "after": promise.due_at.isoformat() if promise.due_at else ""})
        announce.tell("note", event.pk, topics_of(ticket), ticket.number)


def _told(instant: datetime | None) -> str:
    return instant.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M") if instant else "—"
