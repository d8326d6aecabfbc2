"""How many calls will come in each half hour: level, season, class of day and course of the day, each a median of the past; pure.

Calls of a day are level × class of the day × season; those of a half hour are its share of the day. Everything is learned by medians,
so that a day without telephones or a storm moves nothing; half hours that are plainly out of line are left out and learned around.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from huying.clocks.calendar import Calendar, UnknownDay

HALVES = 48
LEAST_DAYS = 14
TRAIL = 21  # days whose median is the present level
AROUND = 14  # days on both sides that make a past level
YEAR = 364  # the same weekday a year before
PROFILE_DAYS = 180
BAND = (0.1, 0.9)
BAND_DAYS = 120
PARTS = 6  # parts of the day for which the band is learned apart
MONDAY, MAKE_UP, SATURDAY, SUNDAY, HOLIDAY, CLASSES = 0, 5, 6, 7, 8, 9  # 0 to 4 are working days
LIKE = {MAKE_UP: [1, 2, 3]}  # a class that was hardly seen is taken for these
RESTS = frozenset({SATURDAY, SUNDAY, HOLIDAY})
DAMPING = {1: 0.7, 2: 0.85}  # how far the moves of so many past years are believed
Floats = NDArray[Any]


@dataclass(frozen=True, slots=True)
class History:
    """Calls of whole days from `first` on, one row a day and 48 half hours; NaN where nobody counted."""

    first: date
    calls: Floats

    def until(self, day: date) -> History:
        """What was known on the morning of that day."""
        return History(self.first, self.calls[: max(0, (day - self.first).days)])

    @property
    def after(self) -> date:
        """The first day that is not in it."""
        return self.first + timedelta(days=len(self.calls))


@dataclass(frozen=True, slots=True)
class Forecast:
    """Expected calls with a band that four of five half hours fall into; one row a day from `first` on."""

    first: date
    calls: Floats
    low: Floats
    high: Floats


class TooShort(ValueError):
    """The history has fewer than two weeks with calls."""


def classes(first: date, days: int, calendar: Calendar) -> list[int]:
    """The class of each day. The first working day after days off is a Monday, whatever its name; a make-up day is a working day."""
    found, rested = [], not _works(first - timedelta(days=1), calendar)
    for place in range(days):
        day = first + timedelta(days=place)
        works, weekday = _works(day, calendar), day.weekday()
        if works:
            found.append(MAKE_UP if weekday > 4 else MONDAY if rested else weekday)
        else:
            found.append(HOLIDAY if _is_holiday(day, calendar) else SATURDAY if weekday == 5 else SUNDAY)
        rested = not works
    return found


def _works(day: date, calendar: Calendar) -> bool:
    try:
        return calendar.is_working_day(day)
    except UnknownDay:
        return day.weekday() < 5


def _is_holiday(day: date, calendar: Calendar) -> bool:
    try:
        return calendar.day(day).kind == "holiday"
    except UnknownDay:
        return False


def forecast(history: History, first: date, days: int, calendar: Calendar) -> Forecast:
    """The half hours of `days` days from `first` on, which may not lie before the end of the history. Raises TooShort."""
    model = _Model(history, calendar)
    kinds = classes(first, days, calendar)
    ahead = (first - history.after).days
    calls = np.array([np.exp(model.now + model.factors[kind] + model.season(ahead + place)) * model.profiles[kind]
                      for place, kind in enumerate(kinds)])
    low, high = (np.array([model.band[side][kind in RESTS] for kind in kinds]) for side in (0, 1))
    spread = 1.2816 * np.sqrt(np.maximum(calls, 0.25))  # what chance alone does, where the past says nothing narrower
    return Forecast(first, calls, np.maximum(0, np.minimum(calls * low, calls - spread)), np.maximum(calls * high, calls + spread))


class _Model:
    """What was learned: `now` the level (log of calls a day), `factors` by class (log), `profiles` shares of the half hours."""

    def __init__(self, history: History, calendar: Calendar) -> None:
        calls = np.asarray(history.calls, dtype=float)
        if (np.nansum(calls, axis=1) > 0).sum() < LEAST_DAYS:
            raise TooShort(len(calls))
        self.kinds = np.array(classes(history.first, len(calls), calendar))
        self._fit(calls)
        self._fit(_without_faults(calls, self.expected()))
        self.now = _last(self.trail(0))
        self.band = self._bands(calls)

    def _fit(self, calls: Floats) -> None:
        self.profiles = _profiles(calls, self.kinds)
        known = np.where(np.isnan(calls), 0.0, self.profiles[self.kinds]).sum(axis=1)
        totals = np.where(known > 0.3, np.nansum(calls, axis=1) / np.maximum(known, 0.3), np.nan)
        self.logs = np.log(np.where(totals > 0, totals, np.nan))
        self.factors, self.level = np.zeros(CLASSES), np.zeros(len(calls))
        for _ in range(4):
            self.level = _rolling(self.logs - self.factors[self.kinds], AROUND, AROUND)
            self.factors = _by_class(self.logs - self.level, self.kinds)

    def expected(self, level: Floats | None = None) -> Floats:
        level = self.level if level is None else level
        return np.exp(level + self.factors[self.kinds])[:, None] * self.profiles[self.kinds]

    def trail(self, gap: int) -> Floats:
        """The level of each day as it was known `gap` days before its eve."""
        found = _rolling(self.logs - self.factors[self.kinds], TRAIL - 1, 0)
        return np.concatenate([np.full(gap, np.nan), found[: len(found) - gap]]) if gap else found

    def season(self, ahead: int) -> float:
        """How the level moved in earlier years from this week to the one `ahead` days on, damped."""
        moves = []
        for year in (1, 2, 3):
            here = len(self.level) - 1 - year * YEAR
            there = here + ahead + 1
            if here >= AROUND and there < len(self.level):
                moves.append(self.level[there] - self.level[here])
        moves = [move for move in moves if np.isfinite(move)]
        return float(np.mean(moves)) * DAMPING.get(len(moves), 0.9) if moves else 0.0

    def _bands(self, calls: Floats) -> tuple[dict[bool, Floats], dict[bool, Floats]]:
        """How far half hours were from what a forecast a week before had said, by part of the day, working days and rest apart."""
        said = self.expected(self.trail(7))[-BAND_DAYS:]
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = np.where(said >= 1, calls[-BAND_DAYS:] / said, np.nan)
        rests = np.isin(self.kinds[-BAND_DAYS:], list(RESTS))
        found: tuple[dict[bool, Floats], dict[bool, Floats]] = ({}, {})
        for rest in (False, True):
            parts = ratio[rests == rest].reshape(-1, PARTS, HALVES // PARTS)
            for side, share in enumerate(BAND):
                each = [_quantile(parts[:, part], share) for part in range(PARTS)]
                found[side][rest] = np.repeat(each, HALVES // PARTS)
        return found


def _profiles(calls: Floats, kinds: Floats) -> Floats:
    """The shares of the half hours for each class: medians of the newest days, leaning on those of all working days or all days of
    rest as far as the class has few days of its own, smoothed where calls are few."""
    totals = np.nansum(calls, axis=1, keepdims=True)
    shares = np.where(totals > 0, calls / np.maximum(totals, 1), np.nan)
    rests = np.isin(kinds, list(RESTS))
    found = np.zeros((CLASSES, HALVES))
    for kind in range(CLASSES):
        alike = shares[(rests == (kind in RESTS)) & (np.arange(len(kinds)) >= len(kinds) - PROFILE_DAYS)]
        group = _course(alike if np.isfinite(alike).any() else shares)
        own = shares[kinds == kind][-16:]
        count = int(np.isfinite(own).any(axis=1).sum())
        found[kind] = (count * _course(own) + 6 * group) / (count + 6) if count else group
    usual = float(np.nanmedian(totals)) / HALVES
    if usual < 20:
        around = np.concatenate([found[:, -1:], found, found[:, :1]], axis=1)
        found = 0.25 * around[:, :-2] + 0.5 * found + 0.25 * around[:, 2:]
    return found / found.sum(axis=1, keepdims=True)


def _course(shares: Floats) -> Floats:
    """A trimmed mean of shares: the outer fifth on both sides is left out."""
    if not len(shares):
        return np.full(HALVES, 1 / HALVES)
    ordered = np.sort(shares, axis=0)  # NaN comes last
    counts = np.isfinite(ordered).sum(axis=0)
    low, place = (counts * 0.2).astype(int), np.arange(len(ordered))[:, None]
    used = np.where((place >= low) & (place < np.maximum(counts - low, low + 1)), ordered, np.nan)
    course = np.nan_to_num(_nanmean(used), nan=0.0)
    return course / course.sum() if course.sum() > 0 else np.full(HALVES, 1 / HALVES)


def _without_faults(calls: Floats, expected: Floats) -> Floats:
    """Half hours far below what was to be expected (telephones were down) or far above (a storm) are taken out."""
    room = 6 * np.sqrt(np.maximum(expected, 1))
    down = (expected >= 8) & (calls < 0.25 * expected)
    surge = (calls > 1.8 * expected) & (calls > expected + room)
    return np.where(down | surge, np.nan, calls)


def _by_class(rest: Floats, kinds: Floats) -> Floats:
    """The median of each class; those seen less than three times lean on their like."""
    found = np.zeros(CLASSES)
    for kind in range(CLASSES):
        like = LIKE.get(kind, [SATURDAY, SUNDAY] if kind in RESTS else [0, 1, 2, 3, 4])
        own = rest[kinds == kind]
        own = own[np.isfinite(own)]
        if len(own) < 3:
            more = rest[np.isin(kinds, like)]
            own = np.concatenate([own, more[np.isfinite(more)]])
        found[kind] = float(np.median(own)) if len(own) else 0.0
    return found


def _rolling(values: Floats, before: int, after: int) -> Floats:
    """The median of each day with so many before and after it; days without calls count for nothing."""
    padded = np.concatenate([np.full(before, np.nan), values, np.full(after, np.nan)])
    windows = np.lib.stride_tricks.sliding_window_view(padded, before + after + 1)
    ordered = np.sort(windows, axis=1)  # NaN comes last
    counts, rows = np.isfinite(ordered).sum(axis=1), np.arange(len(values))
    middle = (ordered[rows, np.maximum(counts - 1, 0) // 2] + ordered[rows, np.minimum(counts // 2, before + after)]) / 2
    return np.where(counts > 0, middle, np.nan)


def _quantile(values: Floats, share: float) -> float:
    kept = values[np.isfinite(values)]
    return float(np.quantile(kept, share)) if len(kept) >= 20 else 1.0


def _nanmean(values: Floats) -> Floats:
    counts = np.isfinite(values).sum(axis=0)
    return np.nansum(values, axis=0) / np.maximum(counts, 1)


def _last(values: Floats) -> float:
    return float(values[np.isfinite(values)][-1])


@dataclass(frozen=True, slots=True)
class Judged:
    """Errors of forecasts made each week for the next seven days, beside the same weekday of the week before; WAPE as shares.
    `covered`: the share of half hours within the band."""

    half_hours: int
    days: int
    wape: float
    naive: float
    wape_day: float
    naive_day: float
    covered: float


def backtest(history: History, calendar: Calendar, weeks: int = 8) -> Judged:
    """Forecast each of the last `weeks` weeks from what was known before it. Raises TooShort."""
    said, naive, came, inside = [], [], [], []
    for week in range(weeks, 0, -1):
        first = history.after - timedelta(days=7 * week)
        past = history.until(first)
        made = forecast(past, first, 7, calendar)
        real = history.calls[len(past.calls) : len(past.calls) + 7]
        said.append(made.calls)
        naive.append(past.calls[-7:])
        came.append(real)
        inside.append((real >= np.floor(made.low)) & (real <= np.ceil(made.high)))
    s, n, c = (np.concatenate(each) for each in (said, naive, came))
    kept = np.isfinite(s) & np.isfinite(n) & np.isfinite(c)
    whole = kept.all(axis=1)
    return Judged(int(kept.sum()), int(whole.sum()), _wape(s[kept], c[kept]), _wape(n[kept], c[kept]),
                  _wape(s[whole].sum(axis=1), c[whole].sum(axis=1)), _wape(n[whole].sum(axis=1), c[whole].sum(axis=1)),
                  float(np.concatenate(inside)[kept].mean()))


def _wape(said: Floats, came: Floats) -> float:
    return float(np.abs(said - came).sum() / max(float(came.sum()), 1.0))


def from_rows(rows: Sequence[tuple[date, int, float]]) -> History:
    """A history of (day, half hour 0 to 47, calls); half hours that are not told are unknown. Raises TooShort when empty."""
    if not rows:
        raise TooShort(0)
    first, last = min(row[0] for row in rows), max(row[0] for row in rows)
    calls = np.full(((last - first).days + 1, HALVES), np.nan)
    for day, half, count in rows:
        calls[(day - first).days, half] = count
    return History(first, calls)
