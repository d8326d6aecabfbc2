"""补充要求: the citizen is asked, the unit's clocks stand still."""

from datetime import timedelta

from huying.tickets import life
from huying.tickets.states import State
from tests.cast import MONDAY
from tests.tickets.seen import now_is, open_kinds, promise, refusal, running
from tests.tickets.world import World


def test_the_units_clocks_stand_still_while_the_citizen_is_asked(world: World):
    ticket = world.ticket(State.HANDLING)
    due = promise(ticket, "complete").due_at
    life.ask_completion(ticket.number, by=world.cast.liaison, now=MONDAY, missing=["place", "wish"], words="请写明门牌")
    row = now_is(ticket)
    assert (row.state, row.back_state, row.missing) == (State.INCOMPLETE, State.HANDLING, ["place", "wish"])
    assert running(ticket) == {"completion"} and {"complete", "first_contact"} < open_kinds(ticket)
    assert row.due_at == MONDAY + timedelta(days=3) or row.due_at is None
    assert promise(ticket, "complete").due_at == due and promise(ticket, "complete").next_at is None


def test_something_must_be_asked_for(world: World):
    ticket = world.ticket(State.RECEIVED)
    assert refusal("ask_completion", ticket, world.cast.agent, now=MONDAY, missing=[]) == {"needed"}
    assert "unknown_element" in refusal("ask_completion", ticket, world.cast.agent, now=MONDAY, missing=["people"], words="请补充")


def test_before_dispatch_nobody_is_late_meanwhile(world: World):
    ticket = world.ticket(State.PENDING_DISPATCH)
    life.ask_completion(ticket.number, by=world.cast.dispatcher, now=MONDAY, missing=["time"])
    assert running(ticket) == {"completion"}
    assert promise(ticket, "dispatch").void_reason == "ask_completion"
