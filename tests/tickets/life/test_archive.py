"""归档: the window over, silence is 未评价 and never satisfied."""

from datetime import timedelta

from huying.tickets.models import Rating
from huying.tickets.states import State
from huying.tickets.sweep import sweep
from tests.cast import MONDAY
from tests.tickets.seen import now_is, open_kinds, refusal
from tests.tickets.world import World


def test_silence_is_not_rated(world: World):
    ticket = world.ticket(State.COMPLETED)
    sweep(MONDAY + timedelta(hours=23, minutes=59))
    assert now_is(ticket).state == State.COMPLETED
    sweep(MONDAY + timedelta(hours=24))
    assert now_is(ticket).state == State.ARCHIVED and open_kinds(ticket) == set()
    assert Rating.objects.get(ticket=ticket).matter_grade == "not_rated"


def test_not_while_the_window_is_open(world: World):
    ticket = world.ticket(State.COMPLETED)
    assert refusal("archive", ticket, world.cast.followup, now=MONDAY + timedelta(hours=1)) == {"window_open"}
