"""恢复办理: by the unit or the supervisor before the date."""

from datetime import timedelta

from huying.tickets import life
from huying.tickets.states import State
from tests.cast import MONDAY
from tests.tickets.seen import now_is, promise, running
from tests.tickets.world import World


def test_taken_up_again_early_the_clocks_run_on(world: World):
    ticket = world.ticket(State.SUSPENDED)
    life.resume(ticket.number, by=world.cast.liaison, now=MONDAY + timedelta(days=7), words="资金已落实")
    assert now_is(ticket).state == State.HANDLING and "look_again" not in running(ticket)
    assert promise(ticket, "look_again").met_at and promise(ticket, "complete").paused_at is None
