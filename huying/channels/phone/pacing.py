"""How many calls may be begun, when one may be tried again, and at which hours; pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime, time, timedelta

Hours = Sequence[tuple[time, time]]


def may_begin(ready: int, waiting: int, dialling: int, per_seat: float) -> int:
    """Calls to begin now. Who calls us comes first: seats that waiting callers will take are not counted; and never are more calls on
    their way than ready seats × `per_seat`, so that there is somebody for everyone who answers."""
    return max(0, math.floor(max(0, ready - waiting) * per_seat + 1e-9) - max(0, dialling))


def in_hours(at: datetime, hours: Hours) -> bool:
    """Whether the clock stands in one of the spans, ends not with them; `at` in the city's time. One that ends before it begins goes
    over midnight."""
    here = at.time()
    return any(begin <= here < end if begin <= end else here >= begin or here < end for begin, end in hours)


def next_hour(at: datetime, hours: Hours) -> datetime:
    """The first instant from `at` on at which we call people; `at` in the city's time. ValueError without any hours."""
    if not hours:
        raise ValueError("no hours to call at")
    for day in range(2):
        date = at.date() + timedelta(days=day)
        for begin, end in sorted(hours):
            first, last = (datetime.combine(date, each, at.tzinfo) for each in (begin, end))
            if at < last and begin < end:
                return max(at, first)
    raise ValueError("no hours to call at")


def again_at(at: datetime, tries: int, most: int, wait: timedelta, hours: Hours) -> datetime | None:
    """When a call that nobody took, for the `tries`-th time, is tried again; None: enough. Each wait is longer than the one before,
    so that the tries fall on different hours of the day."""
    return None if tries >= most else next_hour(at + wait * max(1, tries), hours)
