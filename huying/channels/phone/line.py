"""The line of waiting callers, pure: whose turn it is, at which seat it rings, how long it takes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Waiting:
    """`since`: when the place was taken, also by who left it for a call back. `not_before`: slowed until then."""

    call: int
    since: datetime
    skills: frozenset[str] = frozenset()
    priority: int = 0
    not_before: datetime | None = None
    tried: frozenset[int] = frozenset()  # seats that did not answer this call


@dataclass(frozen=True, slots=True)
class Free:
    """A ready seat; `since`: ready since, the longest first."""

    account: int
    since: datetime
    skills: frozenset[str] = frozenset()


def in_turn(waiting: Iterable[Waiting], now: datetime) -> list[Waiting]:
    """Highest priority first, then who came first; who is slowed comes after everybody else."""
    return sorted(waiting, key=lambda each: (slowed(each, now), -each.priority, each.since, each.call))


def slowed(call: Waiting, now: datetime) -> bool:
    return call.not_before is not None and call.not_before > now


def pairs(waiting: Iterable[Waiting], free: Iterable[Free], now: datetime) -> list[tuple[Waiting, Free]]:
    """Who rings where now. Each caller gets the seat ready the longest that has every skill asked for; among equals the
    one with the fewest further skills, so that rare skills stay free. A seat that did not answer this call is the last choice.
    A caller whom no free seat can serve waits without holding up those behind.
    """
    left, found = list(free), []
    for call in in_turn(waiting, now):
        if slowed(call, now) or not left:
            continue
        able = [seat for seat in left if call.skills <= seat.skills]
        if able:
            seat = min(able, key=lambda each: (each.account in call.tried, len(each.skills), each.since, each.account))
            left.remove(seat)
            found.append((call, seat))
    return found


def place(call: int, waiting: Iterable[Waiting], now: datetime) -> int:
    """How many stand before this call; 0: it is next."""
    return next((ahead for ahead, each in enumerate(in_turn(waiting, now)) if each.call == call), 0)


def wait(ahead: int, seats: int, mean: timedelta) -> timedelta:
    """The expected wait of who has `ahead` callers before them, when `seats` serve them and a call takes `mean` on
    average: (ahead + 1) × mean ÷ seats. With no seat, as if there were one."""
    return (ahead + 1) * mean / max(seats, 1)


def unserved(waiting: Sequence[Waiting], skills: Iterable[frozenset[str]]) -> list[Waiting]:
    """Callers whom no seat on duty can serve at all: they overflow to any seat instead of waiting for ever."""
    there = list(skills)
    return [call for call in waiting if not any(call.skills <= each for each in there)]
