"""Deadlines on one core: a million of mixed limits, and how often ours fits into one of the `holidays` package."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bench.ground import ROOT, Figure, Ground, Sizes

LIMITS = ("10 working_days", "0.5 working_days", "24 hours", "3 calendar_days", "4 working_hours")
MILLION = 1_000_000


def run(ground: Ground, sizes: Sizes) -> list[Figure]:
    """The best of many short runs for each limit, so that a busy neighbour on the machine counts little."""
    import holidays

    from huying.clocks.limits import Limit
    from huying.clocks.notices import load_calendar
    from huying.clocks.rules import compute

    calendar, _ = load_calendar(ROOT / "policy" / "calendar")
    first = datetime(2018, 1, 2, tzinfo=UTC)
    starts = [first + timedelta(minutes=number * 4000) for number in range(1000)]
    each = [_seconds(sizes.samples, starts, lambda start, limit=limit: compute(limit, start, calendar=calendar))
            for limit in map(Limit.parse, LIMITS)]
    china = holidays.country_holidays("CN", years=range(2018, 2027))
    days = [date(2018, 1, 2) + timedelta(days=number) for number in range(1000)]
    theirs = _seconds(3, days, lambda day: china.get_nth_working_day(day, 10))
    return [
        Figure("1,000,000 mixed deadlines, one core", sum(each) / len(each) * MILLION, "s", 10, note="processor time"),
        Figure("ten working days, ours to the day by the holidays package", each[0] / theirs, "×",
               note="ours finds the instant, the yellow light and what is needed to explain it, too"),
    ]


def _seconds(runs: int, starts: Sequence[Any], work: Callable[[Any], object]) -> float:
    best = float("inf")
    for _ in range(runs):
        began = time.process_time()
        for start in starts:
            work(start)
        best = min(best, time.process_time() - began)
    return best / len(starts)
