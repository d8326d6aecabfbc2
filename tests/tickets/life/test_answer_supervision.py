"""督办反馈: the oldest notice of the unit is answered, also while the answer is reviewed."""

import pytest

from huying.tickets import life
from huying.tickets.models import Supervision
from huying.tickets.states import State
from tests.cast import MONDAY
from tests.tickets.seen import refusal
from tests.tickets.world import World


@pytest.mark.parametrize("state", [State.HANDLING, State.REVIEWING])
def test_the_notice_is_answered(world: World, state: State):
    ticket = world.ticket(state)
    life.supervise(ticket.number, by=world.cast.supervisor, now=MONDAY, text="请反馈")
    life.answer_supervision(ticket.number, by=world.cast.unit_head, now=MONDAY, answer="已约谈施工方")
    row = Supervision.objects.get()
    assert (row.answer, row.answered_at) == ("已约谈施工方", MONDAY)
    assert refusal("answer_supervision", ticket, world.cast.unit_head, now=MONDAY, answer="再") == {"nothing_asked"}
