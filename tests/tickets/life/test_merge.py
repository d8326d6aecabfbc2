"""并单: many callers, one matter; one answer reaches all; ten make it weigh more."""

import pytest

from huying.channels.telling import notices_of
from huying.people.sealed import vault
from huying.tickets import life
from huying.tickets.models import Supervision, Ticket
from huying.tickets.states import State
from tests.cast import MONDAY
from tests.tickets.seen import now_is, open_kinds, refusal
from tests.tickets.world import ANSWER, World, other


def test_joined_it_keeps_its_number_and_the_main_one_counts(world: World):
    main, ticket = world.ticket(State.HANDLING), world.ticket(State.PENDING_DISPATCH)
    spelt = f"{main.number[:6]} {main.number[6:12]} {main.number[12:]}"
    life.merge(ticket.number, by=world.cast.dispatcher, now=MONDAY, main=spelt, reason="同一工地")
    assert now_is(ticket).state == State.MERGED and now_is(ticket).main_id == main.pk and open_kinds(ticket) == set()
    assert now_is(main).callers == 2 and now_is(main).version == main.version + 1
    assert main.events.order_by("-id")[0].data["joined"] == ticket.number


def test_one_answer_reaches_every_caller(world: World):
    main = world.ticket(State.HANDLING)
    joined = [world.ticket(State.RECEIVED) for _ in range(3)]
    for each in joined:
        life.merge(each.number, by=world.cast.dispatcher, now=MONDAY, main=main.number, reason="同一工地")
    life.reply(main.number, by=world.cast.liaison, now=MONDAY, text=ANSWER)
    event = life.check(main.number, by=world.cast.followup, now=MONDAY, passed=True).event
    notices = [notice for notice in notices_of(event, MONDAY) if notice.door == "sms"]
    phones = {vault().open_(notice.address_sealed, f"notice:{event.pk}:{notice.recipient}") for notice in notices}
    assert {notice.ticket_id for notice in notices} == {main.pk, *(each.pk for each in joined)} and len(phones) == 4


def test_ten_callers_are_escalated_not_hidden(world: World):
    main = world.ticket(State.HANDLING)
    for turn in range(10):
        life.merge(other(world.cast), by=world.cast.dispatcher, now=MONDAY, main=main.number, reason="同一工地")
        assert now_is(main).problem is (turn >= 8), now_is(main).callers
    assert Supervision.objects.get(ticket=main).level == "raised"


@pytest.mark.parametrize(("state", "code"), [(State.ARCHIVED, "main_closed"), (State.MERGED, "main_closed")])
def test_only_into_a_running_ticket(world: World, state: State, code: str):
    main, ticket = world.ticket(state), world.ticket(State.RECEIVED)
    assert code in refusal("merge", ticket, world.cast.dispatcher, now=MONDAY, main=main.number, reason="同一")


def test_not_with_itself_nor_with_nothing_nor_without_reason(world: World):
    ticket = world.ticket(State.RECEIVED)
    assert refusal("merge", ticket, world.cast.dispatcher, now=MONDAY, main=ticket.number, reason="") == {"itself", "needed"}
    assert refusal("merge", ticket, world.cast.dispatcher, now=MONDAY, main="123", reason="同一") == {"unknown"}


def test_who_has_callers_does_not_join_and_confidential_stays_apart(world: World):
    main, ticket = world.ticket(State.HANDLING), world.ticket(State.RECEIVED)
    life.merge(other(world.cast), by=world.cast.dispatcher, now=MONDAY, main=ticket.number, reason="同一")
    Ticket.objects.filter(pk=main.pk).update(confidential=True)
    assert refusal("merge", ticket, world.cast.dispatcher, now=MONDAY, main=main.number, reason="同一") == {
        "has_callers", "confidential"}
