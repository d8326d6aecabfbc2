"""提醒: by the machine only."""

from huying.people.persons import SYSTEM
from huying.tickets import events, life
from huying.tickets.states import State
from tests.cast import MONDAY
from tests.tickets.seen import refusal
from tests.tickets.world import World


def test_a_reminder_by_hand_is_in_the_history(world: World):
    ticket = world.ticket(State.HANDLING)
    event = life.remind(ticket.number, by=SYSTEM, now=MONDAY, kind="complete", whom="handler").event
    assert "办结提醒" in events.sentence(event)
    assert refusal("remind", ticket, world.cast.supervisor, now=MONDAY, kind="complete", whom="handler") == {"no_right"}


def test_of_a_known_promise_to_a_known_desk(world: World):
    ticket = world.ticket(State.HANDLING)
    assert refusal("remind", ticket, SYSTEM, now=MONDAY, kind="dinner", whom="cook") == {"unknown_kind", "unknown_whom"}
