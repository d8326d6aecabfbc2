"""Instants as GeoReport wants them (https://www.w3.org/TR/NOTE-datetime): read in every allowed form, written in UTC with Z."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from django.utils import timezone

FORM = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:[.,]\d{1,9})?)?(Z|[+-]\d\d:?\d\d)?)?)?)?", re.IGNORECASE)


def written(at: datetime | None) -> str:
    """2026-11-25T08:30:00Z; empty when there is none."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if at else ""


def read(text: str, *, end: bool = False) -> datetime | None:
    """The instant that was meant, or None. Without an offset it is the city's time; a day alone is its begin or `end`.

    A plus that a client forgot to escape has become a blank: 2026-11-25T08:30:00 08:00.
    """
    found = FORM.fullmatch(re.sub(r" (?=\d\d:?\d\d$)", "+", text.strip()))
    if found is None:
        return None
    year, month, day, hour, minute, second, zone = found.groups()
    try:
        local = datetime(int(year), int(month or 1), int(day or 1), int(hour or 0), int(minute or 0), int(second or 0))
        if hour is None and end:
            local = _after(local, month, day)
        if not zone:
            return timezone.make_aware(local).astimezone(UTC)
        offset = timedelta() if zone in "Zz" else _offset(zone)
        return (local - offset).replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def _after(begin: datetime, month: str | None, day: str | None) -> datetime:
    """The end of the day, month or year that begins at `begin`."""
    if day:
        return begin + timedelta(days=1)
    if month:
        return (begin + timedelta(days=32)).replace(day=1)
    return begin.replace(year=begin.year + 1)


def _offset(zone: str) -> timedelta:
    hours, minutes = int(zone[1:3]), int(zone[-2:])
    if hours > 14 or minutes > 59:
        raise ValueError(zone)
    found = timedelta(hours=hours, minutes=minutes)
    return -found if zone[0] == "-" else found
