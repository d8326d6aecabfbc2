"""拆单: it stands again where it stood; nothing was lost."""

import pytest

from huying.tickets import life
from huying.tickets.models import Leg, Promise
from huying.tickets.states import State
from tests.cast import MONDAY
from tests.tickets.seen import now_is, refusal
from tests.tickets.world import World

KEPT = ("kind", "leg_id", "unit_id", "started_at", "due_at", "yellow_at", "met_at", "missed_at", "voided_at", "paused_at",
        "next_at", "level")


@pytest.mark.parametrize("state", [State.RECEIVED, State.INCOMPLETE, State.PENDING_DISPATCH, State.DISPATCHED, State.HANDLING], ids=str)
def test_joined_and_taken_apart_nothing_is_lost(world: World, state: State):
    main, ticket = world.ticket(State.HANDLING), world.ticket(state, rich=True)
    before = _all(ticket)
    life.merge(ticket.number, by=world.cast.dispatcher, now=MONDAY, main=main.number, reason="同一工地")
    assert _all(ticket) != before
    life.unmerge(ticket.number, by=world.cast.dispatcher, now=MONDAY, reason="并非同一工地")
    assert _all(ticket) == before and now_is(main).callers == 1
    assert [event.verb for event in main.events.order_by("-id")[:2]] == ["unmerge", "merge"]


def test_it_may_be_joined_again(world: World):
    main, ticket = world.ticket(State.HANDLING), world.ticket(State.HANDLING)
    for _ in range(2):
        life.merge(ticket.number, by=world.cast.dispatcher, now=MONDAY, main=main.number, reason="同一工地")
        life.unmerge(ticket.number, by=world.cast.dispatcher, now=MONDAY, reason="并非同一工地")
    assert now_is(ticket).state == State.HANDLING and ticket.joins.count() == 2


def test_a_reason_is_needed(world: World):
    assert refusal("unmerge", world.ticket(State.MERGED), world.cast.dispatcher, now=MONDAY, reason="") == {"needed"}


def _all(ticket):
    row = now_is(ticket)
    return (row.state, row.lead_id, row.main_id, row.due_at, row.yellow_at, row.back_state, row.missing,
            list(Promise.objects.filter(ticket=ticket).order_by("id").values_list(*KEPT)),
            list(Leg.objects.filter(ticket=ticket).order_by("id").values_list("unit_id", "role", "signed_at", "ended_at")),
            list(ticket.asks.order_by("id").values_list("kind", "decided_at")))
