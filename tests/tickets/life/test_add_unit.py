"""加派: one more assisting unit."""

from huying.tickets import life
from huying.tickets.states import State
from tests.cast import MONDAY
from tests.tickets.seen import now_is, promise, refusal
from tests.tickets.world import World


def test_the_added_unit_signs_for_its_part(world: World):
    ticket = world.ticket(State.HANDLING)
    life.add_unit(ticket.number, by=world.cast.dispatcher, now=MONDAY, unit=world.cast.district, reason="属地配合")
    leg = ticket.legs.get(unit=world.cast.district)
    assert (leg.role, leg.basis, leg.due_at) == ("assist", "属地配合", now_is(ticket).due_at)
    assert promise(ticket, "sign").leg_id == leg.pk and now_is(ticket).state == State.HANDLING


def test_no_unit_has_two_parts(world: World):
    ticket = world.ticket(State.DISPATCHED)
    assert refusal("add_unit", ticket, world.cast.dispatcher, now=MONDAY, unit=world.cast.lead_unit) == {"already_with"}
