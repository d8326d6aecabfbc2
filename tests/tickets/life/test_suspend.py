"""挂账: approved, with a reason and a date to look again; the clock stands still."""

from datetime import timedelta

from huying.tickets import life
from huying.tickets.states import State
from huying.tickets.sweep import sweep
from tests.cast import MONDAY
from tests.tickets.seen import city, now_is, promise, refusal, running
from tests.tickets.world import World


def test_the_clock_stands_still_until_it_is_looked_at_again(world: World):
    ticket = world.ticket(State.HANDLING, rich=True)
    until = city("2026-04-01 10:00")
    life.suspend(ticket.number, by=world.cast.supervisor, now=MONDAY + timedelta(days=1), reason="列入计划", until=until)
    assert now_is(ticket).state == State.SUSPENDED and running(ticket) == {"look_again"} and now_is(ticket).due_at is None
    assert ticket.asks.get(kind="suspension").granted is True
    sweep(city("2026-03-31 23:00"))
    assert now_is(ticket).state == State.SUSPENDED and promise(ticket, "complete").missed_at is None
    sweep(until)
    assert now_is(ticket).state == State.HANDLING
    assert now_is(ticket).due_at == promise(ticket, "complete").due_at == city("2026-04-16 00:00")


def test_a_reason_and_a_date_ahead_are_needed(world: World):
    ticket = world.ticket(State.HANDLING)
    assert refusal("suspend", ticket, world.cast.supervisor, now=MONDAY, reason="", until=MONDAY) == {"needed", "in_past"}


def test_a_request_can_be_refused_with_a_reason_and_asked_again(world: World):
    ticket = world.ticket(State.HANDLING)
    until = city("2026-04-01 10:00")
    life.ask_suspension(ticket.number, by=world.cast.liaison, now=MONDAY, reason="等待资金", until=until)
    life.suspend(ticket.number, by=world.cast.supervisor, now=MONDAY, reason="可以先行处置", granted=False)
    ask = ticket.asks.get(kind="suspension")
    assert now_is(ticket).state == State.HANDLING and ask.granted is False and ask.ruling == "可以先行处置"
    life.ask_suspension(ticket.number, by=world.cast.liaison, now=MONDAY, reason="等待批复", until=until)


def test_nothing_can_be_refused_that_was_not_asked(world: World):
    ticket = world.ticket(State.HANDLING)
    assert refusal("suspend", ticket, world.cast.supervisor, now=MONDAY, reason="不必", granted=False) == {"nothing_asked"}
