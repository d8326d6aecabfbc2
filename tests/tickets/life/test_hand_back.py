"""申请退单: with a basis, within one working day of dispatch; later the first unit leads."""

import pytest

from huying.tickets import life
from huying.tickets.states import State
from tests.cast import MONDAY
from tests.tickets.seen import city, now_is, refusal
from tests.tickets.world import World

WORDS = {"reason": "不属本单位职责", "basis": "职责分工第三条"}


@pytest.mark.parametrize(("at", "allowed"), [("2026-03-03 23:59", True), ("2026-03-04 00:00", False)])
def test_within_one_working_day_of_dispatch(world: World, at: str, allowed: bool):
    ticket = world.ticket(State.DISPATCHED)
    if allowed:
        done = life.hand_back(ticket.number, by=world.cast.liaison, now=city(at), suggested=world.cast.other_unit, **WORDS)
        assert done.extra["ask"].suggested == world.cast.other_unit and "依据：职责分工第三条" in done.extra["ask"].reason
        assert now_is(ticket).state == State.DISPATCHED
    else:
        assert refusal("hand_back", ticket, world.cast.liaison, now=city(at), **WORDS) == {"window_over"}


def test_reason_and_basis_are_needed_and_one_request_at_a_time(world: World):
    ticket = world.ticket(State.HANDLING)
    assert refusal("hand_back", ticket, world.cast.liaison, now=MONDAY, reason="", basis="") == {"needed"}
    life.hand_back(ticket.number, by=world.cast.liaison, now=MONDAY, **WORDS)
    assert refusal("hand_back", ticket, world.cast.liaison, now=MONDAY, **WORDS) == {"asked_before"}


def test_a_rework_is_not_handed_back(world: World):
    ticket = world.ticket(State.HANDLING, reworked=True)
    assert refusal("hand_back", ticket, world.cast.liaison, now=MONDAY, **WORDS) == {"window_over"}
