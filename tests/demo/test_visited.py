"""A visitor in an agent's seat: the telephone rings, somebody speaks, and what the page orders happens."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

import pytest

from huying.channels.phone import orders, places, seats
from huying.channels.phone.models import Call, CallParty, Seat
from huying.channels.phone.transcript import CallWords
from huying.clocks.present import now as present
from huying.demo.switchboard import Switchboard
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def seat(cast: Cast) -> Seat:
    account = cast.agent_account
    type(account).objects.filter(pk=account.pk).update(username="agent1")
    account.refresh_from_db()
    places.give(account, "6001", ["mandarin"], present())
    seats.ready(account, present())
    return Seat.objects.get()


class Played:
    """Turns of four seconds."""

    def __init__(self, seat: Seat) -> None:
        self.board, self.rng, self.now, self.visitor = Switchboard(), random.Random(4), seat.since, seat.account_id

    def turns(self, many: int) -> datetime:
        for _ in range(many):
            self.now += timedelta(seconds=4)
            self.board.turn(self.rng, self.now, {self.visitor})
        return self.now


def test_it_rings_is_answered_and_somebody_speaks(seat: Seat):
    played = Played(seat)
    played.turns(4)
    call = Call.objects.get(agent=seat.account)
    seat.refresh_from_db()
    assert (call.state, seat.state, seat.call) == ("ringing", "ringing", call) and call.number_sealed
    played.turns(12)
    call.refresh_from_db()
    assert call.state == "talking"
    said = [(row.side, row.text) for row in CallWords.objects.filter(call=call).order_by("at")]
    assert said[0] == ("agent", "您好，12345，请讲。") and len([1 for side, _ in said if side == "caller"]) >= 2


def test_orders_of_the_page_happen_and_what_needs_an_exchange_says_so(seat: Seat):
    played = Played(seat)
    played.turns(8)
    call = Call.objects.get(agent=seat.account)

    def ordered(what: str, **args: object) -> str:
        order = orders.ask(seat.account, what, played.now, call=call, **args)
        played.turns(1)
        order.refresh_from_db()
        assert order.done_at
        return str(order.problem)

    assert ordered("hold") == "" and Call.objects.get(pk=call.pk).held
    assert ordered("retrieve") == "" and not Call.objects.get(pk=call.pk).held
    assert ordered("emergency", target="police", consent="agreed", drill=False) == ""
    party = CallParty.objects.get()
    assert party.drill and party.answered_at, "in the demo every emergency is a drill"
    assert "make phone" in ordered("consult", to="account:1")
    assert ordered("hang_up") == ""
    call.refresh_from_db()
    seat.refresh_from_db()
    assert (call.state, call.outcome, seat.state) == ("ended", "answered", "wrapping") and call.rating


def test_a_caller_does_not_speak_for_ever_and_a_paused_seat_stays_quiet(seat: Seat):
    played = Played(seat)
    played.turns(100)
    assert Call.objects.filter(agent=seat.account).first().state == "ended"
    seats.pause(seat.account, "meal", played.now)
    before = Call.objects.filter(agent=seat.account).count()
    open_ = Call.objects.filter(agent=seat.account).exclude(state="ended").exists()
    played.turns(10)
    assert open_ or Call.objects.filter(agent=seat.account).count() == before
