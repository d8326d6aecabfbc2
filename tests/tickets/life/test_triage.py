"""分类定性: a person confirms; the clocks follow from the same start."""

from datetime import timedelta

import pytest

from huying.tickets import life
from huying.tickets.states import State
from tests.cast import MONDAY
from tests.tickets.seen import city, now_is, promise, refusal, running
from tests.tickets.world import World


def test_a_new_kind_gives_the_clock_of_that_kind_from_the_first_start(world: World):
    ticket = world.ticket(State.RECEIVED)
    life.triage(ticket.number, by=world.cast.agent, now=MONDAY + timedelta(days=1), category=ticket.category, kind="consultation",
                tags=["夜间"])
    assert running(ticket) == {"dispatch", "complete"}
    assert promise(ticket, "complete").due_at == city("2026-03-05 00:00") == now_is(ticket).due_at
    assert promise(ticket, "look").met_at == MONDAY + timedelta(days=1) and now_is(ticket).tags == ["夜间"]


def test_urgent_brings_dispatch_within_half_an_hour_and_a_false_alarm_takes_it_back(world: World):
    ticket = world.ticket(State.PENDING_DISPATCH)
    life.triage(ticket.number, by=world.cast.agent, now=MONDAY, category=ticket.category, urgency="critical", urgent_sort="danger")
    assert promise(ticket, "complete").due_at == MONDAY + timedelta(hours=2)
    assert promise(ticket, "dispatch").due_at == MONDAY + timedelta(minutes=30)
    life.triage(ticket.number, by=world.cast.agent, now=MONDAY, category=ticket.category, urgency="normal")
    assert now_is(ticket).urgent_sort == ""
    assert promise(ticket, "complete").limit == "10 working_days"


def test_water_power_gas_and_heat_within_24_hours_round_the_clock(world: World):
    ticket = world.ticket(State.RECEIVED)
    life.triage(ticket.number, by=world.cast.agent, now=MONDAY, category=ticket.category, urgency="urgent", urgent_sort="water")
    assert promise(ticket, "complete").due_at == MONDAY + timedelta(hours=24)


@pytest.mark.parametrize(("words", "code"), [
    ({"category": "999999"}, "unknown_category"), ({"kind": "rant"}, "unknown_kind"), ({"urgency": "very"}, "unknown_urgency"),
    ({"division": "000000"}, "unknown_division"),
])
def test_only_words_of_the_catalogue(world: World, words: dict, code: str):
    ticket = world.ticket(State.RECEIVED)
    given = {"category": ticket.category, **words}
    assert refusal("triage", ticket, world.cast.agent, now=MONDAY, **given) == {code}
