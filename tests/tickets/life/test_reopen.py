"""重新受理: only with a new fact; the promise starts anew."""

from datetime import timedelta

import pytest

from huying.tickets import life
from huying.tickets.states import State
from tests.cast import MONDAY
from tests.tickets.seen import now_is, promise, refusal, running
from tests.tickets.world import World


@pytest.mark.parametrize("state", [State.ARCHIVED, State.WITHDRAWN, State.DECLINED, State.TRANSFERRED], ids=str)
def test_a_new_fact_starts_the_promise_anew(world: World, state: State):
    ticket, later = world.ticket(state), MONDAY + timedelta(days=60)
    life.reopen(ticket.number, by=world.cast.agent, now=later, fact="昨夜又开始施工")
    row = now_is(ticket)
    assert row.state == State.PENDING_DISPATCH and "【新情况】昨夜又开始施工" in row.detail
    assert running(ticket) == {"dispatch", "complete"} and promise(ticket, "complete").started_at == later
    assert row.lead is None and row.completed_at is None and row.archived_at is None


def test_without_a_new_fact_it_stays_closed(world: World):
    assert refusal("reopen", world.ticket(State.ARCHIVED), world.cast.agent, now=MONDAY, fact=" ") == {"needed"}
