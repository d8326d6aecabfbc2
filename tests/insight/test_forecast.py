"""Forecasts of calls: better than last week's figures, near what anyone could know, unmoved by storms and silent telephones."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from huying.demo.call_history import made
from huying.insight.forecast import (
    HALVES,
    HOLIDAY,
    MAKE_UP,
    MONDAY,
    SATURDAY,
    SUNDAY,
    History,
    TooShort,
    backtest,
    classes,
    forecast,
    from_rows,
)
from huying.tickets.timing import calendar

FIRST = date(2024, 3, 1)


def wape(said: np.ndarray, came: np.ndarray) -> float:
    return float(np.abs(said - came).sum() / came.sum())


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_it_beats_the_same_weekday_of_the_week_before(seed: int):
    past = made(FIRST, 730, 3000, calendar(), seed)
    found = backtest(past.history, calendar())
    best = wape(past.truth[-56:], past.history.calls[-56:])  # what stays when everything but chance is known
    assert found.half_hours == 56 * 48 and found.days == 56
    assert found.wape < 0.7 * found.naive and found.wape_day < 0.6 * found.naive_day
    assert found.wape < best + 0.025 and 0.75 < found.covered < 0.95


def test_days_have_their_class():
    """Qingming 2026: off 4 to 6 April (Saturday to Monday); Labour Day: off 1 to 5 May, worked on Saturday 9 May."""
    assert classes(date(2026, 4, 3), 6, calendar()) == [4, HOLIDAY, HOLIDAY, HOLIDAY, MONDAY, 2], "the Tuesday after is a Monday"
    assert classes(date(2026, 5, 8), 3, calendar()) == [4, MAKE_UP, SUNDAY]
    assert classes(date(2031, 3, 1), 2, calendar()) == [SATURDAY, SUNDAY], "beyond the notices"
    assert classes(date(1999, 3, 1), 1, calendar()) == [MONDAY], "before them"


def test_a_make_up_day_is_a_working_day_and_a_holiday_is_not():
    past = made(FIRST, 790, 3000, calendar(), 4).history.until(date(2026, 4, 30))
    found = forecast(past, date(2026, 5, 1), 10, calendar()).calls.sum(axis=1)
    working, rest = found[5:8].mean(), found[:5].mean()  # 6 to 8 May; 1 to 5 May
    assert found[8] > 0.8 * working and rest < 0.75 * working and found[9] < 0.75 * working


def test_storms_and_silent_telephones_move_nothing():
    quiet = made(FIRST, 400, 3000, calendar(), 5).history
    rough = History(quiet.first, quiet.calls.copy())
    rough.calls[-3, 10:40] = 0
    rough.calls[-2, 20:30] *= 4
    rough.calls[-9] *= 3
    rough.calls[-30:-28] = np.nan
    found, before = (forecast(each, each.after, 7, calendar()).calls for each in (rough, quiet))
    assert wape(found, before) < 0.04


def test_the_season_of_last_year_is_expected_again():
    past = made(FIRST, 700, 3000, calendar(), 6)
    known = past.history.until(past.history.after - timedelta(days=90))
    far = forecast(known, known.after + timedelta(days=62), 28, calendar()).calls.sum()
    came, now = past.truth[-28:].sum(), known.calls[-28:].sum()
    assert abs(far - came) < 0.7 * abs(now - came) and abs(now - came) / came > 0.05


def test_the_band_holds_what_comes_and_contains_the_forecast():
    past = made(FIRST, 400, 300, calendar(), 7).history
    found = forecast(past, past.after, 7, calendar())
    assert (found.low <= found.calls).all() and (found.calls <= found.high).all() and (found.low >= 0).all()
    assert np.isfinite(found.calls).all() and found.calls.shape == (7, HALVES)


def test_two_weeks_are_enough_and_less_is_told():
    past = made(FIRST, 40, 3000, calendar(), 8).history
    assert forecast(past.until(FIRST + timedelta(days=15)), FIRST + timedelta(days=15), 3, calendar()).calls.sum() > 3000
    for short in (past.until(FIRST + timedelta(days=10)), *(History(FIRST, np.full((400, HALVES), nothing)) for nothing in (0.0, np.nan))):
        with pytest.raises(TooShort):
            forecast(short, FIRST + timedelta(days=500), 1, calendar())
    with pytest.raises(TooShort):
        from_rows([])


def test_few_calls_a_day_and_nights_without_any():
    dice = np.random.default_rng(9)
    shape = np.concatenate([np.zeros(16), np.full(20, 1.5), np.zeros(12)])
    past = History(FIRST, dice.poisson(np.tile(shape, (60, 1))).astype(float))
    found = forecast(past, past.after, 7, calendar()).calls
    assert np.isfinite(found).all() and found[:, :14].sum() < 2 and 15 < found.sum(axis=1).mean() < 40


def test_unknown_half_hours_are_no_calls_missed():
    past = made(FIRST, 200, 3000, calendar(), 10).history
    holes = History(past.first, past.calls.copy())
    holes.calls[np.random.default_rng(1).random(holes.calls.shape) < 0.3] = np.nan
    found, whole = (forecast(each, past.after, 7, calendar()).calls for each in (holes, past))
    assert wape(found, whole) < 0.05
