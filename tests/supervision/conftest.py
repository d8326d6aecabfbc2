"""Calls as an exchange tells of them, for inspection."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from huying.channels.phone import book
from huying.channels.phone.models import Call
from huying.channels.phone.signals import Signal, What
from huying.channels.phone.transcript import CallWords
from tests.cast import MONDAY, Cast

_calls = itertools.count(1)


@pytest.fixture
def answered(cast: Cast) -> Callable[..., Call]:
    """A call that somebody answered on Monday; `spoken`: what the caller said."""

    def make(*spoken: str, agent: Any = None, talk: int = 100, rating: int | None = None, ticket: str = "", reason: str = "",
             party: str = "") -> Call:
        number = next(_calls)

        def tell(what: What, seconds: float, **more: Any) -> Call:
            return book.hear(Signal("cloud", f"q{number}", what, str(what), MONDAY + timedelta(seconds=seconds),
                                    number=f"138{number:08d}", **more))

        tell(What.ARRIVED, 0)
        tell(What.ANSWERED, 5, agent=(agent or cast.agent_account).pk, ticket=ticket)
        if party:
            tell(What.PARTY_CALLED, 20, party=party, target="police", data={"party_key": "p"})
        if rating:
            tell(What.RATED, talk, score=rating)
        call = tell(What.ENDED, 5 + talk, reason=reason)
        for place, words in enumerate(spoken):
            CallWords.objects.create(call=call, side="caller", at=MONDAY + timedelta(seconds=10 + place), text=words, final=True)
        return call

    return make
