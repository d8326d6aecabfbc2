"""联系诉求人: the first talk keeps the promise; an attempt does not."""

from datetime import timedelta

import pytest

from huying.tickets import life
from huying.tickets.models import Ticket
from huying.tickets.states import State
from tests.cast import MONDAY
from tests.tickets.seen import now_is, open_kinds, promise, refusal
from tests.tickets.world import World


def test_the_first_talk_keeps_the_promise_an_attempt_does_not(world: World):
    ticket = world.ticket(State.HANDLING)
    life.contact(ticket.number, by=world.cast.liaison, now=MONDAY, way="none", words="无人接听")
    assert "first_contact" in open_kinds(ticket) and ticket.legs.get(role="lead").contacted_at is None
    talked = MONDAY + timedelta(hours=1)
    life.contact(ticket.number, by=world.cast.liaison, now=MONDAY + timedelta(hours=2), way="phone", words="已了解情况", at=talked)
    assert promise(ticket, "first_contact").met_at == MONDAY + timedelta(hours=2)
    assert ticket.legs.get(role="lead").contacted_at == talked and now_is(ticket).state == State.HANDLING


def test_who_cannot_take_calls_is_not_called(world: World):
    ticket = world.ticket(State.HANDLING)
    Ticket.objects.filter(pk=ticket.pk).update(sms_only=True)
    assert refusal("contact", ticket, world.cast.liaison, now=MONDAY, way="phone", words="x") == {"sms_only"}
    life.contact(ticket.number, by=world.cast.liaison, now=MONDAY, way="sms", words="已短信联系")


@pytest.mark.parametrize(("words", "code"), [
    ({"way": "pigeon", "words": "x"}, "unknown_way"), ({"way": "sms", "words": " "}, "needed"),
    ({"way": "sms", "words": "x", "at": MONDAY + timedelta(days=1)}, "in_future"),
])
def test_how_and_what_must_be_said(world: World, words: dict, code: str):
    assert refusal("contact", world.ticket(State.HANDLING), world.cast.liaison, now=MONDAY, **words) == {code}


def test_the_unit_may_talk_while_its_answer_is_reviewed(world: World):
    ticket = world.ticket(State.REVIEWING)
    life.contact(ticket.number, by=world.cast.liaison, now=MONDAY, way="visit", words="上门说明")
    assert now_is(ticket).state == State.REVIEWING
