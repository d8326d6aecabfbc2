"""A seat for the agent, and the exchange's side played by its signals."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from huying.channels.phone import book, places, seats
from huying.channels.phone.models import Call, Seat
from huying.channels.phone.signals import Signal, What
from tests.cast import Cast

PHONE = "13812345678"
Ring = Callable[..., Call]
_keys = itertools.count(1)


@pytest.fixture
def seat(cast: Cast, now: datetime) -> Seat:
    """The agent's, ready for ten minutes."""
    places.give(cast.agent_account, "6001", ["mandarin"], now - timedelta(minutes=10))
    seats.ready(cast.agent_account, now - timedelta(minutes=10))
    seats.reach("6001", True, now)
    return Seat.objects.get(extension="6001")


@pytest.fixture
def say(cast: Cast, now: datetime) -> Ring:
    """`say(What.ARRIVED, -30, "c2", number="…")`: the signal of a call, so many seconds from now."""

    def say(what: What, seconds: float = 0, call: str = "c1", **given: Any) -> Call:
        return book.hear(Signal(exchange="asterisk", call=call, what=what, key=given.pop("key", f"s{next(_keys)}"),
                                at=now + timedelta(seconds=seconds), **given))

    return say


@pytest.fixture
def ring(say: Ring, cast: Cast) -> Ring:
    """A call that rings at the agent's seat, or is answered there, or over."""

    def ring(until: str = "ringing", call: str = "c1", number: str = PHONE, agent: Any = None, begin: float = -60, **given: Any) -> Call:
        agent = (agent or cast.agent_account).pk
        say(What.ARRIVED, begin, call, number=number, **given)
        say(What.QUEUED, begin + 5, call, skills=("mandarin",))
        found = say(What.OFFERED, begin + 10, call, agent=agent)
        if until != "ringing":
            found = say(What.ANSWERED, begin + 14, call, agent=agent)
        if until == "over":
            found = say(What.ENDED, begin + 50, call)
        return found

    return ring
