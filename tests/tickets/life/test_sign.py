"""签收: the lead's signature brings the ticket into work, everybody signs once."""

from datetime import timedelta

from huying.tickets import life
from huying.tickets.states import State
from tests.cast import MONDAY
from tests.tickets.seen import city, now_is, open_kinds, promise, refusal
from tests.tickets.world import World


def test_the_leads_signature_starts_the_clock_of_first_contact(world: World):
    ticket = world.ticket(State.DISPATCHED)
    life.sign(ticket.number, by=world.cast.liaison, now=MONDAY + timedelta(hours=1))
    leg = ticket.legs.get(role="lead")
    assert now_is(ticket).state == State.HANDLING and leg.handler_id == world.cast.liaison.id
    assert promise(ticket, "first_contact").due_at == city("2026-03-04 00:00") and promise(ticket, "first_contact").leg_id == leg.pk
    assert promise(ticket, "sign", leg=leg).met_at == MONDAY + timedelta(hours=1)
    assert refusal("sign", ticket, world.cast.liaison, now=MONDAY) == {"signed_before"}


def test_an_assisting_units_signature_changes_nothing_for_the_lead(world: World):
    ticket = world.ticket(State.DISPATCHED)
    life.sign(ticket.number, by=world.cast.other_liaison, now=MONDAY)
    assert now_is(ticket).state == State.DISPATCHED and "first_contact" not in open_kinds(ticket)
