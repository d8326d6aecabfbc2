"""直接办结: an agent answers at once."""

from huying.tickets import life
from huying.tickets.models import Ticket
from huying.tickets.states import State
from tests.cast import MONDAY
from tests.tickets.seen import now_is, open_kinds, promise, refusal
from tests.tickets.world import World


def test_answered_at_once_the_citizen_may_rate(world: World):
    ticket = world.ticket(State.RECEIVED)
    life.close(ticket.number, by=world.cast.agent, now=MONDAY, text="请带身份证到街道窗口。", source="kb:12")
    assert now_is(ticket).state == State.COMPLETED and open_kinds(ticket) == {"rating"}
    assert promise(ticket, "complete").met_at == MONDAY == promise(ticket, "look").met_at
    assert ticket.replies.get().kind == "direct"


def test_words_and_a_category_are_needed(world: World):
    ticket = world.ticket(State.RECEIVED)
    Ticket.objects.filter(pk=ticket.pk).update(category="")
    assert refusal("close", ticket, world.cast.agent, now=MONDAY, text=" ") == {"needed"}
