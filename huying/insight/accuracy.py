"""How well the machine proposes: agreement with what people decided, by day and class, drift, and confused pairs."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection

from huying.clocks.zone import SHANGHAI

MONTH = timedelta(days=30)
PAIRS = 10
EXAMPLES = 3

DAYS = """
SELECT (at AT TIME ZONE 'Asia/Shanghai')::date, left(decided, %(depth)s), count(*) FILTER (WHERE proposed <> ''),
       count(*) FILTER (WHERE proposed <> '' AND left(proposed, %(depth)s) = left(decided, %(depth)s)), count(*)
FROM insight_lesson WHERE element = %(element)s AND at >= %(since)s AND at < %(until)s GROUP BY 1, 2 ORDER BY 1, 2
"""
CONFUSED = """
SELECT proposed, decided, count(*), (array_agg(DISTINCT t.number ORDER BY t.number DESC))[1:%(examples)s]
FROM insight_lesson l JOIN tickets_ticket t ON t.id = l.ticket_id
WHERE l.element = %(element)s AND l.at >= %(since)s AND l.at < %(until)s AND proposed <> '' AND proposed <> decided
GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2 LIMIT %(pairs)s
"""


@dataclass(slots=True)
class Tally:
    """`asked`: decisions where the machine had proposed something; `agreed`: of these, decided as proposed; `all`: decisions."""

    asked: int = 0
    agreed: int = 0
    all: int = 0

    def add(self, asked: int, agreed: int, all_: int) -> None:
        self.asked, self.agreed, self.all = self.asked + asked, self.agreed + agreed, self.all + all_

    @property
    def overruled(self) -> int:
        return self.asked - self.agreed

    @property
    def agreement(self) -> float | None:
        """Percent of proposals that were decided so; None without any."""
        return round(100 * self.agreed / self.asked, 1) if self.asked else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Wilson's 95 % interval of `agreement`, in percent."""
        if not self.asked:
            return None
        n, share, z = self.asked, self.agreed / self.asked, 1.96
        middle, reach = share + z * z / (2 * n), z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
        return tuple(round(100 * (middle + sign * reach) / (1 + z * z / n), 1) for sign in (-1, 1))  # type: ignore[return-value]


@dataclass(frozen=True, slots=True)
class Pair:
    """Proposed one class, decided another: how often, and the numbers of a few tickets."""

    proposed: str
    decided: str
    count: int
    numbers: list[str]


@dataclass(slots=True)
class Accuracy:
    """Of the days `first` … `last`. `drift`: half the sum of the differences of the classes' shares against the 30 days
    before (0: as before, 1: nothing in common; None: nothing to compare). `moved`: class → share before, now (0 to 1)."""

    first: date
    last: date
    whole: Tally = field(default_factory=Tally)
    days: dict[date, Tally] = field(default_factory=dict)
    classes: dict[str, Tally] = field(default_factory=dict)
    drift: float | None = None
    moved: list[tuple[str, float, float]] = field(default_factory=list)
    confused: list[Pair] = field(default_factory=list)


def accuracy(element: str, first: date, last: date, *, depth: int = 60) -> Accuracy:
    """Figures of one element. `depth`: letters of the code that make a class (2: top classes). Three statements."""
    found = Accuracy(first, last)
    since, until = _midnight(first), _midnight(last + timedelta(days=1))
    days: defaultdict[date, Tally] = defaultdict(Tally)
    classes: defaultdict[str, Tally] = defaultdict(Tally)
    for day, code, *counts in _rows(DAYS, element=element, since=since, until=until, depth=depth):
        for tally in (found.whole, days[day], classes[code]):
            tally.add(*counts)
    found.days = dict(days)
    found.classes = dict(sorted(classes.items(), key=lambda item: (-item[1].all, item[0])))
    before = Counter[str]()
    for _day, code, _asked, _agreed, count in _rows(DAYS, element=element, since=since - MONTH, until=since, depth=depth):
        before[code] += count
    found.drift, found.moved = drift(before, Counter({code: tally.all for code, tally in classes.items()}))
    rows = _rows(CONFUSED, element=element, since=since, until=until, pairs=PAIRS, examples=EXAMPLES)
    found.confused = [Pair(*row) for row in rows]
    return found


def drift(before: Counter[str], now: Counter[str]) -> tuple[float | None, list[tuple[str, float, float]]]:
    """Total variation distance between two counts by class, and the classes that moved most: (class, before, now)."""
    if not before.total() or not now.total():
        return None, []
    shares = [(code, before[code] / before.total(), now[code] / now.total()) for code in before.keys() | now.keys()]
    moved = sorted(shares, key=lambda each: (-round(abs(each[2] - each[1]), 9), each[0]))
    return round(sum(abs(new - old) for _, old, new in shares) / 2, 3), [each for each in moved if each[1] != each[2]][:8]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)


def _rows(sql: str, **values: Any) -> list[tuple]:  # type: ignore[type-arg]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()
