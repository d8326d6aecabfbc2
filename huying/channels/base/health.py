"""How a door fares: marks of traffic and trouble, its switches, and the figures of the desk."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.cache import cache
from django.db.models import Q

from huying.channels.models import DoorState, Notice
from huying.tickets.incoming import cleaned

OFTEN = timedelta(seconds=5)  # marks are no finer than that: a busy door does not fight for one row
KNOWN_FOR = 3  # seconds that a process believes a switch


def of(door: str) -> DoorState:
    return DoorState.objects.get_or_create(door=door)[0]


def note(door: str, now: datetime, *fields: str) -> None:
    """Mark `seen_at`, `in_at` or `out_at`; the row is written at most every few seconds."""
    for field in fields:
        if not cache.add(f"door:{door}:{field}", True, OFTEN.seconds):  # this process has just done it
            continue
        stale = Q(**{field: None}) | Q(**{f"{field}__lt": now - OFTEN})
        if not DoorState.objects.filter(stale, door=door).update(**{field: now}) and not DoorState.objects.filter(door=door).exists():
            DoorState.objects.bulk_create([DoorState(door=door, **{field: now})], ignore_conflicts=True)


def trouble(door: str, error: BaseException | str, now: datetime) -> None:
    """The last thing that went wrong, in words without control characters."""
    said = error if isinstance(error, str) else f"{type(error).__name__}: {error}"
    of(door)
    DoorState.objects.filter(door=door).update(error=cleaned(said)[:300], error_at=now)


def is_open(door: str, way: str) -> bool:
    """Whether the door's switch `receiving` or `sending` is on; a door nobody touched is open."""
    known = f"door:{door}:{way}"
    found = cache.get(known)
    if found is None:
        value = DoorState.objects.filter(door=door).values_list(way, flat=True).first()
        found = True if value is None else bool(value)
        cache.set(known, found, KNOWN_FOR)
    return bool(found)


def switch(door: str, way: str, on: bool, account_id: int | None) -> None:
    """Open or close one direction. What waits stays where it is: in the mailbox, in the queue."""
    of(door)
    DoorState.objects.filter(door=door).update(**{way: on}, by_id=account_id)
    cache.set(f"door:{door}:{way}", on, KNOWN_FOR)
    if way == "sending" and on:
        from huying.channels import delivery

        delivery.reopen(door)


def probed(door: str, now: datetime) -> None:
    """A probe went out; it is not back yet."""
    of(door)
    DoorState.objects.filter(door=door).update(probed_at=now, echoed_at=None)


def echoed(door: str, now: datetime) -> None:
    """A probe has come back: the door works both ways."""
    of(door)
    DoorState.objects.filter(door=door).update(echoed_at=now)


def backlog(door: str) -> int:
    return Notice.objects.filter(door=door, state=Notice.QUEUED).count()


def failures(door: str, since: datetime) -> int:
    return Notice.objects.filter(door=door, state=Notice.FAILED, at__gte=since).count()
