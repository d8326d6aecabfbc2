"""补充: it goes on where it stood, also after it had expired; the time asked is not the unit's."""

from datetime import timedelta

import pytest

from huying.people.persons import SYSTEM
from huying.tickets import life
from huying.tickets.states import State
from tests.cast import MONDAY
from tests.tickets.seen import city, now_is, promise, refusal, running
from tests.tickets.world import World


def test_the_unit_goes_on_with_as_much_time_as_it_had(world: World):
    ticket = world.ticket(State.HANDLING)
    assert promise(ticket, "complete").due_at == city("2026-03-17 00:00")
    life.ask_completion(ticket.number, by=world.cast.liaison, now=MONDAY + timedelta(days=1), missing=["place"])
    life.complete(ticket.number, by=world.cast.owner(ticket), now=MONDAY + timedelta(days=3), place="体育东路120号")
    row = now_is(ticket)
    assert row.state == State.HANDLING and row.missing == [] and row.place == "体育东路120号"
    assert promise(ticket, "complete").due_at == city("2026-03-19 00:00") == row.due_at
    pause = promise(ticket, "complete").pauses.get()
    assert (pause.from_at, pause.to_at) == (MONDAY + timedelta(days=1), MONDAY + timedelta(days=3))


def test_after_it_expired_the_citizen_may_still_go_on(world: World):
    ticket = world.ticket(State.EXPIRED)
    assert running(ticket) == set()
    life.complete(ticket.number, by=world.cast.owner(ticket), now=MONDAY + timedelta(days=30), words="在北门")
    assert now_is(ticket).state == State.HANDLING and "【补充】在北门" in now_is(ticket).detail
    assert promise(ticket, "complete").due_at > MONDAY + timedelta(days=30)


def test_what_was_never_whole_begins_its_clock_when_it_is(world: World):
    ticket = world.cast.ticket(title="噪声", detail="太吵了", wish="", happened="", place="", parties="", name="")
    life.complete(ticket.number, by=world.cast.owner(ticket), now=MONDAY + timedelta(days=2), place="体育东路1号", wish="停工")
    assert now_is(ticket).state == State.RECEIVED and running(ticket) == {"look", "complete"}
    assert promise(ticket, "complete").started_at == MONDAY + timedelta(days=2)


def test_asked_before_dispatch_it_waits_for_dispatch_again(world: World):
    ticket = world.ticket(State.PENDING_DISPATCH)
    life.ask_completion(ticket.number, by=world.cast.dispatcher, now=MONDAY, missing=["time"])
    life.complete(ticket.number, by=world.cast.agent, now=MONDAY + timedelta(hours=1), time="昨晚")
    assert now_is(ticket).state == State.PENDING_DISPATCH and running(ticket) == {"dispatch", "complete"}


@pytest.mark.parametrize(("words", "code"), [({}, "needed"), ({"words": " \x00 "}, "needed"), ({"place": "路" * 301}, "too_long")])
def test_something_must_be_added_that_fits(world: World, words: dict, code: str):
    ticket = world.ticket(State.INCOMPLETE)
    assert refusal("complete", ticket, world.cast.owner(ticket), now=MONDAY, **words) == {code}


def test_the_added_words_are_found_by_search(world: World):
    ticket = world.ticket(State.INCOMPLETE)
    life.complete(ticket.number, by=world.cast.owner(ticket), now=MONDAY, words="挖掘机")
    assert type(ticket).objects.filter(pk=ticket.pk, search="挖掘机").exists()
    assert SYSTEM.roles  # the machine never completes for a citizen
    assert refusal("complete", world.ticket(State.INCOMPLETE), SYSTEM, now=MONDAY, words="x") == {"no_right"}
