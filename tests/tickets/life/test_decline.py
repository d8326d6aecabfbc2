"""不予受理: with a ground from the list and the proper channel."""

from huying import policy
from huying.tickets import events, life
from huying.tickets.states import State
from tests.cast import MONDAY
from tests.tickets.seen import now_is, open_kinds, refusal
from tests.tickets.world import World


def test_the_citizen_is_told_why_and_where_to_go_instead(world: World):
    ticket = world.ticket(State.RECEIVED)
    done = life.decline(ticket.number, by=world.cast.dispatcher, now=MONDAY, ground="court")
    told = events.sentence(done.event, citizen=True)
    ground = policy.current().grounds["court"]
    assert ground.text in told and "12368" in told
    assert now_is(ticket).state == State.DECLINED and open_kinds(ticket) == set() and now_is(ticket).due_at is None


def test_a_ground_of_the_list_is_needed(world: World):
    ticket = world.ticket(State.RECEIVED)
    assert refusal("decline", ticket, world.cast.dispatcher, now=MONDAY, ground="麻烦") == {"unknown_ground"}


def test_declined_while_the_citizen_was_asked_no_unit_keeps_it(world: World):
    ticket = world.ticket(State.INCOMPLETE)
    life.decline(ticket.number, by=world.cast.dispatcher, now=MONDAY, ground="court")
    assert not ticket.legs.filter(ended_at=None).exists() and now_is(ticket).back_state == ""
