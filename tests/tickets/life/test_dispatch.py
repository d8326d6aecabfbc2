"""派单: lead and assisting units, each with its clock to sign."""

from datetime import timedelta

import pytest

from huying.tickets import life
from huying.tickets.models import Promise
from huying.tickets.states import State
from tests.cast import MONDAY
from tests.tickets.seen import city, now_is, promise, refusal, running
from tests.tickets.world import World


def test_lead_and_assisting_units_each_get_a_clock_to_sign(world: World):
    ticket = world.ticket(State.PENDING_DISPATCH)
    life.dispatch(ticket.number, by=world.cast.dispatcher, now=MONDAY, lead=world.cast.lead_unit.slug,
                  assisting=[world.cast.other_unit.slug, world.cast.lead_unit.slug], basis="目录", rule="r1")
    signs = Promise.objects.filter(ticket=ticket, kind="sign")
    assert {row.unit_id for row in signs} == {world.cast.lead_unit.pk, world.cast.other_unit.pk}
    assert {row.due_at for row in signs} == {city("2026-03-04 00:00")}
    assert now_is(ticket).lead_id == world.cast.lead_unit.pk and promise(ticket, "complete").unit_id == world.cast.lead_unit.pk
    assert promise(ticket, "dispatch").met_at == MONDAY
    leg = ticket.legs.get(role="lead")
    assert leg.hand_back_until == city("2026-03-04 00:00") and leg.due_at == city("2026-03-17 00:00")


def test_urgent_is_signed_within_an_hour_day_and_night(world: World):
    night = city("2026-03-02 23:30")
    ticket = world.cast.ticket(night, urgency="critical")
    life.dispatch(ticket.number, by=world.cast.dispatcher, now=night, lead=world.cast.lead_unit)
    assert promise(ticket, "sign").due_at == night + timedelta(hours=1)


def test_the_catalogues_limit_counts_from_the_first_start(world: World):
    ticket = world.ticket(State.PENDING_DISPATCH)
    life.dispatch(ticket.number, by=world.cast.dispatcher, now=MONDAY + timedelta(days=1), lead=world.cast.lead_unit,
                  limit="5 working_days")
    assert promise(ticket, "complete").due_at == city("2026-03-10 00:00") and running(ticket) == {"complete", "sign"}


@pytest.mark.parametrize(("words", "code"), [
    ({"lead": "no-such-unit"}, "unknown_unit"), ({"lead": None}, "unknown_unit"), ({"limit": "soon"}, "unknown_limit"),
    ({"category": "9"}, "unknown_category"),
])
def test_units_limits_and_categories_must_exist(world: World, words: dict, code: str):
    ticket = world.ticket(State.PENDING_DISPATCH)
    given = {"lead": world.cast.lead_unit, **words}
    assert refusal("dispatch", ticket, world.cast.dispatcher, now=MONDAY, **given) == {code}


def test_a_closed_unit_gets_nothing(world: World):
    world.cast.other_unit.active = False
    world.cast.other_unit.save()
    ticket = world.ticket(State.RECEIVED)
    assert refusal("dispatch", ticket, world.cast.dispatcher, now=MONDAY, lead=world.cast.other_unit.slug) == {"unknown_unit"}


def test_a_dispatcher_of_another_district_sees_and_does_nothing(world: World):
    from dataclasses import replace

    ticket = world.ticket(State.PENDING_DISPATCH)
    elsewhere = replace(world.cast.dispatcher, divisions=frozenset({"440199"}))
    assert refusal("dispatch", ticket, elsewhere, now=MONDAY, lead=world.cast.lead_unit) == {"not_yours"}
