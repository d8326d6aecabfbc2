"""内部备注: for those who handle it; the citizen never sees it."""

from huying.channels.telling import notices_of
from huying.tickets import events, life
from huying.tickets.states import State
from tests.cast import MONDAY
from tests.tickets.seen import refusal
from tests.tickets.world import World


def test_the_citizen_never_sees_it(world: World):
    ticket = world.ticket(State.ARCHIVED)
    event = life.note(ticket.number, by=world.cast.leader, now=MONDAY, words="留意后续").event
    assert events.sentence(event) == "备注：留意后续" and events.sentence(event, citizen=True) == ""
    assert [notice for notice in notices_of(event, MONDAY) if notice.door == "sms"] == []


def test_words_are_needed_not_too_many(world: World):
    ticket = world.ticket(State.RECEIVED)
    assert refusal("note", ticket, world.cast.agent, now=MONDAY, words=" ") == {"needed"}
    assert refusal("note", ticket, world.cast.agent, now=MONDAY, words="字" * 4001) == {"too_long"}
