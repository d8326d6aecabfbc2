"""回访: a call logged with its outcome, also when nobody answers."""

from huying.tickets import life
from huying.tickets.models import Ticket
from huying.tickets.states import State
from tests.cast import MONDAY
from tests.tickets.seen import now_is, refusal
from tests.tickets.world import World


def test_an_unanswered_call_is_logged_and_the_window_stays_open(world: World):
    ticket = world.ticket(State.COMPLETED)
    done = life.ask_rating(ticket.number, by=world.cast.followup, now=MONDAY, outcome="not_reached")
    assert done.event.data["outcome_name"] == "未接通" and now_is(ticket).state == State.COMPLETED


def test_outcomes_are_of_the_list_and_sms_only_is_honoured(world: World):
    ticket = world.ticket(State.COMPLETED)
    assert refusal("ask_rating", ticket, world.cast.followup, now=MONDAY, outcome="maybe") == {"unknown_outcome"}
    Ticket.objects.filter(pk=ticket.pk).update(sms_only=True)
    assert refusal("ask_rating", ticket, world.cast.followup, now=MONDAY, outcome="reached") == {"sms_only"}
