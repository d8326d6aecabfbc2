"""A past of calls by half hours as a city has it: season, week, holidays, trend, chance, storms, and hours without telephones."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np

from huying.clocks.calendar import Calendar
from huying.clocks.zone import SHANGHAI
from huying.demo.rhythm import HOLIDAY, HOURS, WEEK
from huying.insight import half_hours
from huying.insight.forecast import HALVES, Floats, History
from huying.insight.models import HalfHour, Shift
from huying.people.models import Account
from huying.people.persons import Role
from huying.tickets import timing

MAKE_UP = 0.94  # of a Tuesday
SPREAD = 0.06  # between days that are alike, beyond chance
SHIFTS = ((0, 8, 0.9), (8, 16, 3.2), (9, 18, 1.1), (16, 24, 2.0))  # hours, and seats for each erlang of the mean
YEARS = 730  # days
OUTAGES, STORMS = 6, 8  # a year


@dataclass(frozen=True, slots=True)
class Past:
    """`truth`: what was to be expected, had one known everything but chance, storms and faults."""

    history: History
    truth: Floats


def made(first: date, days: int, per_day: float, calendar: Calendar, seed: int = 1) -> Past:
    """So many days of a city with `per_day` calls on a usual working day; the same seed makes the same past."""
    dice = np.random.default_rng(seed)
    truth = np.array([_day(first + timedelta(days=place), place, per_day, calendar) for place in range(days)])
    means = truth * dice.gamma(1 / SPREAD**2, SPREAD**2, size=(days, 1))
    for _ in range(max(1, STORMS * days // 365)):
        day, begin = dice.integers(days), dice.integers(14, 36)
        means[day, begin : begin + dice.integers(4, 16)] *= dice.uniform(1.8, 3.5)
    calls = dice.poisson(means).astype(float)
    for _ in range(max(1, OUTAGES * days // 365)):
        day, begin = dice.integers(days), dice.integers(0, 44)
        calls[day, begin : begin + dice.integers(2, 10)] = 0
    return Past(History(first, calls), truth)


def keep(now: datetime, per_day: float, seed: int) -> int:
    """Two years of calls by half hours until `now`, and a fortnight of shifts: what the staffing desk of a demo city shows. Where the
    city has calls of its own they stand, and the time before them is made to fit; else it has `per_day` calls."""
    half_hours.roll(now, anew=True)
    local, calendar = now.astimezone(SHANGHAI), timing.calendar()
    per_day = _own(local.date(), calendar) or per_day
    past = made(local.date() - timedelta(days=YEARS), YEARS + 1, per_day, calendar, seed).history
    past.calls[-1, local.hour * 2 + local.minute // 30 :] = np.nan
    planner = Account.objects.filter(grants__role=Role.SQUAD_LEADER).order_by("pk").first()
    if planner is not None and not Shift.objects.exists():
        usual = per_day * (150 + 30) / 1800 / HALVES  # erlangs of a mean half hour
        Shift.objects.bulk_create(
            Shift(begins_at=half_hours.start_of(day) + timedelta(hours=begin), ends_at=half_hours.start_of(day) + timedelta(hours=end),
                  seats=max(1, round(usual * share)), by=planner, made_at=now)
            for day in (local.date() + timedelta(days=place) for place in range(-1, 14)) for begin, end, share in SHIFTS)
    return half_hours.keep(past)


def _own(today: date, calendar: Calendar) -> float:
    """Calls on a usual working day, from whole days of the city's own calls; 0 when there are fewer than three."""
    rows = HalfHour.objects.filter(imported=False, at__lt=half_hours.start_of(today)).values_list("at", "calls")
    totals: dict[date, float] = defaultdict(float)
    for at, calls in rows:
        totals[at.astimezone(SHANGHAI).date()] += calls
    days = sorted(totals)[1:]  # the first is no whole day
    if len(days) < 3:
        return 0.0
    return sum(totals[day] for day in days) / sum(float(_day(day, YEARS, 1.0, calendar).sum()) for day in days)


def _day(day: date, place: int, per_day: float, calendar: Calendar) -> Floats:
    works = calendar.is_working_day(day)
    factor = WEEK[day.weekday()] if works == (day.weekday() < 5) else MAKE_UP if works else HOLIDAY
    if works and day.weekday() < 5 and day.weekday() and not calendar.is_working_day(day - timedelta(days=1)):
        factor = WEEK[0]
    turn = 2 * math.pi * day.timetuple().tm_yday / 365
    season = 1 + 0.14 * math.cos(turn - 0.2) + 0.08 * math.cos(2 * turn - 3.0)  # heating in winter, rain in summer
    total = per_day * factor * season * 1.06 ** (place / 365)
    hours = np.repeat(np.array(HOURS, dtype=float), 2)
    if not works:
        hours = 0.75 * hours + 0.25 * np.roll(hours, 3)  # people rise later
    smooth = (np.roll(hours, 1) + 2 * hours + np.roll(hours, -1)) / 4
    return np.asarray(total * smooth / smooth.sum()).reshape(HALVES)
