"""When a promise falls due, when it turns yellow, and why: one pure function over limit, start and pauses."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from fractions import Fraction
from typing import Final, Literal, NamedTuple

from .calendar import Calendar, UnknownDay
from .hours import OFFICE_HOURS, WorkHours, quiet
from .limits import UNITS, Limit, Move, Unit
from .motion import Pause, back, forward, merged
from .trace import Asked, TraceStep, from_json, steps, to_json
from .wording import Language, tell
from .zone import MICROSECOND, SHANGHAI, as_utc

__all__ = [
    "OFFICE_HOURS", "ONE_WORKING_DAY", "UNITS", "Asked", "Due", "Language", "Light", "Limit", "Pause",
    "TraceStep", "Unit", "WorkHours", "compute", "explain", "from_json", "quiet", "to_json",
]  # fmt: skip

Light = Literal["green", "yellow", "red", "paused"]
ONE_WORKING_DAY: Final = Limit(1, "working_days")
_A_QUARTER: Final = Fraction(1, 4)


class Due(NamedTuple):
    """The answer: instants in UTC, both `None` while `paused`; `due_at` itself is already overdue.

    `provisional`: the deadline rests on days whose notice is not known yet and must be computed again.
    """

    due_at: datetime | None
    yellow_at: datetime | None
    paused: bool
    provisional: bool
    rule: str
    asked: Asked

    @property
    def calendar_version(self) -> str:
        """Which notices it was computed with."""
        return self.asked.calendar.version

    @property
    def trace(self) -> tuple[TraceStep, ...]:
        """The steps, computed anew at every call; store `to_json(due.trace)` with the promise."""
        return steps(self.asked, self.rule, self.due_at, self.yellow_at)

    @property
    def due_on(self) -> date | None:
        """The local day at whose end, or within which, it falls due."""
        return None if self.due_at is None else (self.due_at - MICROSECOND).astimezone(SHANGHAI).date()

    def light(self, now: datetime) -> Light:
        """The colour at that instant; red from `due_at` on."""
        if self.due_at is None or self.yellow_at is None:
            return "paused"
        if now >= self.due_at:
            return "red"
        return "yellow" if now >= self.yellow_at else "green"


def compute(
    limit: Limit,
    start: datetime,
    *,
    calendar: Calendar,
    hours: WorkHours = OFFICE_HOURS,
    pauses: Iterable[Pause] = (),
    rule: str = "",
    yellow: Limit = ONE_WORKING_DAY,
    yellow_share: Fraction = _A_QUARTER,
    extra: Limit | None = None,
) -> Due:
    """When `limit` from `start` is over, by the local clock of UTC+8.

    - n **working days**: the day of the start does not count, whether it is worked or not; due at the end
      (`hours.day_ends`, by default 24:00) of the n-th working day after it. A part of a working day is that
      part of its office time, counted from the start, or from the end of the whole days before it.
    - n **calendar days**: exactly n × 24 hours. **Hours**, **minutes**: round the clock. **Working hours**:
      office time of working days only.
    - **Pauses**: the clock stands still. For working days each pause moves the deadline by the working days
      after its first day, up to and including the day it ends; nothing falls due inside a pause. Order and
      overlap do not matter. An open pause that begins before the deadline leaves it open (`paused`).
    - **Extension** (`extra`): counted from the original start: 10 and 5 working days are 15. In another
      unit than `limit` it is counted on from where `limit` ends.
    - **Yellow**: when exactly `yellow` remains; for whole working days the midnight at which the first of
      those begins. When that would be before the start, and for limits of hours or of less than a day if
      `yellow` is in days, it is when `yellow_share` of the time remains.

    Errors: `ValueError` for instants without a zone and pauses that end before they begin, `UnknownDay`
    for working time before the calendar. Source: the city's policy (`deadlines.yaml`).
    """
    start = as_utc(start)
    stops = merged(pauses, start) if pauses else ()
    asked = Asked(limit, start, calendar, hours, stops, extra)
    moves = limit.moves(hours.day_us) if extra is None else asked.moves()
    if (landed := _land(moves, asked)) is None:
        return Due(None, None, True, False, rule, asked)
    due_at, latest = landed
    yellow_at = _yellow(asked, moves, due_at, yellow, yellow_share)
    return Due(due_at, yellow_at, False, latest > calendar.last_known, rule, asked)


def explain(due: Due | Sequence[TraceStep], lang: Language = "zh") -> list[str]:
    """The steps as sentences for people, in Chinese or English; takes stored steps as well."""
    return tell(due.trace if isinstance(due, Due) else due, lang)


def _land(moves: Sequence[Move], asked: Asked) -> tuple[datetime, int] | None:
    cursor, latest = asked.start, 0
    for move in moves:
        landing = forward(move, cursor, asked.pauses, asked.calendar, asked.hours)
        if landing is None:
            return None
        cursor, latest = landing[0], max(latest, landing[1])
    return cursor, latest


def _yellow(
    asked: Asked, moves: tuple[Move, ...], due_at: datetime, yellow: Limit, share: Fraction
) -> datetime:
    if not (asked.limit.is_short and yellow.in_days):
        warned = _back(asked, due_at, yellow)
        if warned is not None and warned > asked.start:
            return warned
    left, whole = share.as_integer_ratio()
    partly = []
    for kind, amount in moves:
        if kind == "days":
            return _outside(due_at - (due_at - asked.start) * left / whole, asked.pauses)
        partly.append(Move(kind, max(amount * (whole - left) // whole, 1)))
    landed = _land(partly, asked)
    return due_at if landed is None else landed[0]


def _back(asked: Asked, end: datetime, yellow: Limit) -> datetime | None:
    try:
        for move in yellow.moves(asked.hours.day_us):
            end = back(move, end, asked.calendar, asked.hours)
    except UnknownDay:
        return None  # before the calendar begins; the caller falls back on the share
    return _outside(end, asked.pauses) if asked.pauses else end


def _outside(instant: datetime, pauses: tuple[Pause, ...]) -> datetime:
    """The instant, or the end of the pause it lies in: nobody is warned while the clock stands still."""
    for begins, ends in pauses:
        if ends is not None and begins <= instant < ends:
            return ends
    return instant
