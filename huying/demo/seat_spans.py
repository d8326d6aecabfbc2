"""When the demo city's agents sat at their seats: made from the calls they took, ready before and between, writing up after each."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import pairwise

from huying.channels.phone.models import BUSY, PAUSED, READY, RESERVED, WRAPPING, Call, SeatSpan

APART = timedelta(hours=2)  # without a call for so long one has gone home
MEAL = timedelta(minutes=40)
EARLY, LATE = timedelta(minutes=12), timedelta(minutes=9)
WRAP = timedelta(seconds=25)


def keep(calls: Iterable[Call], end: datetime) -> int:
    """Write the stretches of who answered these calls, none after `end`; written once. How many."""
    by_agent: dict[int, list[Call]] = defaultdict(list)
    for call in calls:
        if call.agent_id and call.answered_at and call.ended_at and call.pk:
            by_agent[call.agent_id].append(call)
    if SeatSpan.objects.filter(account__in=by_agent, call__in=[each for own in by_agent.values() for each in own][:50]).exists():
        return 0
    made = [span for agent, own in sorted(by_agent.items()) for shift in _shifts(own) for span in _spans(agent, shift, end)]
    SeatSpan.objects.bulk_create(made, batch_size=2000)
    return len(made)


def _shifts(calls: list[Call]) -> list[list[Call]]:
    """An agent's calls by the shifts in which they were taken; calls that overlap another are left out."""
    shifts: list[list[Call]] = []
    for call in sorted(calls, key=_rang):
        last = shifts[-1][-1] if shifts else None
        if last is not None and _rang(call) < _over(last) + WRAP:
            continue
        if last is None or _rang(call) - _over(last) > APART:
            shifts.append([])
        shifts[-1].append(call)
    return shifts


def _spans(agent: int, shift: list[Call], end: datetime) -> Iterator[SeatSpan]:
    dice = random.Random(f"seat:{agent}:{shift[0].key}")
    at, ate = _rang(shift[0]) - EARLY * dice.uniform(0.2, 1), False
    for call, following in pairwise([*shift, None]):
        assert call is not None and call.answered_at is not None
        over = _over(call)
        told = [(READY, "", at, _rang(call), None), (RESERVED, "", _rang(call), call.answered_at, call),
                (BUSY, "", call.answered_at, over, call), (WRAPPING, "", over, over + WRAP, call)]
        at = over + WRAP
        if following is not None and not ate and _rang(following) - at > MEAL + WRAP:
            told.append((PAUSED, "meal", at, at + MEAL, None))
            at, ate = at + MEAL, True
        if following is None:
            told.append((READY, "", at, at + LATE * dice.uniform(0.2, 1), None))
        for state, reason, begin, until, whose in told:
            if begin < min(until, end):
                yield SeatSpan(account_id=agent, state=state, reason=reason, call=whose, began_at=begin, ended_at=min(until, end))


def _rang(call: Call) -> datetime:
    return call.offered_at or call.answered_at or call.began_at


def _over(call: Call) -> datetime:
    return call.ended_at or call.began_at
