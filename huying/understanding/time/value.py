"""Pieces of an expression of time while it is being put together, and the arithmetic they share."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from huying.understanding.time.convention import Convention

Pair = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Now:
    """The instant a text is read against, and the convention it is read by."""

    at: datetime
    convention: Convention

    @property
    def day(self) -> date:
        return self.at.date()


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day as written; `exact` when it cannot also be meant twelve hours later."""

    hour: int
    minute: int = 0
    second: int = 0
    digits: int = 1  # 1: hour only, 2: with minutes, 3: with seconds
    exact: bool = False
    part: str = ""

    @property
    def timex(self) -> str:
        return "T" + ":".join(f"{each:02d}" for each in (self.hour % 24, self.minute, self.second)[: self.digits])

    @property
    def delta(self) -> timedelta:
        return timedelta(hours=self.hour, minutes=self.minute, seconds=self.second)

    def later(self) -> Clock:
        """Twelve hours on: the other reading of an hour without morning or evening."""
        return replace(self, hour=self.hour + 12 if self.hour < 12 else 0, exact=True)


@dataclass(frozen=True, slots=True)
class Bit:
    """One piece found in the folded text.

    `sort`: day, clock, part, daypart, moment, range, clockrange, momentrange, length, set. `past` and `future` are the
    two readings (start, end before which it ends); equal when there is only one, None when there is no such date.
    """

    start: int
    end: int
    sort: str
    timex: str = ""
    past: Pair | None = None
    future: Pair | None = None
    year: int | None = None
    month: int | None = None
    day: int | None = None
    lunar: bool = False
    clock: Clock | None = None
    until: Clock | None = None
    mod: str = ""
    of: str = ""  # for a modified piece: what sort it was before
    grain: str = ""  # Y, M, W, D … of a range; how it was said for others
    seconds: float = 0.0
    lengths: tuple[tuple[str, float], ...] = field(default=())

    def moved(self, start: int, end: int) -> Bit:
        return replace(self, start=start, end=end)


def midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)


def whole(day: date) -> Pair:
    """The day from its midnight to the next."""
    start = midnight(day)
    return start, _after(start, timedelta(days=1))


def _after(start: datetime, step: timedelta) -> datetime:
    try:
        return start + step
    except OverflowError:
        return datetime.max.replace(microsecond=0)


def real(year: int, month: int, day: int) -> date | None:
    """The date, or None where there is none."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def add_months(start: datetime, count: int) -> datetime:
    """`count` months later, on the last day of the month where there is no such day; bounded to years 1 to 9998."""
    months = max(12, min(9998 * 12, start.year * 12 + start.month - 1 + count))
    year, month = divmod(months, 12)
    return start.replace(year=year, month=month + 1, day=min(start.day, monthrange(year, month + 1)[1]))


def around(
    now: Now, at: Callable[[int], date | None], step: int = 0, reach: int = 9
) -> tuple[date | None, date | None]:
    """The last date not after, and the first not before the present, of a series `at(step)` that grows with step."""
    today = now.day
    past = next(
        (
            found
            for k in range(step + 1, step - reach, -1)
            if (found := at(k)) and (found < today or (found == today and now.convention.today_is_past))
        ),
        None,
    )
    future = next((found for k in range(step - 1, step + reach) if (found := at(k)) and found >= today), None)
    return past, future


def pairs(past: date | None, future: date | None) -> tuple[Pair | None, Pair | None]:
    return (whole(past) if past else None), (whole(future) if future else None)


def step(start: datetime, unit: str, count: float) -> datetime:
    """`count` units (Y, M, W, D, TH, TM, TS) after `start`; never beyond what a date can hold."""
    if unit in ("Y", "M"):
        months = count * 12 if unit == "Y" else count
        moved = add_months(start, int(months))
        return _after(moved, timedelta(days=round((months - int(months)) * 30)))
    each = {"W": 604800, "D": 86400, "TH": 3600, "TM": 60, "TS": 1}[unit]
    try:
        return start + timedelta(seconds=each * count)
    except OverflowError:
        return datetime.max.replace(microsecond=0) if count > 0 else datetime.min


def timex_length(lengths: tuple[tuple[str, float], ...]) -> str:
    """ISO 8601 duration of (unit, count) pairs, largest units first: P1M2D, PT37M39S, PT0.5H."""
    order = ("Y", "M", "W", "D", "TH", "TM", "TS")
    said = dict(lengths)
    days = "".join(f"{said[unit]:g}{unit}" for unit in order[:4] if unit in said)
    times = "".join(f"{said[unit]:g}{unit[1]}" for unit in order[4:] if unit in said)
    return f"P{days}" + (f"T{times}" if times else "")


def between(start: datetime, end: datetime, unit: str = "D", count: float | None = None) -> str:
    """A timex of two dates and the time between."""
    return f"({start:%Y-%m-%d},{end:%Y-%m-%d},{timex_length(((unit, count if count is not None else (end - start).days),))})"


def month_span(year: int, month: int) -> Pair:
    start = datetime(year, month, 1)
    return start, add_months(start, 1)


SECONDS = {"Y": 31536000, "M": 2592000, "W": 604800, "D": 86400, "TH": 3600, "TM": 60, "TS": 1}
