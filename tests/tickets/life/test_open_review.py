"""发起复核: also without a rating, never after a final answer."""

from huying.tickets import life
from huying.tickets.models import Ticket
from huying.tickets.states import State
from tests.cast import MONDAY
from tests.tickets.seen import now_is, open_kinds, refusal
from tests.tickets.world import World


def test_an_inspector_opens_one_on_an_archived_ticket(world: World):
    ticket = world.ticket(State.ARCHIVED)
    life.open_review(ticket.number, by=world.cast.quality, now=MONDAY, reason="抽检：答非所问")
    row = now_is(ticket)
    assert row.state == State.REVIEWING and row.archived_at is None and open_kinds(ticket) == {"review"}


def test_a_reason_is_needed_and_a_final_answer_is_final(world: World):
    ticket = world.ticket(State.COMPLETED)
    Ticket.objects.filter(pk=ticket.pk).update(final=True)
    assert refusal("open_review", ticket, world.cast.supervisor, now=MONDAY, reason="") == {"needed", "final"}
