"""申请延期: before the deadline, once, within 15 working days in all, with a reason."""

from datetime import timedelta

import pytest

from huying.tickets import life
from huying.tickets.states import State
from tests.cast import MONDAY
from tests.tickets.seen import city, now_is, refusal
from tests.tickets.world import World


def test_asked_before_the_deadline_the_whole_is_at_most_15_working_days(world: World):
    ticket = world.ticket(State.HANDLING)
    done = life.ask_extension(ticket.number, by=world.cast.liaison, now=city("2026-03-16 23:59"), reason="需要检测")
    assert done.extra["ask"].until == city("2026-03-24 00:00") and done.extra["ask"].public_reason == "需要检测"
    assert now_is(ticket).due_at == city("2026-03-17 00:00"), "asking moves nothing"
    assert refusal("ask_extension", ticket, world.cast.liaison, now=MONDAY, reason="再次") == {"asked_before"}


@pytest.mark.parametrize(("words", "code"), [
    ({"reason": " "}, "needed"), ({"limit": "16 working_days"}, "beyond_most"), ({"limit": "10 working_days"}, "not_longer"),
    ({"limit": "a while"}, "unknown_limit"), ({"now": city("2026-03-17 00:00")}, "too_late"),
])
def test_what_stands_in_the_way(world: World, words: dict, code: str):
    ticket = world.ticket(State.HANDLING)
    assert refusal("ask_extension", ticket, world.cast.liaison, **{"now": MONDAY, "reason": "需要检测", **words}) == {code}


def test_an_enquiry_is_not_extended(world: World):
    ticket = world.ticket(State.HANDLING)
    type(ticket).objects.filter(pk=ticket.pk).update(kind="consultation")
    assert refusal("ask_extension", ticket, world.cast.liaison, now=MONDAY, reason="忙") == {"not_for_kind"}


def test_once_only(world: World):
    ticket = world.ticket(State.HANDLING)
    life.ask_extension(ticket.number, by=world.cast.liaison, now=MONDAY, reason="检测", limit="12 working_days")
    life.decide_extension(ticket.number, by=world.cast.supervisor, now=MONDAY, granted=True)
    later = MONDAY + timedelta(days=1)
    assert refusal("ask_extension", ticket, world.cast.liaison, now=later, reason="还要检测") == {"extended_before"}
