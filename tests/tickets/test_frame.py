"""What every act has in common: a retry does nothing twice, the loser is told, no text breaks the database."""

from __future__ import annotations

import pytest

from huying.tickets import life
from huying.tickets.map import VERBS
from huying.tickets.models import Event, Ticket
from huying.tickets.problems import Refused
from huying.tickets.states import State
from tests.cast import MONDAY, Cast
from tests.tickets.seen import now_is
from tests.tickets.world import World, snapshot, words_for

SIMPLE = ["triage", "sign", "contact", "reply", "urge", "note", "protect", "correct", "ask_completion", "withdraw"]
WHERE = {"triage": State.RECEIVED, "sign": State.DISPATCHED}
WHO = {"sign": "liaison", "contact": "liaison", "reply": "liaison", "ask_completion": "liaison"}


@pytest.fixture
def world(cast: Cast) -> World:
    return World(cast)


def _act(world: World, verb: str, ticket: Ticket, **more):
    by = world.cast.people[WHO.get(verb, "agent")]
    return getattr(life, verb)(ticket.number, by=by, **words_for(verb, ticket, world.cast), **more)


@pytest.mark.parametrize("verb", SIMPLE)
def test_the_same_key_again_returns_the_first_outcome(world: World, verb: str):
    ticket = world.ticket(WHERE.get(verb, State.HANDLING))
    first = _act(world, verb, ticket, key="k" * 500)
    before = snapshot()
    again = _act(world, verb, ticket, key="k" * 500)
    assert again.replayed and again.event.pk == first.event.pk and snapshot() == before
    assert not first.replayed


def test_the_same_key_on_another_ticket_is_another_act(world: World):
    for _ in range(2):
        assert not _act(world, "note", world.ticket(State.RECEIVED), key="same").replayed


@pytest.mark.parametrize("verb", SIMPLE)
def test_who_saw_an_older_version_is_told_who_did_what(world: World, verb: str):
    ticket = now_is(world.ticket(WHERE.get(verb, State.HANDLING)))
    life.note(ticket.number, by=world.cast.supervisor, now=MONDAY, words="已约谈", version=ticket.version)
    before = snapshot()
    with pytest.raises(Refused) as refusal:
        _act(world, verb, ticket, version=ticket.version)
    assert refusal.value.codes == {"changed"} and "supervisor" in refusal.value.problems[0].zh
    assert "内部备注" in refusal.value.problems[0].zh and snapshot() == before
    assert not _act(world, verb, ticket, version=now_is(ticket).version).replayed


@pytest.mark.parametrize("number", ["", "1234567890123", "abc", "2" * 200, "\x00"])
def test_a_number_that_is_none(world: World, number: str):
    with pytest.raises(Refused) as refusal:
        life.note(number, by=world.cast.agent, now=MONDAY, words="x")
    assert refusal.value.codes == {"unknown"}


@pytest.mark.parametrize("text", ["零\x00字节", "半个\ud83d字符", "𠮷野家🏗️施工", "\u202e倒写\u202c", "'; DROP TABLE tickets_ticket; --",
                                  "<script>alert(1)</script>", "{title} {0} %s %(x)s", "\x1b[31m\x07控制"])
def test_hostile_texts_pass_through_every_words_field(world: World, text: str):
    ticket = world.ticket(State.HANDLING)
    for verb in ("note", "urge", "contact", "reply", "ask_completion"):
        by = world.cast.people[WHO.get(verb, "agent")]
        words = {**words_for(verb, ticket, world.cast), ("text" if verb == "reply" else "words"): f"{text}：情况说明如上述内容。"}
        if verb == "ask_completion":
            ticket = world.ticket(State.HANDLING)
        event = getattr(life, verb)(ticket.number, by=by, key=text, **words).event
        stored = Event.objects.get(pk=event.pk)
        assert "\x00" not in str(stored.data) and stored.digest


def test_every_verb_says_where_it_comes_from():
    assert all(verb.clause.startswith("§") and verb.zh and verb.en for verb in VERBS.values())
