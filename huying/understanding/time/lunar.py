"""The Chinese lunar calendar computed from moon and sun (GB/T 33661-2017), for years 1900 to 2100.

New moons and the sun's longitude follow Meeus, Astronomical Algorithms (2nd ed.), chapters 49 and 25, with the terms
that matter for a day in China's time (UTC+8).
"""

from __future__ import annotations

import math
from datetime import date, timedelta
from functools import lru_cache

_EPOCH = date(2000, 1, 1).toordinal()
_J2000 = 2451544.5  # Julian date of 2000-01-01 00:00
_CHINA = 8 / 24


def solar(year: int, month: int, day: int, leap: bool = False) -> date | None:
    """Return the day of a date of the lunar calendar; None where the year, month or day does not exist."""
    if not 1900 <= year <= 2100:
        return None
    months = _months(year)
    for place, (number, is_leap, first) in enumerate(months[:-1]):
        if (number, is_leap) == (month, leap):
            found = first + timedelta(days=day - 1)
            return found if 1 <= day <= 30 and found < months[place + 1][2] else None
    return None


def new_year_eve(year: int) -> date | None:
    """Return the last day (除夕) before the lunar year `year`."""
    first = solar(year, 1, 1)
    return first - timedelta(days=1) if first else None


def clear_and_bright(year: int) -> date:
    """Return 清明: the day on which the sun's longitude reaches 15°."""
    return _term(year, 15.0)


@lru_cache(maxsize=64)
def _months(year: int) -> tuple[tuple[int, bool, date], ...]:
    """Number, leap and first day of the months of a lunar year, then the first day of the next year."""
    found = [*_sui(year), *_sui(year + 1)]
    starts = [place for place, month in enumerate(found) if month[0] == 1 and not month[1]]
    return tuple(found[starts[0] : starts[1] + 1])


@lru_cache(maxsize=64)
def _sui(year: int) -> tuple[tuple[int, bool, date], ...]:
    """The months from the one with the winter solstice of `year` - 1 (the eleventh) up to the next such one."""
    first, last = _moon_before(_term(year - 1, 270.0)), _moon_before(_term(year, 270.0))
    moons = [first]
    while moons[-1] < last:
        moons.append(_moon_before(moons[-1] + timedelta(days=31)))
    leap_needed = len(moons) - 1 == 13
    months: list[tuple[int, bool, date]] = []
    number = 11
    for place, moon in enumerate(moons[:-1]):
        leap = leap_needed and place > 0 and not _has_main_term(moon, moons[place + 1])
        if leap:
            leap_needed = False
        elif place:
            number = number % 12 + 1
        months.append((number, leap, moon))
    return tuple(months)


def _has_main_term(start: date, end: date) -> bool:
    return int(_sun(_midnight(start)) // 30) != int(_sun(_midnight(end)) // 30)


def _midnight(day: date) -> float:
    """Terrestrial Julian date of the beginning of a day in China."""
    return _J2000 + day.toordinal() - _EPOCH - _CHINA + _delta(day.year)


def _day(moment: float, year: int) -> date:
    return date.fromordinal(math.floor(moment - _delta(year) + _CHINA - _J2000) + _EPOCH)


def _delta(year: int) -> float:
    """Terrestrial minus universal time in days, roughly (Espenak and Meeus)."""
    ago = year - 2000
    return (
        62.92 + 0.32217 * ago + 0.005589 * ago * ago if ago > 5 else 63.86 + 0.3345 * ago if ago > -14 else 40.0
    ) / 86400


def _term(year: int, longitude: float) -> date:
    moment = _J2000 + (year - 2000) * 365.2425 + ((longitude - 280.0) % 360.0) / 360.0 * 365.2425
    for _ in range(8):
        moment += ((longitude - _sun(moment) + 180.0) % 360.0 - 180.0) / 360.0 * 365.2425
    return _day(moment, year)


def _sun(moment: float) -> float:
    """The sun's apparent longitude in degrees at a terrestrial Julian date, good to 0.01°."""
    t = (moment - 2451545.0) / 36525.0
    mean = 280.46646 + 36000.76983 * t + 0.0003032 * t * t
    anomaly = math.radians(357.52911 + 35999.05029 * t - 0.0001537 * t * t)
    centre = (
        (1.914602 - 0.004817 * t) * math.sin(anomaly)
        + (0.019993 - 0.000101 * t) * math.sin(2 * anomaly)
        + 0.000289 * math.sin(3 * anomaly)
    )
    return (mean + centre - 0.00569 - 0.00478 * math.sin(math.radians(125.04 - 1934.136 * t))) % 360.0


def _moon_before(day: date) -> date:
    """The last day of a new moon not after `day`."""
    count = math.floor((day.toordinal() - _EPOCH - 5.0) / 29.530588861) + 1
    while (found := _day(_new_moon(count), day.year)) > day:
        count -= 1
    return found


_MOON = (
    (-0.4072, 0, 1, 0, 0),
    (0.17241, 1, 0, 0, 1),
    (0.01608, 0, 2, 0, 0),
    (0.01039, 0, 0, 2, 0),
    (0.00739, -1, 1, 0, 1),
    (-0.00514, 1, 1, 0, 1),
    (0.00208, 2, 0, 0, 2),
    (-0.00111, 0, 1, -2, 0),
    (-0.00057, 0, 1, 2, 0),
    (0.00056, 1, 2, 0, 1),
    (-0.00042, 0, 3, 0, 0),
    (0.00042, 1, 0, 2, 1),
    (0.00038, 1, 0, -2, 1),
    (-0.00024, -1, 2, 0, 1),
)


def _new_moon(count: int) -> float:
    """Terrestrial Julian date of the new moon number `count` since 2000-01-06, good to two minutes."""
    t = count / 1236.85
    mean = 2451550.09766 + 29.530588861 * count + 0.00015437 * t * t
    e = 1 - 0.002516 * t - 0.0000074 * t * t
    sun = math.radians(2.5534 + 29.1053567 * count)
    moon = math.radians(201.5643 + 385.81693528 * count + 0.0107582 * t * t)
    arg = math.radians(160.7108 + 390.67050284 * count - 0.0016118 * t * t)
    node = math.radians(124.7746 - 1.56375588 * count)
    shift = sum(w * e**p * math.sin(a * sun + b * moon + c * arg) for w, a, b, c, p in _MOON) - 0.00017 * math.sin(node)
    planets = 0.000325 * math.sin(math.radians(299.77 + 0.107408 * count)) + 0.000165 * math.sin(
        math.radians(251.88 + 0.016321 * count)
    )
    return mean + shift + planets
