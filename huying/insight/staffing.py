"""How many seats a load of calls needs, and how callers fare with them: Erlang C, and Erlang A where callers hang up; pure.

Load a = calls per second × mean handling time, in erlangs. No factorials: the recursion of Erlang B (Jagerman 1974) serves any size.
Erlang A is the M/M/n+M queue; its virtual wait has the density of Baccelli & Hebuterne (1981), integrated here with the largest
exponent taken out, so that thousands of seats and overload are no matter.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

NODES, WEIGHTS = np.polynomial.legendre.leggauss(12)
PANELS = 60
BEYOND = 60.0  # exponents smaller than this below the largest add nothing
MOST = 20_000  # seats; more are a mistake in the figures


@dataclass(frozen=True, slots=True)
class Service:
    """How callers fare. `waits`: share that waits at all; `within`: share answered within the target; `wait`: mean seconds of all
    callers; `busy`: share of a seat's time in calls; `lost`: share that hangs up (Erlang C: none)."""

    waits: float
    within: float
    wait: float
    busy: float
    lost: float = 0.0


@dataclass(frozen=True, slots=True)
class Target:
    """`share` of callers answered within `seconds`, and seats in calls at most `busiest` of their time."""

    share: float = 0.8
    seconds: float = 15.0
    busiest: float = 1.0


def erlang_b(load: float, seats: int) -> float:
    """The share of calls that find all seats taken when nobody waits. 1/B(n) = 1 + n/a · 1/B(n−1)."""
    if load <= 0:
        return 0.0 if seats else 1.0
    inverse = 1.0
    for seat in range(1, seats + 1):
        inverse = 1.0 + inverse * seat / load
        if inverse > 1e300:
            return 0.0
    return 1.0 / inverse


def erlang_c(load: float, seats: int) -> float:
    """The share of callers that wait; 1 when the seats cannot carry the load."""
    return _c(erlang_b(load, seats), load, seats)


def _c(blocked: float, load: float, seats: int) -> float:
    if load <= 0:
        return 0.0
    return 1.0 if seats <= load else seats * blocked / (seats - load * (1.0 - blocked))


def service(calls: float, handling: float, seats: int, target: Target, *, period: float = 1800.0, patience: float | None = None) -> Service:
    """How `calls` in `period` seconds fare with so many seats, a call taking `handling` seconds on average.

    `patience`: mean seconds after which a waiting caller hangs up; None: they wait for ever.
    """
    if calls <= 0:
        return Service(0.0, 1.0, 0.0, 0.0)
    load = calls / period * handling
    if patience is not None:
        return _impatient(calls / period, handling, seats, target.seconds, patience)
    return _patient(erlang_c(load, seats), load, handling, seats, target.seconds)


def _patient(waits: float, load: float, handling: float, seats: int, seconds: float) -> Service:
    spare = seats - load
    if spare <= 0:
        return Service(1.0, 0.0, math.inf, 1.0)
    return Service(waits, 1.0 - waits * math.exp(-spare * seconds / handling), waits * handling / spare, load / seats)


def _impatient(rate: float, handling: float, seats: int, seconds: float, patience: float) -> Service:
    """M/M/n+M. Relative to the state in which all seats but one are busy: nobody waits 1/B(n−1); a wait x has the density
    λ·exp(λ·θ·(1 − e^(−x/θ)) − n·x/h), θ patience, h handling."""
    if seats <= 0:
        return Service(1.0, 0.0, patience, 0.0, 1.0)
    blocked = erlang_b(rate * handling, seats - 1)
    idle = math.log(1.0 / blocked) if blocked > 0 else math.inf
    if math.isinf(idle):
        return Service(0.0, 1.0, 0.0, min(1.0, rate * handling / seats))

    def exponent(x: np.ndarray) -> np.ndarray:
        return math.log(rate) + rate * patience * -np.expm1(-x / patience) - seats * x / handling

    peak = max(0.0, patience * math.log(rate * handling / seats)) if rate * handling > seats else 0.0
    top = max(idle, float(exponent(np.array(peak))))
    end = max(peak, handling / seats)
    while float(exponent(np.array(end))) > top - BEYOND:
        end *= 1.5
    late = min(seconds, end)
    edges = np.unique(np.concatenate([np.linspace(0.0, late, PANELS), np.linspace(late, end, 2 * PANELS)]))
    half = np.diff(edges)[:, None] / 2
    x = edges[:-1, None] + half * (NODES + 1.0)
    density = np.exp(exponent(x) - top) * half * WEIGHTS
    stays = np.exp(-x / patience)
    free, waiting = math.exp(idle - top), float(density.sum())
    whole = free + waiting
    soon = float((density * stays)[x < late].sum())
    lost = float((density * -np.expm1(-x / patience)).sum()) / whole
    wait = patience * lost  # the mean of min(wait, patience): θ·(1 − e^(−x/θ)) over the density, which is θ times the share lost
    return Service(waiting / whole, (free + soon) / whole, wait, rate * handling * (1.0 - lost) / seats, lost)


def seats_needed(calls: float, handling: float, target: Target, *, period: float = 1800.0, patience: float | None = None,
                 shrinkage: float = 0.0) -> int:
    """The fewest seats with which the target is met; with `shrinkage` (share of paid time in pauses, 0 to below 1) as many people
    as must be planned so that these seats are filled. 0 when nobody calls. ValueError for figures that nobody can staff."""
    if not 0 <= shrinkage < 1 or not 0 < target.share < 1 or handling < 0 or not 0 < target.busiest <= 1:
        raise ValueError("shrinkage below 1, share between 0 and 1, handling not negative")
    load = calls / period * handling
    if load > MOST:
        raise ValueError(f"{load:.0f} erlangs")
    if calls <= 0 or handling == 0:
        return 0
    found = _fewest_patient(load, handling, target) if patience is None else _fewest_impatient(calls, handling, target, period, patience)
    return math.ceil(round(max(found, load / target.busiest if patience is None else 0) / (1.0 - shrinkage), 9))


def _fewest_patient(load: float, handling: float, target: Target) -> int:
    """One walk of the recursion, looking at each number of seats on its way."""
    inverse, seats = 1.0, 0
    while True:
        seats += 1
        inverse = min(1.0 + inverse * seats / load, 1e300)
        if seats > load and _patient(_c(1.0 / inverse, load, seats), load, handling, seats, target.seconds).within >= target.share:
            return seats


def _fewest_impatient(calls: float, handling: float, target: Target, period: float, patience: float) -> int:
    low, high = 0, 1
    while not _good(calls, handling, high, target, period, patience):
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if _good(calls, handling, middle, target, period, patience) else (middle, high)
    return high


def _good(calls: float, handling: float, seats: int, target: Target, period: float, patience: float) -> bool:
    found = service(calls, handling, seats, target, period=period, patience=patience)
    return found.within >= target.share and found.busy <= target.busiest
