"""What the database itself forbids: changing history, unknown states, two leads, two open promises of a kind."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from huying.people.models import Look
from huying.tickets.models import Leg, Promise, Review, Ticket
from huying.tickets.reveal import reveal
from huying.tickets.states import State
from tests.cast import MONDAY, Cast
from tests.tickets.world import World

AsApp = Callable[[], AbstractContextManager[None]]
LOGS = ["tickets_event", "people_look"]
CHANGES = ["UPDATE {table} SET at = now()", "DELETE FROM {table}", "TRUNCATE {table} CASCADE"]


@pytest.fixture
def world(cast: Cast) -> World:
    world = World(cast)
    reveal(world.ticket(State.HANDLING), cast.agent, reason="核实", now=MONDAY)
    assert Look.objects.count() == 1
    return world


def refused(sql: str) -> DatabaseError:
    with pytest.raises(DatabaseError) as error, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    return error.value


@pytest.mark.parametrize("table", LOGS)
@pytest.mark.parametrize("change", CHANGES)
def test_the_applications_role_may_only_add_to_the_logs(world: World, as_app: AsApp, table: str, change: str):
    with as_app():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {table}")
            assert cursor.fetchone()[0] > 0
        assert "permission denied" in str(refused(change.format(table=table)))


@pytest.mark.parametrize("table", LOGS)
@pytest.mark.parametrize("change", CHANGES[:2])
def test_the_owner_is_refused_as_well(world: World, table: str, change: str):
    assert "append-only" in str(refused(change.format(table=table)))


def test_the_application_lives_a_whole_life_with_its_own_rights(cast: Cast, as_app: AsApp):
    world = World(cast)
    for state in State:
        with as_app():
            world.ticket(state, rich=True)


def test_states_are_of_the_map_and_a_joined_ticket_has_its_main(world: World):
    for values in ({"state": "lost"}, {"state": State.MERGED, "main": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Ticket.objects.update(**values)


def test_one_lead_one_part_a_unit_one_open_promise_one_open_review(world: World):
    ticket = world.ticket(State.HANDLING)
    lead = ticket.legs.get(role="lead")
    open_promise = Promise.objects.get(ticket=ticket, kind="complete", met_at=None)
    review = Review(ticket=ticket, opened_at=MONDAY)
    review.save()
    doubles = [Leg(ticket=ticket, unit=world.cast.district, role="lead", dispatched_at=MONDAY),
               Leg(ticket=ticket, unit=lead.unit, role="assist", dispatched_at=MONDAY),
               Review(ticket=ticket, opened_at=MONDAY)]
    open_promise.pk = None
    for row in [*doubles, open_promise]:
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save(force_insert=True)
