"""The living city moves what waits, answers a visitor's request, and leaves a visitor's work alone."""

from __future__ import annotations

import contextlib
import random
from datetime import timedelta

import pytest

from huying.clocks.present import now as present
from huying.demo import accounts, live
from huying.people.models import Account
from huying.people.persons import SYSTEM, Role
from huying.tickets import life
from huying.tickets.incoming import Incoming
from huying.tickets.models import Event, Ticket
from huying.tickets.problems import Refused
from huying.tickets.states import State

DETAIL = "昨晚十一点到凌晨两点，天河区石牌街道石牌东路20号旁的工地一直在打桩，老人无法休息，希望现场查处。"


@pytest.fixture
def staff(db: None) -> accounts.Staff:
    return accounts.make_staff()


def visitors(now) -> Ticket:
    incoming = Incoming(door="web", key="visitor", received_at=now, title="工地夜间施工", detail=DETAIL, wish="希望查处",
                        place="天河区石牌街道石牌东路20号", parties="工地", name="王生", phone="13900000001", happened="昨晚")
    return life.register(incoming, by=SYSTEM, now=now).ticket


def live_on(staff, now, steps: int, wait: timedelta) -> None:
    rng = random.Random(1)
    for place in range(steps):
        with contextlib.suppress(Refused):
            live.step(staff, rng, now + wait * place, place)


def test_a_visitors_request_travels_to_an_answer_but_is_never_rated_for_them(staff):
    now = present()
    ticket = visitors(now)
    live_on(staff, now + timedelta(minutes=11), 40, timedelta(minutes=11))
    ticket.refresh_from_db()
    assert ticket.state == State.COMPLETED and ticket.replies.filter(passed=True).exists()
    assert not Event.objects.filter(ticket=ticket, verb__in=["rate", "complete", "withdraw"]).exists()


def test_a_visitors_request_is_left_to_them_for_ten_minutes(staff):
    now = present()
    ticket = visitors(now)
    live_on(staff, now + timedelta(seconds=30), 12, timedelta(seconds=30))
    ticket.refresh_from_db()
    assert ticket.state == State.RECEIVED


def test_what_a_visitor_did_as_staff_is_left_alone(staff):
    now = present()
    live.arrive(staff, random.Random(4), now)
    ticket = Ticket.objects.get()
    life.note(ticket.number, by=staff.one(Role.AGENT, random.Random(1)), now=now + timedelta(seconds=1), words="我来看看")
    ticket.refresh_from_db()
    assert live._left_alone(ticket, now + timedelta(minutes=5))
    assert not live._left_alone(ticket, now + timedelta(minutes=12))


def test_the_desk_of_somebody_who_logged_in_is_left_alone(staff):
    now = present()
    live.arrive(staff, random.Random(4), now)
    ticket = Ticket.objects.get()
    Ticket.objects.filter(pk=ticket.pk).update(state=State.RECEIVED)
    ticket.refresh_from_db()
    assert not live._left_alone(ticket, now + timedelta(minutes=5))
    Account.objects.filter(username="agent1").update(last_login=now)
    assert live._left_alone(ticket, now + timedelta(minutes=5))
