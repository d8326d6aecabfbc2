"""Seats for the cast, and signals that an exchange would send."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from huying.channels.phone import book
from huying.channels.phone.models import Call, Seat
from huying.channels.phone.signals import Signal, What
from tests.cast import MONDAY, Cast

_keys = itertools.count(1)


@pytest.fixture
def seat(cast: Cast) -> Seat:
    """The agent's, ready."""
    made = Seat.objects.create(account=cast.agent_account, extension="6001", skills=["mandarin"], since=MONDAY)
    from huying.channels.phone import seats

    seats.ready(cast.agent_account, MONDAY)
    made.refresh_from_db()
    return made


@pytest.fixture
def say(cast: Cast) -> Callable[..., Call]:
    """`say(What.ARRIVED, 3, number="…")`: the signal of call "c1", so many seconds after ten o'clock."""

    def say(what: What, seconds: float = 0, call: str = "c1", **given: Any) -> Call:
        return book.hear(Signal(exchange="asterisk", call=call, what=what, key=given.pop("key", f"s{next(_keys)}"),
                                at=MONDAY + timedelta(seconds=seconds), **given))

    return say
