"""One key for 110, 120, 119 with real calls: a busy line and one that nobody answers, then the next, then the next service; the ticket's
transfer with consent, both numbers and the clock. And no drill gets out, whichever way it is tried. With a real Asterisk."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest

from huying.channels.models import Notice
from huying.channels.phone import book, emergency, orders
from huying.channels.phone.exchange import configuring
from huying.channels.phone.models import Call, CallParty, PhoneOrder, Seat
from huying.clocks.present import now
from huying.tickets.models import Transfer
from huying.tickets.problems import Refused
from tests.cast import Cast
from tests.channels.phone.exchange.conftest import PHONE, Exchange, until
from tests.channels.phone.exchange.test_story import ordered, ready, seat_of, skip_greeting, the_call
from tests.channels.phone.exchange.trunk import BUSY, DECLINES, RINGS, Trunk

pytestmark = pytest.mark.django_db(transaction=True)
SECOND = "02083110110"


def pressed(cast: Cast, call: Call, target: str, seconds: float = 40, *, drill: bool = False) -> str:
    """The key as the page presses it; what became of it."""
    order = emergency.press(cast.agent_account, cast.agent, str(call.pk), now(), key=f"{target}{time.monotonic()}", target=target,
                            consent="agreed", drill=drill)
    until(lambda: PhoneOrder.objects.get(pk=order.pk).done_at, seconds)
    return PhoneOrder.objects.get(pk=order.pk).problem


def typed(account, what: str, call: Call, number: str) -> str:
    key = f"{what}{number}"
    return ordered(account, what, call, to="sealed", number=orders.seal(key, number), key=key)


def begin(exchange: Exchange, cast: Cast, **environment: str):
    exchange.environment.update(environment)
    agent = cast.agent_account
    seat_of(agent, "6001")
    exchange.open()
    exchange.phone("6001", configuring.secret_of(Seat.objects.get()))
    citizen = exchange.phone(PHONE, another=True)
    ready(agent)
    citizen.dial("12345")
    skip_greeting(citizen)
    until(lambda: Call.objects.filter(state="talking").exists(), 30)
    return citizen


def test_one_key_lines_that_fail_and_the_ticket(exchange: Exchange, cast: Cast, settings):
    lines = f"police=110+{SECOND},ambulance=120,fire=119"
    settings.PHONE = {**settings.PHONE, "emergency_lines": lines}
    with Trunk(exchange.carrier, exchange.carrier_sip, {"110": BUSY, "120": RINGS, "119": DECLINES}) as trunk:
        citizen = begin(exchange, cast, HUYING_PHONE_EMERGENCY_LINES=lines)
        call, agent = the_call(), cast.agent_account
        assert pressed(cast, call, "police") == "" and trunk.rung == ["110", SECOND]
        steps = list(CallParty.objects.order_by("pk").values_list("target", "outcome", "consent"))
        assert steps == [("police", "busy", "agreed"), ("police", "", "agreed")] and trunk.speaks == [SECOND] and citizen.in_call
        assert "紧急键" in typed(agent, "transfer", call, "020-119")
        ticket = cast.ticket(now(), phone=PHONE)  # registered while all three speak
        book.link(call, ticket)
        assert emergency.carry(call, cast.agent, now()) == ["police"]
        row = Transfer.objects.get()
        assert (row.ticket_id, row.target, row.consent) == (ticket.pk, "police", "agreed") and row.acknowledged_at
        ticket.refresh_from_db()
        assert ticket.state == "transferred" and emergency.their_number(the_call(), "JJ-20260302-17")
        assert Transfer.objects.get().other_number == CallParty.objects.get(answered_at__isnull=False).other_number == "JJ-20260302-17"
        assert emergency.unanswered(now() + timedelta(minutes=2)) == 0

        trunk.hang_up(SECOND)
        until(lambda: not CallParty.objects.filter(ended_at=None).exists())
        assert "紧急键" in typed(agent, "consult", call, "110")
        other = cast.ticket(now(), phone="13900000001")  # the next one is on record before the key is pressed
        book.link(call, other)
        assert pressed(cast, call, "ambulance") == "" and trunk.rung[2:] == ["120", "110", SECOND]
        assert list(CallParty.objects.order_by("pk").values_list("target", "outcome"))[2:] == [
            ("ambulance", "no_answer"), ("police", "busy"), ("police", "")]
        row = Transfer.objects.get(target="ambulance")
        assert row.ticket_id == other.pk and row.acknowledged_at and "公安" in row.receipt, "another service answered for it"

        trunk.hang_up(SECOND)
        until(lambda: not CallParty.objects.filter(ended_at=None).exists())
        trunk.does = {"119": DECLINES, "110": BUSY, SECOND: BUSY}
        third = cast.ticket(now(), phone="13900000002")
        book.link(call, third)
        problem = pressed(cast, call, "fire")
        assert problem.count("；") == 2 and "拒接" in problem and "占线" in problem, problem
        assert Transfer.objects.get(target="fire").acknowledged_at is None and citizen.in_call and the_call().state == "talking"
        assert emergency.unanswered(now() + timedelta(minutes=2)) == 1 and emergency.unanswered(now() + timedelta(minutes=3)) == 0
        assert set(Notice.objects.filter(door="desk", ticket=third).values_list("role", flat=True)) >= {"squad_leader", "dispatcher"}


def test_no_drill_gets_out(exchange: Exchange, cast: Cast, settings):
    """Everything is a drill: no way, and no spelling, reaches a service; a session's drill reaches nobody outside at all."""
    settings.PHONE_DRILLS = True
    with Trunk(exchange.carrier, exchange.carrier_sip) as trunk:
        begin(exchange, cast, HUYING_PHONE_EMERGENCY_LINES=f"police=110+{SECOND}", HUYING_PHONE_DRILLS="1")
        call, agent = the_call(), cast.agent_account
        book.link(call, cast.ticket(now(), phone=PHONE))
        assert pressed(cast, call, "police") == "" and CallParty.objects.get().drill and not Transfer.objects.exists()
        assert ordered(agent, "drop_party", call) == ""
        for number in ("110", "020110", "+8620110", SECOND):
            assert typed(agent, "consult", call, number) and typed(agent, "transfer", call, number)
        for to in ("unit:power-grid", "target:discipline"):
            for what in ("consult", "transfer"):
                assert "演练" in ordered(agent, what, call, to=to, drill=True)
        exchange.phones[0].do("hangup")
        until(lambda: the_call().state != "talking" and Seat.objects.get().state in ("wrapping", "ready"))
        for number in ("110", "+86110", SECOND):
            key = f"dial{number}"
            assert "没有可以拨打" in ordered(agent, "dial", None, which="sealed", number=orders.seal(key, number), key=key)
        exchange.phones[0].dial("110")  # from the telephone on the desk
        until(lambda: exchange.phones[0].seen("CALL_CLOSED") == 2)
        assert trunk.rung == [] and Call.objects.count() == 1
        with pytest.raises(Refused):
            emergency.press(agent, cast.agent, "0", now(), key="x", target="police", consent="agreed", drill=True)
