"""复核结论: by somebody who did not handle it: rework within 3 working days, upheld, or final."""

import pytest

from huying.tickets import life
from huying.tickets.states import State
from tests.cast import MONDAY
from tests.tickets.seen import city, now_is, open_kinds, promise, refusal
from tests.tickets.world import World


@pytest.mark.parametrize("outcome", ["rework", "final"])
def test_what_is_reasonable_goes_back_to_the_unit_for_three_working_days(world: World, outcome: str):
    ticket = world.ticket(State.REVIEWING)
    life.decide_review(ticket.number, by=world.cast.other_followup, now=MONDAY, outcome=outcome, opinion="诉求合理")
    row, leg = now_is(ticket), ticket.legs.get(ended_at=None)
    assert row.state == State.HANDLING and row.reworks == 1 and open_kinds(ticket) == {"rework"}
    assert promise(ticket, "rework").due_at == city("2026-03-06 00:00") == row.due_at == leg.due_at
    assert leg.signed_at == MONDAY and ticket.reviews.get().outcome == outcome


def test_upheld_the_citizen_gets_the_explanation(world: World):
    ticket = world.ticket(State.REVIEWING)
    life.decide_review(ticket.number, by=world.cast.quality, now=MONDAY, outcome="upheld", opinion="已依法处理，理由如下")
    assert now_is(ticket).state == State.ARCHIVED and open_kinds(ticket) == set()
    assert ticket.replies.order_by("-id")[0].text == "已依法处理，理由如下"


def test_not_by_those_who_handled_it(world: World):
    ticket = world.ticket(State.REVIEWING)
    words = {"now": MONDAY, "outcome": "rework", "opinion": "合理"}
    assert refusal("decide_review", ticket, world.cast.followup, **words) == {"handled_before"}


def test_not_twice_by_the_same_reviewer(world: World):
    ticket = world.ticket(State.REVIEWING, reworked=True)
    words = {"now": MONDAY, "outcome": "rework", "opinion": "合理"}
    assert refusal("decide_review", ticket, world.cast.other_followup, **words) == {"handled_before"}


def test_an_outcome_and_an_opinion_are_needed(world: World):
    ticket = world.ticket(State.REVIEWING)
    assert refusal("decide_review", ticket, world.cast.quality, now=MONDAY, outcome="shrug", opinion="") == {
        "unknown_outcome", "needed"}


def test_what_was_answered_at_once_has_no_unit_to_do_it_again(world: World):
    ticket = world.ticket(State.RECEIVED)
    life.close(ticket.number, by=world.cast.agent, now=MONDAY, text="请到窗口办理。")
    life.rate(ticket.number, by=world.cast.owner(ticket), now=MONDAY, matter="very_dissatisfied")
    assert refusal("decide_review", ticket, world.cast.quality, now=MONDAY, outcome="rework", opinion="合理") == {"no_unit"}
