"""Nobody stays busy with a call that is over, and numbers are forgotten when their time has come."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from huying.channels.phone import book, callers, seats, tidying
from huying.channels.phone.models import Call, CallBack, CallParty, Seat
from huying.channels.phone.signals import Signal, What
from huying.channels.phone.transcript import CallWords
from tests.cast import MONDAY, Cast

pytestmark = pytest.mark.django_db
CHEN = "13812345678"
Cloud = Callable[..., Call]


@pytest.fixture
def cloud(cast: Cast) -> Cloud:
    def tell(what: What, seconds: float = 0, call: str = "c1", exchange: str = "cloud", **given: Any) -> Call:
        return book.hear(Signal(exchange=exchange, call=call, what=what, key=str(what), at=MONDAY + timedelta(seconds=seconds),
                                number=CHEN, **given))

    return tell


def test_a_call_that_fell_silent_ends_when_it_was_last_heard_of(cloud: Cloud, seat: Seat):
    cloud(What.ARRIVED)
    cloud(What.ANSWERED, 9, agent=seat.account_id)
    assert tidying.sweep(MONDAY + timedelta(hours=3)) == {"silent": 0, "freed": 0, "ready": 0}
    night = MONDAY + timedelta(hours=5)
    assert tidying.sweep(night)["silent"] == 1
    call = Call.objects.get()
    seat.refresh_from_db()
    assert (call.outcome, call.ended_at, seat.state) == ("answered", MONDAY + timedelta(seconds=9), "ready")
    assert tidying.sweep(night) == {"silent": 0, "freed": 0, "ready": 0}


def test_who_waited_when_the_exchange_broke_down_is_called_back(cloud: Cloud):
    cloud(What.ARRIVED)
    cloud(What.QUEUED, 5)
    cloud(What.ARRIVED, call="c2")
    cloud(What.ARRIVED, call="own", exchange="asterisk")
    assert tidying.end_silent(MONDAY + timedelta(hours=6)) == 2
    assert set(Call.objects.values_list("key", "outcome")) == {("c1", "abandoned"), ("c2", "failed"), ("own", "")}
    assert CallBack.objects.get().why == "abandoned", "one number is owed one call"


def test_a_seat_is_freed_of_a_call_that_is_over_or_never_answered(cloud: Cloud, seat: Seat, cast: Cast):
    cloud(What.ARRIVED)
    cloud(What.OFFERED, 5, agent=seat.account_id)
    assert tidying.free(MONDAY + timedelta(minutes=10)) == 0
    assert tidying.free(MONDAY + timedelta(minutes=30)) == 1
    seat.refresh_from_db()
    assert (seat.state, seat.call) == ("wrapping", None)
    assert tidying.sweep(MONDAY + timedelta(minutes=31))["ready"] == 1
    Seat.objects.filter(pk=seat.pk).update(state="talking", call=None)
    assert tidying.free(MONDAY + timedelta(minutes=32)) == 1


def test_writing_up_ends_by_itself(cloud: Cloud, seat: Seat):
    cloud(What.ANSWERED, agent=seat.account_id)
    cloud(What.ENDED, 60)
    assert tidying.sweep(MONDAY + timedelta(seconds=80))["ready"] == 0
    assert tidying.sweep(MONDAY + timedelta(seconds=95))["ready"] == 1


def test_numbers_are_forgotten_and_the_facts_stay(cloud: Cloud, seat: Seat):
    cloud(What.ARRIVED)
    cloud(What.QUEUED, 1)
    cloud(What.PARTY_CALLED, 2, party="transfer", data={"party_key": "p"})
    cloud(What.ENDED, 30)
    cloud(What.ARRIVED, call="open")
    years = MONDAY + timedelta(days=1096)
    CallWords.objects.create(call=Call.objects.get(key="c1"), side="caller", at=MONDAY, text="路灯不亮")
    assert tidying.forget(MONDAY + timedelta(days=700)) == dict.fromkeys(("calls", "backs", "parties", "orders", "words"), 0)
    assert tidying.forget(MONDAY + timedelta(days=1094)) == {"calls": 0, "backs": 0, "parties": 0, "orders": 0, "words": 1}
    assert tidying.forget(years) == {"calls": 1, "backs": 0, "parties": 1, "orders": 0, "words": 0}
    call = Call.objects.get(key="c1")
    assert (call.number_sealed, call.number_key, call.outcome, callers.shown(call)) == (None, None, "abandoned", "")
    assert Call.objects.get(key="open").number_sealed and CallParty.objects.get().number_sealed is None
    CallBack.objects.update(state=CallBack.GIVEN_UP)
    assert tidying.forget(years)["backs"] == 1 and CallBack.objects.get().number_key is None


def test_the_sweep_is_three_statements_when_all_is_well(seat: Seat, django_assert_num_queries: Any):
    seats.ready(seat.account, MONDAY)
    with django_assert_num_queries(3):
        tidying.sweep(MONDAY)
