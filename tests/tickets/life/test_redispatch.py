"""改派: another lead; the promise to the citizen runs on."""

from datetime import timedelta

from huying.tickets import life
from huying.tickets.states import State
from tests.cast import MONDAY
from tests.tickets.seen import now_is, promise, refusal, running
from tests.tickets.world import World


def test_the_promise_runs_on_and_the_old_units_are_free(world: World):
    ticket = world.ticket(State.HANDLING, rich=True)
    later = MONDAY + timedelta(days=1)
    life.redispatch(ticket.number, by=world.cast.dispatcher, now=later, lead=world.cast.district, reason="属地办理")
    row = now_is(ticket)
    assert row.state == State.DISPATCHED and row.lead_id == world.cast.district.pk
    assert running(ticket) == {"complete", "sign"}
    assert promise(ticket, "complete").started_at == MONDAY and promise(ticket, "complete").unit_id == world.cast.district.pk
    assert [leg.unit_id for leg in ticket.legs.filter(ended_at=None)] == [world.cast.district.pk]
    assert not ticket.asks.filter(decided_at=None).exists()
    assert refusal("reply", ticket, world.cast.liaison, now=later, text="经核查已经处理完毕了。") == {"not_yours"}


def test_a_rework_keeps_its_own_clock_with_the_new_lead(world: World):
    ticket = world.ticket(State.HANDLING, reworked=True)
    life.redispatch(ticket.number, by=world.cast.dispatcher, now=MONDAY, lead=world.cast.district, reason="属地办理")
    assert running(ticket) == {"rework", "sign"} and promise(ticket, "rework").unit_id == world.cast.district.pk


def test_another_unit_and_a_reason_are_needed(world: World):
    ticket = world.ticket(State.DISPATCHED)
    assert refusal("redispatch", ticket, world.cast.dispatcher, now=MONDAY, lead=world.cast.lead_unit, reason="") == {
        "needed", "same_unit"}
