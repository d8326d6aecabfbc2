"""申请挂账: the unit asks, the centre decides."""

from datetime import timedelta

from huying.tickets import life
from huying.tickets.states import State
from tests.cast import MONDAY
from tests.tickets.seen import now_is, refusal
from tests.tickets.world import World


def test_asking_changes_nothing_but_is_on_the_list(world: World):
    ticket = world.ticket(State.HANDLING)
    until = MONDAY + timedelta(days=60)
    life.ask_suspension(ticket.number, by=world.cast.liaison, now=MONDAY, reason="列入工程计划", until=until)
    assert now_is(ticket).state == State.HANDLING and ticket.asks.get().until == until
    assert refusal("ask_suspension", ticket, world.cast.liaison, now=MONDAY, reason="再", until=until) == {"asked_before"}


def test_a_reason_and_a_date_ahead_are_needed(world: World):
    ticket = world.ticket(State.HANDLING)
    assert refusal("ask_suspension", ticket, world.cast.liaison, now=MONDAY, reason=" ", until=MONDAY) == {"needed", "in_past"}
