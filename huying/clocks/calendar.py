"""Which days are working days: the notices laid out as arrays, Monday to Friday where none is known yet."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Literal

DayKind = Literal["workday", "make_up", "weekend", "holiday"]


class UnknownDay(ValueError):
    """A day before the first notice: no answer would be better than a guess."""


@dataclass(frozen=True, slots=True)
class Holiday:
    """One holiday of a notice: off from `first` to `last`, both included, and worked on `make_up` (调休)."""

    name: str
    name_en: str
    first: date
    last: date
    make_up: tuple[date, ...] = ()

    def days_off(self) -> Iterator[date]:
        """Every day from `first` to `last`."""
        return map(date.fromordinal, range(self.first.toordinal(), self.last.toordinal() + 1))


@dataclass(frozen=True, slots=True)
class YearNotice:
    """What the State Council announced for one year; its New Year may begin in the December before."""

    year: int
    holidays: tuple[Holiday, ...]


@dataclass(frozen=True, slots=True)
class Day:
    """One day, with the holiday that makes it free or worked; `provisional` when its notice is not known."""

    on: date
    kind: DayKind
    name: str = ""
    name_en: str = ""
    provisional: bool = False

    @property
    def works(self) -> bool:
        """Whether it is a working day."""
        return self.kind in ("workday", "make_up")


@dataclass(frozen=True, slots=True)
class Calendar:
    """Working days from `known_from` on; build one with `Calendar.of`. Two of one `version` are equal.

    After `known_until` Monday to Friday count as working days and every answer is provisional. The notice
    of the next year may still move days of the last December (it did in 2018 and 2022), so open promises
    are recomputed whenever the version changes.

    Every public question costs a look-up or two in arrays that are indexed by `date.toordinal()`.
    Errors: `UnknownDay` for a day before `known_from`.
    """

    version: str
    known_from: date = field(compare=False)
    known_until: date = field(compare=False)
    first_known: int = field(compare=False, repr=False)
    last_known: int = field(compare=False, repr=False)
    _ranks: tuple[int, ...] = field(compare=False, repr=False)
    _working: tuple[int, ...] = field(compare=False, repr=False)
    _marks: dict[int, tuple[DayKind, Holiday]] = field(compare=False, repr=False)

    @classmethod
    def of(cls, years: Iterable[YearNotice]) -> "Calendar":
        """The calendar of these notices; `ValueError` unless the years follow one another."""
        notices = sorted(years, key=lambda notice: notice.year)
        if not notices:
            end = date.max.toordinal()
            return cls("none", date.max, date.min, end + 1, end, (), (), {})
        if any(later.year - earlier.year != 1 for earlier, later in pairwise(notices)):
            raise ValueError("the years of a calendar must follow one another")
        known_from, known_until = date(notices[0].year, 1, 1), date(notices[-1].year, 12, 31)
        first, last = known_from.toordinal(), known_until.toordinal()
        marks = _marks_of(notices)
        ranks = [0]
        working: list[int] = []
        for day in range(first, last + 1):
            if marks[day][0] == "make_up" if day in marks else _is_weekday(day):
                working.append(day)
            ranks.append(len(working))
        version = f"{notices[0].year}-{notices[-1].year}-{_digest(marks, first, last)}"
        return cls(version, known_from, known_until, first, last, tuple(ranks), tuple(working), marks)

    def is_working_day(self, day: date) -> bool:
        """Whether offices work on that day."""
        return self.works(day.toordinal())

    def add_working_days(self, day: date, count: int) -> date:
        """The `count`-th working day after `day` (before it when negative); `day` itself for 0."""
        ordinal = day.toordinal()
        if count > 0:
            return date.fromordinal(self.nth(self.rank(ordinal) + count))
        if count == 0:
            return day
        return date.fromordinal(self.nth(self.rank(ordinal) - self.works(ordinal) + count + 1))

    def working_days_between(self, after: date, until: date) -> int:
        """Working days later than `after`, up to and including `until`; negative when `until` is earlier."""
        return self.rank(until.toordinal()) - self.rank(after.toordinal())

    def next_working_day(self, day: date) -> date:
        """The first working day after `day`, never `day` itself."""
        return self.add_working_days(day, 1)

    def is_known(self, day: date) -> bool:
        """Whether a notice covers that day; if not, answers about it are provisional."""
        return self.known_from <= day <= self.known_until

    def day(self, day: date) -> Day:
        """What that day is, with the name of its holiday."""
        ordinal = day.toordinal()
        works = self.works(ordinal)
        if ordinal in self._marks:
            kind, holiday = self._marks[ordinal]
            return Day(day, kind, holiday.name, holiday.name_en, provisional=ordinal > self.last_known)
        return Day(day, "workday" if works else "weekend", provisional=ordinal > self.last_known)

    # The same by ordinals, for the arithmetic of deadlines.

    def works(self, ordinal: int) -> bool:
        """`is_working_day` by ordinal."""
        offset = ordinal - self.first_known
        if offset < 0:
            raise UnknownDay(self._refusal(ordinal))
        if ordinal > self.last_known:
            return _is_weekday(ordinal)
        return self._ranks[offset + 1] > self._ranks[offset]

    def rank(self, ordinal: int) -> int:
        """How many working days there are from `known_from` up to and including this day."""
        offset = ordinal - self.first_known
        if offset < 0:
            raise UnknownDay(self._refusal(ordinal))
        if ordinal <= self.last_known:
            return self._ranks[offset + 1]
        return len(self._working) + _weekdays(ordinal) - _weekdays(self.last_known)

    def nth(self, rank: int) -> int:
        """The day whose `rank` this is and which is itself a working day; the inverse of `rank`."""
        if rank > len(self._working):
            return _weekday_number(rank - len(self._working) + _weekdays(self.last_known))
        if rank < 1:
            raise UnknownDay(self._refusal(self.first_known - 1))
        return self._working[rank - 1]

    def _refusal(self, ordinal: int) -> str:
        if not self._ranks:
            return "the calendar holds no holiday notice"
        return f"no holiday notice for {date.fromordinal(ordinal)}: the calendar begins on {self.known_from}"


def _marks_of(notices: list[YearNotice]) -> dict[int, tuple[DayKind, Holiday]]:
    marks: dict[int, tuple[DayKind, Holiday]] = {}
    for notice in notices:
        for holiday in notice.holidays:
            marks.update((day.toordinal(), ("holiday", holiday)) for day in holiday.days_off())
            marks.update((day.toordinal(), ("make_up", holiday)) for day in holiday.make_up)
    return marks


def _digest(marks: dict[int, tuple[DayKind, Holiday]], first: int, last: int) -> str:
    # Names are left out: a corrected spelling changes no deadline.
    content = [f"{first}-{last}", *(f"{day}:{marks[day][0]}" for day in sorted(marks))]
    return hashlib.sha256("\n".join(content).encode()).hexdigest()[:12]


def _is_weekday(ordinal: int) -> bool:
    return (ordinal - 1) % 7 < 5  # ordinal 1, 1 January of year 1, is a Monday


def _weekdays(ordinal: int) -> int:
    """Mondays to Fridays from ordinal 1 up to this day."""
    weeks, rest = divmod(ordinal, 7)
    return weeks * 5 + min(rest, 5)


def _weekday_number(count: int) -> int:
    """The ordinal of the `count`-th day that is a Monday to Friday."""
    weeks, rest = divmod(count - 1, 5)
    return weeks * 7 + rest + 1
