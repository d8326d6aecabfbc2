"""督办: a written notice with a date to answer."""

from datetime import timedelta

import pytest

from huying.tickets import life
from huying.tickets.models import Supervision
from huying.tickets.states import State
from tests.cast import MONDAY
from tests.tickets.seen import refusal
from tests.tickets.world import World


def test_a_notice_goes_to_the_lead_and_a_leaders_is_marked_as_such(world: World):
    ticket = world.ticket(State.HANDLING)
    for who, level in ((world.cast.supervisor, "notice"), (world.cast.leader, "leader")):
        life.supervise(ticket.number, by=who, now=MONDAY, text="请三日内反馈", answer_by=MONDAY + timedelta(days=3))
        row = Supervision.objects.order_by("-id")[0]
        assert (row.level, row.unit_id, row.issued_by_id) == (level, world.cast.lead_unit.pk, who.id)


@pytest.mark.parametrize(("words", "code"), [
    ({"text": ""}, "needed"), ({"answer_by": MONDAY}, "in_past"), ({"level": "x"}, "unknown_level"),
])
def test_text_date_and_level(world: World, words: dict, code: str):
    ticket = world.ticket(State.HANDLING)
    assert refusal("supervise", ticket, world.cast.supervisor, **{"now": MONDAY, "text": "请反馈", **words}) == {code}
