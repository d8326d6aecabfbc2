"""答复: the lead's answer goes to be checked, an assisting unit's to the lead."""

import pytest

from huying.tickets import life
from huying.tickets.models import Attachment
from huying.tickets.states import State
from tests.cast import MONDAY
from tests.tickets.seen import city, now_is, open_kinds, promise, refusal
from tests.tickets.world import ANSWER, World


def test_the_leads_answer_stops_the_clock_and_waits_to_be_checked(world: World):
    ticket = world.ticket(State.HANDLING)
    token = world.evidence(ticket)
    done = life.reply(ticket.number, by=world.cast.liaison, now=MONDAY, text=ANSWER, internal="已罚款", attachments=[token])
    assert now_is(ticket).state == State.REPLIED
    assert "complete" not in open_kinds(ticket) and promise(ticket, "check").due_at == city("2026-03-04 00:00")
    assert promise(ticket, "first_contact").met_at == MONDAY
    assert Attachment.objects.get(token=token).reply_id == done.extra["reply"].pk
    assert done.event.data["text"].keys() == {"commit"}
    assert refusal("reply", ticket, world.cast.liaison, now=MONDAY, text=ANSWER) == {"replied_before"}


def test_an_assisting_units_opinion_changes_no_state(world: World):
    ticket = world.ticket(State.HANDLING)
    life.sign(ticket.number, by=world.cast.other_liaison, now=MONDAY)
    done = life.reply(ticket.number, by=world.cast.other_liaison, now=MONDAY, text=ANSWER)
    assert done.extra["reply"].kind == "assist" and now_is(ticket).state == State.HANDLING and "complete" in open_kinds(ticket)


@pytest.mark.parametrize(("text", "code"), [("", "needed"), ("已办。", "too_short"), ("字" * 10_001, "too_long")])
def test_an_answer_says_what_was_done(world: World, text: str, code: str):
    assert refusal("reply", world.ticket(State.HANDLING), world.cast.liaison, now=MONDAY, text=text) == {code}


def test_an_assisting_unit_signs_before_it_answers(world: World):
    assert refusal("reply", world.ticket(State.HANDLING), world.cast.other_liaison, now=MONDAY, text=ANSWER) == {"sign_first"}
