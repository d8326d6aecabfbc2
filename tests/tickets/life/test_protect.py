"""保密: units no longer see who asked; undone only with a reason."""

import pytest

from huying.tickets import life
from huying.tickets.problems import Refused
from huying.tickets.reveal import reveal
from huying.tickets.states import State
from tests.cast import MONDAY
from tests.tickets.seen import now_is, refusal
from tests.tickets.world import World


def test_the_unit_sees_the_caller_no_more_until_it_is_undone(world: World):
    ticket = world.ticket(State.HANDLING)
    assert reveal(ticket, world.cast.liaison, reason="联系诉求人", now=MONDAY)[0] == "陈小雨"
    life.protect(ticket.number, by=world.cast.owner(ticket), now=MONDAY, on=True)
    with pytest.raises(Refused):
        reveal(now_is(ticket), world.cast.liaison, reason="联系诉求人", now=MONDAY)
    assert reveal(now_is(ticket), world.cast.agent, reason="核实", now=MONDAY)[0] == "陈小雨"
    assert refusal("protect", ticket, world.cast.agent, now=MONDAY, on=False) == {"needed"}
    life.protect(ticket.number, by=world.cast.agent, now=MONDAY, on=False, reason="本人同意公开")
    assert now_is(ticket).confidential is False


def test_nothing_to_change(world: World):
    assert refusal("protect", world.ticket(State.RECEIVED), world.cast.agent, now=MONDAY, on=False, reason="x") == {"as_it_is"}
