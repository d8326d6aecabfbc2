"""Why a deadline is when it is: the steps of its computation, as data that can be stored and told."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any, Literal, NamedTuple

from .calendar import Calendar, Day, DayKind
from .hours import WorkHours
from .limits import Limit, Move
from .motion import Pause, forward, office_time
from .zone import MICROSECOND, SHANGHAI, midnight, ordinal_of

StepKind = Literal[
    "limit", "extension", "start", "pause", "stopped",
    "workday", "make_up", "weekend", "holiday", "office", "provisional", "due", "yellow",
]  # fmt: skip


class TraceStep(NamedTuple):
    """One step. Instants are UTC, dates local, both ends included; unused fields keep their defaults.

    `numbers` are those of the first and last working day of a run, the working days a pause costs (twice
    the same), or the minutes of office time counted on a day; `text` is the limit or the rule.
    """

    kind: StepKind
    first: date | datetime | None = None
    last: date | datetime | None = None
    numbers: tuple[int, int] = (0, 0)
    name: str = ""
    name_en: str = ""
    text: str = ""


class Asked(NamedTuple):
    """Everything a deadline was computed from; the same question always gets the same answer."""

    limit: Limit
    start: datetime
    calendar: Calendar
    hours: WorkHours
    pauses: tuple[Pause, ...]
    extra: Limit | None

    def moves(self) -> tuple[Move, ...]:
        """The pieces to count one after the other; an extension in the same unit is added up first."""
        if self.extra is None:
            return self.limit.moves(self.hours.day_us)
        if self.extra.unit == self.limit.unit:
            return (self.limit + self.extra).moves(self.hours.day_us)
        return self.limit.moves(self.hours.day_us) + self.extra.moves(self.hours.day_us)


def steps(
    asked: Asked, rule: str, due_at: datetime | None, yellow_at: datetime | None
) -> tuple[TraceStep, ...]:
    """The steps that lead to `due_at`; computed when asked for, never on the hot path."""
    return tuple(_steps(asked, rule, due_at, yellow_at))


def to_json(trace: Iterable[TraceStep]) -> list[dict[str, Any]]:
    """Plain data for a JSON column; `from_json` brings the same steps back."""
    return [{key: _plain(value) for key, value in step._asdict().items() if value} for step in trace]


def from_json(rows: Iterable[Mapping[str, Any]]) -> tuple[TraceStep, ...]:
    """The steps that `to_json` wrote; `KeyError`, `TypeError` or `ValueError` for anything else."""
    return tuple(
        TraceStep(
            kind=row["kind"],
            first=_moment(row.get("first")),
            last=_moment(row.get("last")),
            numbers=(row["numbers"][0], row["numbers"][1]) if "numbers" in row else (0, 0),
            **{key: row[key] for key in ("name", "name_en", "text") if key in row},
        )
        for row in rows
    )


def _steps(
    asked: Asked, rule: str, due_at: datetime | None, yellow_at: datetime | None
) -> Iterator[TraceStep]:
    yield TraceStep("limit", text=str(asked.limit), name=rule)
    if asked.extra is not None:
        yield TraceStep("extension", text=str(asked.extra))
    cursor = asked.start
    for number, move in enumerate(asked.moves()):
        if number == 0:
            yield _beginning(asked, move)
        landing = forward(move, cursor, asked.pauses, asked.calendar, asked.hours)
        until = None if landing is None else landing[0]
        yield from _pauses(asked, move, cursor, until)
        if landing is None:
            return
        if move.kind != "clock":
            yield from _days(asked, move, cursor, landing[1], landing[0])
        cursor = landing[0]
    yield TraceStep("due", due_at)
    if yellow_at is not None:
        yield TraceStep("yellow", yellow_at)


def _beginning(asked: Asked, move: Move) -> TraceStep:
    if move.kind == "clock":
        return TraceStep("start", asked.start, text="clock")
    day = asked.calendar.day(asked.start.astimezone(SHANGHAI).date())
    return TraceStep("start", asked.start, name=day.name, name_en=day.name_en, text=f"{move.kind} {day.kind}")


def _pauses(asked: Asked, move: Move, start: datetime, until: datetime | None) -> Iterator[TraceStep]:
    for begins, ends in asked.pauses:
        if (until is not None and begins >= until) or (ends is not None and ends <= start):
            continue
        begins = max(begins, start)
        if ends is None:
            yield TraceStep("stopped", begins)
            return
        cost = 0
        if move.kind == "days":
            cost = asked.calendar.rank(ordinal_of(ends)) - asked.calendar.rank(ordinal_of(begins))
        yield TraceStep("pause", begins, ends, (cost, cost), text=move.kind)


def _days(asked: Asked, move: Move, start: datetime, last: int, until: datetime) -> Iterator[TraceStep]:
    calendar = asked.calendar
    first = ordinal_of(start) + (move.kind == "days")
    known_last = calendar.known_until.toordinal()
    base = calendar.rank(ordinal_of(start))
    run = [calendar.day(date.fromordinal(ordinal)) for ordinal in range(first, last + 1)]
    told = False
    for (kind, name, provisional), group in groupby(run, key=_likeness):
        days = list(group)
        begin, end = days[0].on, days[-1].on
        if provisional and not told:
            told = True
            yield TraceStep("provisional", date.fromordinal(known_last + 1))
        if not days[0].works:
            yield TraceStep(kind, begin, end, (0, 0), name, days[0].name_en)
        elif move.kind == "days":
            numbers = (calendar.rank(begin.toordinal()) - base, calendar.rank(end.toordinal()) - base)
            yield TraceStep(kind, begin, end, numbers, name, days[0].name_en)
        else:
            for day in days:
                minutes = _minutes(asked, start, until, day.on.toordinal())
                yield TraceStep("office", day.on, day.on, (minutes, minutes), name, day.name_en)


def _likeness(day: Day) -> tuple[DayKind, str, bool]:
    return day.kind, day.name, day.provisional


def _minutes(asked: Asked, start: datetime, until: datetime, ordinal: int) -> int:
    """Office minutes that counted on that day: inside start and end, outside every pause."""
    begin, end = max(start, midnight(ordinal)), min(until, midnight(ordinal + 1) - MICROSECOND)

    def counted(one: datetime, other: datetime) -> int:
        if one >= other:
            return 0
        return office_time(other, asked.calendar, asked.hours) - office_time(one, asked.calendar, asked.hours)

    stood = sum(counted(max(begin, begins), min(end, ends or end)) for begins, ends in asked.pauses)
    return (counted(begin, end) - stood) // (timedelta(minutes=1) // MICROSECOND)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value  # a datetime is a date as well


def _moment(text: str | None) -> date | datetime | None:
    if text is None:
        return None
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
