"""Counting forward and back through working days, office hours and the clock, standing still in pauses."""

from collections.abc import Iterable
from datetime import datetime

from .calendar import Calendar
from .hours import WorkHours
from .limits import Move
from .zone import MICROSECOND, as_utc, instant_of, lasting, midnight, ordinal_of, split

Pause = tuple[datetime, datetime | None]
"""From (included) to (excluded) in which a clock stands still; `None` while it still does."""
Landing = tuple[datetime, int]
"""Where a count ends, and the latest day (an ordinal) whose being a working day mattered, else 0."""


def merged(pauses: Iterable[Pause], start: datetime) -> tuple[Pause, ...]:
    """The pauses after `start` in order, joined where they touch; `ValueError` for one reversed."""
    joined: list[Pause] = []
    for begins, ends in sorted(map(_checked, pauses), key=lambda pause: pause[0]):
        if ends is not None and (ends <= start or ends == begins):
            continue
        begins = max(begins, start)
        if joined:
            before, until = joined[-1]
            if until is None:
                break
            if begins <= until:
                joined[-1] = (before, None if ends is None else max(until, ends))
                continue
        joined.append((begins, ends))
    return tuple(joined)


def forward(
    move: Move, start: datetime, pauses: tuple[Pause, ...], calendar: Calendar, hours: WorkHours
) -> Landing | None:
    """Where this piece of a limit ends; `None` when an open pause begins before it does."""
    if move.kind == "days":
        return _days_forward(move.amount, start, pauses, calendar, hours)
    left = move.amount
    for begins, ends in pauses:
        if ends is not None and ends <= start:
            continue
        if begins > start:
            run = (begins - start) // MICROSECOND if move.kind == "clock" else (
                office_time(begins, calendar, hours) - office_time(start, calendar, hours)
            )  # fmt: skip
            if run >= left:
                break
            left -= run
        if ends is None:
            return None
        start = ends
    if move.kind == "clock":
        return start + lasting(left), 0
    return _office_instant(office_time(start, calendar, hours) + left, calendar, hours)


def back(move: Move, end: datetime, calendar: Calendar, hours: WorkHours) -> datetime:
    """The first instant at which just this much is left until `end`; `UnknownDay` before the calendar.

    For working days that end with their day it is the midnight at which the first of them begins.
    """
    if move.kind == "clock":
        return end - lasting(move.amount)
    if move.kind == "office":
        return _office_instant(office_time(end, calendar, hours) - move.amount, calendar, hours)[0]
    ordinal, clock = split(end)
    if clock == 0:
        ordinal, clock = ordinal - 1, hours.end_us
    rank = calendar.rank(ordinal) - move.amount
    if calendar.works(ordinal) and clock != hours.end_us:
        return instant_of(calendar.nth(rank), clock)
    return midnight(calendar.nth(rank + 1))


def office_time(instant: datetime, calendar: Calendar, hours: WorkHours) -> int:
    """Microseconds of office time from the calendar's beginning to a UTC instant."""
    ordinal, clock = split(instant)
    rank = calendar.rank(ordinal)
    if calendar.works(ordinal):
        return (rank - 1) * hours.day_us + hours.worked(clock)
    return rank * hours.day_us


def _office_instant(passed: int, calendar: Calendar, hours: WorkHours) -> Landing:
    full_days, rest = divmod(passed - 1, hours.day_us)
    day = calendar.nth(full_days + 1)
    return instant_of(day, hours.reached(rest + 1)), day


def _days_forward(
    count: int, start: datetime, pauses: tuple[Pause, ...], calendar: Calendar, hours: WorkHours
) -> Landing | None:
    rank = calendar.rank(ordinal_of(start)) + count
    day = calendar.nth(rank)
    due = hours.end_of(day)
    for begins, ends in pauses:
        if begins >= due:
            break
        if ends is None:
            return None
        if ends <= start:
            continue
        resumed = calendar.rank(ordinal_of(ends))
        rank += resumed - calendar.rank(ordinal_of(max(begins, start)))
        day = calendar.nth(rank)
        if hours.end_of(day) <= ends:
            # Nothing falls due while the clock stands still: the first day's end after it resumes.
            day = calendar.nth(resumed)
            if hours.end_of(day) <= ends:
                day = calendar.nth(resumed + 1)
        due = hours.end_of(day)
    return due, day


def _checked(pause: Pause) -> Pause:
    begins, ends = as_utc(pause[0]), None if pause[1] is None else as_utc(pause[1])
    if ends is not None and ends < begins:
        raise ValueError(f"a pause cannot end before it begins: {begins} to {ends}")
    return begins, ends
