"""重办: three reworks make a problem ticket with a raised supervision."""

from datetime import timedelta

from huying.tickets import life
from huying.tickets.models import Supervision, Ticket
from huying.tickets.states import State
from tests.cast import MONDAY
from tests.tickets.seen import now_is, open_kinds, refusal
from tests.tickets.world import ANSWER, World


def test_the_third_rework_is_a_problem_told_once(world: World):
    ticket = world.ticket(State.COMPLETED)
    for turn in range(1, 5):
        at = MONDAY + timedelta(hours=turn)
        life.rework(ticket.number, by=world.cast.supervisor, now=at, reason="答非所问")
        assert (now_is(ticket).reworks, now_is(ticket).problem) == (turn, turn >= 3)
        life.reply(ticket.number, by=world.cast.liaison, now=at, text=ANSWER)
        life.check(ticket.number, by=world.cast.followup, now=at, passed=True)
    notice = Supervision.objects.get(ticket=ticket)
    assert notice.level == "raised" and "多次重办" in notice.text


def test_from_the_archive_the_unit_has_it_again(world: World):
    ticket = world.ticket(State.ARCHIVED)
    life.rework(ticket.number, by=world.cast.supervisor, now=MONDAY, reason="问题复发")
    assert now_is(ticket).state == State.HANDLING and open_kinds(ticket) == {"rework"} and now_is(ticket).archived_at is None


def test_not_after_a_final_answer_nor_without_unit_nor_reason(world: World):
    ticket = world.ticket(State.COMPLETED)
    Ticket.objects.filter(pk=ticket.pk).update(final=True, lead=None)
    assert refusal("rework", ticket, world.cast.supervisor, now=MONDAY, reason="") == {"needed", "final", "no_unit"}
