"""The demo city's telephone goes on ringing: calls come in, wait, are answered at seats that no visitor uses, and end.

It plays an exchange by the signals that a real one sends. As soon as a real exchange carries a call, it hangs up and keeps
still, and leaves the seats to people.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterable
from datetime import datetime, timedelta

from huying import policy
from huying.channels.phone import book, line, seats
from huying.channels.phone.models import (
    ENDED,
    OFF,
    PAUSED,
    READY,
    RINGING,
    TALKING,
    WAITING,
    Call,
    Seat,
)
from huying.channels.phone.signals import Signal, What
from huying.clocks.zone import SHANGHAI
from huying.demo.calls import EXCHANGE
from huying.demo.names import phone
from huying.demo.rhythm import HOURS
from huying.demo.visited import Visited

REAL = timedelta(minutes=30)
CROWD = 4000
STALE = timedelta(minutes=30)
_signals = itertools.count()


class Switchboard:
    """The exchange that is played; one in a process."""

    def __init__(self) -> None:
        self.left, self.visited = False, Visited(_say)

    def turn(self, rng: random.Random, now: datetime, visitors: set[int]) -> int:
        """A few seconds of the telephone; `visitors`: accounts that people use, whose seats get calls of their own (huying.demo.visited).

        How many signals."""
        places = list(Seat.objects.select_related("account").exclude(account__in=visitors).filter(account__username__startswith="agent"))
        open_calls = list(Call.objects.filter(exchange=EXCHANGE).exclude(state=ENDED).order_by("began_at")[:40])
        if Call.objects.exclude(exchange=EXCHANGE).filter(began_at__gte=now - REAL).exists():
            told = 0 if self.left else _leave(open_calls, places, now)
            self.left = True
            return told
        self.left = False
        seats.end_wrapping(now)
        told = self.visited.turn(rng, now, visitors)
        told += sum(_go_on(call, rng, now) for call in open_calls if call.agent_id not in visitors)
        _on_duty(places, rng, now)
        if rng.random() < _busy(now):
            told += _ring(rng, now)
        return told + _share_out(open_calls, places, now)


def _busy(now: datetime) -> float:
    """How likely somebody calls within these few seconds."""
    return 0.02 + 0.06 * HOURS[now.astimezone(SHANGHAI).hour] / max(HOURS)


def _ring(rng: random.Random, now: datetime) -> int:
    key = f"live:{now.timestamp():.3f}:{next(_signals)}"
    _say(key, What.ARRIVED, now, number="" if rng.random() < 0.02 else phone(rng, rng.randrange(CROWD)))
    _say(key, What.QUEUED, now, skills=("english",) if rng.random() < 0.05 else ("mandarin",))
    return 2


def _go_on(call: Call, rng: random.Random, now: datetime) -> int:
    """What an open call does next, if anything."""
    if call.began_at < now - STALE:
        return _say(call.key, What.ENDED, now, reason="failed")
    if call.state == RINGING and call.agent_id:
        return _say(call.key, What.ANSWERED, now, agent=call.agent_id)
    if call.state == WAITING and rng.random() < 0.02:
        return _say(call.key, What.ENDED, now, reason="abandoned")
    if call.state == TALKING and call.answered_at and now - call.answered_at > timedelta(seconds=45) and rng.random() < 0.05:
        return _say(call.key, What.ENDED, now)
    return 0


def _on_duty(places: Iterable[Seat], rng: random.Random, now: datetime) -> None:
    """Seats come on duty, take a break now and then, and are ready again after writing up."""
    pauses = [each.id for each in policy.current().phone.pauses]
    for seat in places:
        if not seat.reachable:
            seats.reach(seat.extension, True, now)
        if seat.state in (OFF, PAUSED) and (seat.reason == "no_answer" or rng.random() < (0.25 if seat.state == OFF else 0.03)):
            seats.ready(seat.account, now)
        elif seat.state == READY and rng.random() < 0.008:
            seats.pause(seat.account, rng.choice(pauses), now)


def _share_out(calls: list[Call], places: list[Seat], now: datetime) -> int:
    waiting = [line.Waiting(call.pk, call.queued_at or call.began_at, frozenset(call.skills), call.priority)
               for call in calls if call.state == WAITING]
    free = [line.Free(seat.account_id, seat.since, frozenset(seat.skills)) for seat in places if seat.state == READY]
    by_id = {call.pk: call for call in calls}
    return sum(_say(by_id[one.call].key, What.OFFERED, now, agent=seat.account) for one, seat in line.pairs(waiting, free, now))


def _leave(calls: list[Call], places: list[Seat], now: datetime) -> int:
    """A real exchange is there: our calls end, and our seats log out."""
    told = sum(_say(call.key, What.ENDED, now, reason="failed") for call in calls)
    for seat in places:
        seats.log_out(seat.account, now)
    return told


def _say(key: str, what: What, now: datetime, **given: object) -> int:
    book.hear(Signal(exchange=EXCHANGE, call=key, what=what, key=f"{what}:{now.timestamp():.3f}:{next(_signals)}", at=now,
                     called="12345", **given))  # type: ignore[arg-type]
    return 1
