"""Erlang's formulas against published figures, against a simulation of callers and seats, and against what must always hold."""

from __future__ import annotations

import heapq
import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huying.insight.staffing import Target, erlang_b, erlang_c, seats_needed, service


# offered traffic at 1 % blocking: table of Erlang B, ITU-D SG 2/16, Teletraffic Engineering Handbook
@pytest.mark.parametrize(("seats", "load"), [
    (1, 0.0101), (5, 1.361), (10, 4.461), (20, 12.03), (50, 37.90), (100, 84.06)])
def test_the_published_table_of_erlang_b(seats: int, load: float):
    assert erlang_b(load, seats) == pytest.approx(0.01, rel=2e-3)


def test_published_examples_of_erlang_c():
    """Mitan Ltd, “The Erlang-C formula”: 360 calls in half an hour, 240 s, 55 agents, 15 s → 0.239 wait, 8.2 s, 84.5 %, 87.3 % busy."""
    found = service(360, 240, 55, Target(seconds=15))
    assert (round(found.waits, 3), round(found.wait, 1), round(found.busy, 3)) == (0.239, 8.2, 0.873)
    assert found.within == pytest.approx(0.845, abs=1e-3)
    # Call Centre Helper, “Erlang C formula”: 200 calls an hour of 3 minutes, 80 % within 20 s → 14 agents, 88.8 %, 7.8 s, 71.4 %
    assert seats_needed(200, 180, Target(0.8, 20), period=3600) == 14
    found = service(200, 180, 14, Target(seconds=20), period=3600)
    assert (round(found.within, 3), round(found.wait, 1), round(found.busy, 3)) == (0.888, 7.8, 0.714)


def test_against_the_formula_as_it_is_printed():
    for seats in range(1, 60):
        for load in (0.3, 2.5, 17.0, 40.0):
            if seats > load:
                last = load**seats / math.factorial(seats) * seats / (seats - load)
                whole = sum(load**n / math.factorial(n) for n in range(seats)) + last
                assert erlang_c(load, seats) == pytest.approx(last / whole, rel=1e-9)


def test_thousands_of_erlangs():
    """At n = a + β√a the share that waits tends to Halfin & Whitt's (1981) limit 1 / (1 + β·Φ(β)/φ(β))."""
    for beta in (0.5, 1.0, 2.0):
        phi, below = math.exp(-beta * beta / 2) / math.sqrt(2 * math.pi), (1 + math.erf(beta / math.sqrt(2))) / 2
        load = 10_000.0
        assert erlang_c(load, round(load + beta * math.sqrt(load))) == pytest.approx(1 / (1 + beta * below / phi), rel=0.03)
    needed = seats_needed(9000, 300, Target(0.95, 15))
    assert 1500 < needed < 1560 and service(9000, 300, needed, Target(seconds=15)).within >= 0.95


def simulated(calls: float, handling: float, seats: int, patience: float | None, *, seconds: float, seed: int,
              callers: int) -> tuple[float, ...]:
    """First come, first served, caller by caller; a caller whose patience ends before a seat is free is gone."""
    dice, free, at = random.Random(seed), [0.0] * seats, 0.0
    within = lost = waited = 0
    total = 0.0
    for _ in range(callers):
        at += dice.expovariate(calls / 1800)
        wait = max(0.0, free[0] - at)
        waited += wait > 0
        if patience is not None and (gives_up := dice.expovariate(1 / patience)) < wait:
            lost, total = lost + 1, total + gives_up
            continue
        total += wait
        within += wait <= seconds
        heapq.heapreplace(free, at + wait + dice.expovariate(1 / handling))
    return waited / callers, within / callers, total / callers, lost / callers


@pytest.mark.parametrize(("calls", "handling", "seats", "patience"), [
    (100, 180, 12, None), (360, 240, 55, None), (100, 180, 10, 90.0), (100, 180, 8, 60.0), (360, 240, 46, 120.0), (30, 200, 4, 300.0)])
def test_against_a_simulation(calls: float, handling: float, seats: int, patience: float | None):
    found = service(calls, handling, seats, Target(seconds=15), patience=patience)
    waits, within, wait, lost = simulated(calls, handling, seats, patience, seconds=15, seed=12345, callers=500_000)
    assert found.waits == pytest.approx(waits, abs=0.015) and found.within == pytest.approx(within, abs=0.015)
    assert found.lost == pytest.approx(lost, abs=0.006) and found.wait == pytest.approx(wait, rel=0.06)


@settings(max_examples=60, deadline=None)
@given(st.floats(0.5, 3000), st.floats(20, 900), st.floats(0.5, 0.99), st.floats(0, 60), st.none() | st.floats(20, 2000))
def test_the_fewest_seats_are_enough_and_one_less_is_not(calls: float, handling: float, share: float, seconds: float,
                                                             patience: float | None):
    target = Target(share, seconds)
    seats = seats_needed(calls, handling, target, patience=patience)
    assert service(calls, handling, seats, target, patience=patience).within >= share
    assert seats == 1 or service(calls, handling, seats - 1, target, patience=patience).within < share
    if patience is not None:
        assert seats <= seats_needed(calls, handling, target), "who hangs up needs no seat"


@settings(max_examples=60, deadline=None)
@given(st.floats(1, 2000), st.floats(30, 600), st.integers(1, 600), st.floats(5, 1000))
def test_what_always_holds(calls: float, handling: float, seats: int, patience: float):
    found, more = (service(calls, handling, each, Target(), patience=patience) for each in (seats, seats + 1))
    for share in (found.waits, found.within, found.busy, found.lost):
        assert -1e-9 <= share <= 1 + 1e-6
    assert more.within >= found.within - 1e-6 and more.lost <= found.lost + 1e-6 and found.wait <= patience
    assert found.busy == pytest.approx(calls / 1800 * handling * (1 - found.lost) / seats)


def test_pauses_and_limits():
    bare = seats_needed(100, 180, Target(0.8, 20))
    assert seats_needed(100, 180, Target(0.8, 20), shrinkage=0.3) == math.ceil(bare / 0.7)
    assert seats_needed(0, 180, Target()) == 0 == seats_needed(100, 0, Target())
    assert service(100, 180, bare, Target(busiest=0.5)).busy > 0.5 and seats_needed(100, 180, Target(busiest=0.5)) == 20
    for wrong in ({"shrinkage": 1.0}, {"shrinkage": -0.1}):
        with pytest.raises(ValueError):
            seats_needed(100, 180, Target(), **wrong)
    with pytest.raises(ValueError):
        seats_needed(10**9, 600, Target())
    assert service(100, 180, 5, Target()).wait == math.inf
