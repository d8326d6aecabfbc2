"""When people call: the day's two peaks, the week, and short waits by the office clock or by the wall clock."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta

from huying.clocks.zone import SHANGHAI
from huying.tickets import timing

# Share of each hour: the peak is 9 to 11, a second one in the afternoon, little at night.
HOURS = (4, 3, 2, 2, 2, 4, 9, 22, 48, 88, 90, 66, 42, 46, 66, 70, 62, 48, 36, 32, 30, 26, 17, 9)
# Monday to Sunday.
WEEK = (1.16, 1.08, 1.02, 1.0, 0.98, 0.72, 0.66)
HOLIDAY = 0.62


def arrivals(rng: random.Random, start: datetime, end: datetime, per_day: float) -> list[datetime]:
    """The instants of contacts from `start` to `end`, in order; `per_day` is that of a usual weekday."""
    found = []
    day = start.astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
    while day < end:
        found += [at for at in _of_day(rng, day, per_day) if start <= at < end]
        day += timedelta(days=1)
    return sorted(found)


def _of_day(rng: random.Random, day: datetime, per_day: float) -> Iterator[datetime]:
    rest = not timing.calendar().is_working_day(day.date()) and day.weekday() < 5
    expected = per_day * WEEK[day.weekday()] * (HOLIDAY if rest else 1)
    count = max(0, round(rng.gauss(expected, expected**0.5)))
    for hour in rng.choices(range(24), HOURS, k=count):
        yield day + timedelta(hours=hour, seconds=rng.uniform(0, 3600))


def office(rng: random.Random, now: datetime, least: float, most: float) -> datetime:
    """Some working hours from `now`, short waits likelier than long ones."""
    wait = max(0.02, rng.triangular(least, most, least + (most - least) * 0.25))
    due = timing.due(f"{wait:.2f} working_hours", now).due_at
    assert due is not None
    return due + timedelta(seconds=rng.uniform(1, 50))


def clock(rng: random.Random, now: datetime, least: float, most: float) -> datetime:
    """Some minutes from `now`, day and night."""
    return now + timedelta(minutes=rng.triangular(least, most, least + (most - least) * 0.25), seconds=rng.uniform(0, 50))
