"""延期审批: granted, 10 become 15 working days from the same start; refused, all stays."""

from datetime import timedelta

from huying.tickets import events, life
from huying.tickets.states import State
from huying.tickets.sweep import sweep
from tests.cast import MONDAY
from tests.tickets.seen import city, now_is, promise, refusal
from tests.tickets.world import World


def _asked(world: World):
    ticket = world.ticket(State.HANDLING)
    life.ask_extension(ticket.number, by=world.cast.liaison, now=MONDAY + timedelta(days=7), reason="需要检测")
    return ticket


def test_granted_the_citizen_is_told_why_and_15_working_days_hold(world: World):
    ticket = _asked(world)
    done = life.decide_extension(ticket.number, by=world.cast.supervisor, now=MONDAY + timedelta(days=8), granted=True)
    assert promise(ticket, "complete").due_at == city("2026-03-24 00:00") == now_is(ticket).due_at
    assert promise(ticket, "complete").yellow_at == city("2026-03-23 00:00")
    assert {leg.due_at for leg in ticket.legs.all()} == {city("2026-03-24 00:00")}
    assert "需要检测" in events.sentence(done.event, citizen=True)


def test_granted_after_the_deadline_it_is_no_longer_late(world: World):
    ticket = _asked(world)
    sweep(city("2026-03-17 09:00"))
    assert promise(ticket, "complete").missed_at == city("2026-03-17 00:00")
    life.decide_extension(ticket.number, by=world.cast.supervisor, now=city("2026-03-17 10:00"), granted=True)
    row = promise(ticket, "complete")
    assert row.missed_at is None and row.level == -1 and row.next_at is not None


def test_refused_with_a_reason_it_stays_and_the_citizen_hears_nothing(world: World):
    ticket = _asked(world)
    assert refusal("decide_extension", ticket, world.cast.supervisor, now=MONDAY, granted=False) == {"needed"}
    done = life.decide_extension(ticket.number, by=world.cast.supervisor, now=MONDAY + timedelta(days=8), granted=False, ruling="不足")
    assert now_is(ticket).due_at == city("2026-03-17 00:00") and events.sentence(done.event, citizen=True) == ""
    later = MONDAY + timedelta(days=8)
    assert refusal("decide_extension", ticket, world.cast.supervisor, now=later, granted=True) == {"nothing_asked"}


def test_an_answer_needs_no_extension(world: World):
    ticket = world.ticket(State.REPLIED, rich=True)
    assert refusal("decide_extension", ticket, world.cast.supervisor, now=MONDAY, granted=True) == {"no_clock"}
