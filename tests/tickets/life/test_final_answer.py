"""最终答复: the head signs, with evidence, after a rework; then it is over."""

import pytest

from huying.tickets import life
from huying.tickets.models import Attachment
from huying.tickets.states import State
from tests.cast import MONDAY
from tests.tickets.seen import now_is, open_kinds, refusal
from tests.tickets.world import ANSWER, World


@pytest.mark.parametrize("state", [State.HANDLING, State.REVIEWING], ids=str)
def test_signed_with_evidence_it_is_final(world: World, state: State):
    ticket = world.ticket(state, reworked=True)
    token = world.evidence(ticket)
    life.final_answer(ticket.number, by=world.cast.unit_head, now=MONDAY, text=ANSWER, signed_by="王局长", attachments=[token])
    row = now_is(ticket)
    assert row.state == State.ARCHIVED and row.final and open_kinds(ticket) == set()
    assert ticket.replies.get(kind="final").signed_by == "王局长" and Attachment.objects.get(token=token).reply_id
    assert not ticket.reviews.filter(decided_at=None).exists()
    assert refusal("rework", ticket, world.cast.supervisor, now=MONDAY, reason="仍不满意") == {"final"}


def test_what_it_takes(world: World):
    ticket = world.ticket(State.HANDLING)
    assert refusal("final_answer", ticket, world.cast.unit_head, now=MONDAY, text="", signed_by="") == {
        "needed", "not_reworked", "no_evidence"}


def test_a_liaison_does_not_sign_for_the_head(world: World):
    ticket = world.ticket(State.HANDLING, reworked=True)
    assert refusal("final_answer", ticket, world.cast.liaison, now=MONDAY, text=ANSWER, signed_by="我") == {"no_right"}
