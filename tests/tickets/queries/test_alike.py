"""Look-alikes through the database: keys written with the ticket, found from other words, old ones removed."""

from __future__ import annotations

import pytest

from huying.people.persons import SYSTEM
from huying.tickets import life
from huying.tickets.models import Ticket, TicketKey
from huying.tickets.queries.alike import alike
from tests.cast import Cast
from tests.tickets.world import World

LAMPS = ("昌岗中路路灯不亮", "海珠区昌岗中路靠近小学那一段，整排路灯灭了快十天，晚上黑漆漆的。")
AGAIN = ("晚上没有灯", "昌岗中路晚上没有路灯，孩子放学走那段路要打手电，请尽快派人来修路灯。")
SIGNAL = ("红绿灯时间太短", "昌岗中路靠近小学的红绿灯时间太短，老人走到一半就变红了，希望延长。")
ELSEWHERE = ("路灯坏了没人修", "荔湾区花地大道中靠近公园那段的路灯灭了十来天，晚上很黑，希望派人检修。")


@pytest.fixture
def world(cast: Cast) -> World:
    return World(cast)


def made(world: World, words: tuple[str, str], number: int) -> Ticket:
    title, detail = words
    request = world.cast.request(title=title, detail=detail, wish="", place="", phone=f"1390000{number:04d}", category="",
                                 division="")
    return life.register(request, by=SYSTEM, now=world.now).ticket


def test_a_registration_writes_its_keys(world: World):
    ticket = made(world, LAMPS, 1)
    assert 3 <= TicketKey.objects.filter(ticket_id=ticket.pk).count() <= 15


def test_other_words_about_the_same_matter_are_found_first(world: World):
    first, other, third = made(world, LAMPS, 1), made(world, ELSEWHERE, 2), made(world, SIGNAL, 3)
    ranked = alike(made(world, AGAIN, 4), world.cast.people["dispatcher"])
    assert ranked[0].ticket == first
    assert ("地点相同", "same place") in ranked[0].reasons
    weaker = {each.ticket.pk: each.likeness for each in ranked[1:]}
    assert all(weaker.get(each.pk, 0) < ranked[0].likeness - 0.2 for each in (other, third))


def test_the_keys_find_it_without_class_or_phone(world: World):
    first = made(world, LAMPS, 1)
    again = made(world, AGAIN, 2)
    Ticket.objects.filter(pk=first.pk).update(category="", division="", phone_key=None, words_key=None)
    assert [each.ticket for each in alike(again, world.cast.people["dispatcher"])] == [first]
    TicketKey.objects.filter(ticket_id=first.pk).delete()
    assert alike(again, world.cast.people["dispatcher"]) == []
