"""撤回: by the citizen, unless others have asked for the same."""

from huying.tickets import life
from huying.tickets.states import State
from tests.cast import MONDAY
from tests.tickets.seen import now_is, open_kinds, refusal
from tests.tickets.world import World, other


def test_units_stop_and_what_they_asked_is_settled(world: World):
    ticket = world.ticket(State.HANDLING, rich=True)
    done = life.withdraw(ticket.number, by=world.cast.owner(ticket), now=MONDAY, reason="已自行解决")
    assert now_is(ticket).state == State.WITHDRAWN and open_kinds(ticket) == set()
    assert not ticket.legs.filter(ended_at=None).exists() and not ticket.asks.filter(decided_at=None).exists()
    assert done.event.data["reason"].keys() == {"commit"}


def test_not_while_others_wait_for_the_answer(world: World):
    ticket = world.ticket(State.HANDLING)
    life.merge(other(world.cast), by=world.cast.dispatcher, now=MONDAY, main=ticket.number, reason="同一")
    assert refusal("withdraw", ticket, world.cast.owner(ticket), now=MONDAY) == {"has_callers"}
