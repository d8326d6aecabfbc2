"""What people are told of every verb in every state: no code, no gap and no doubled stop, in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker

from huying import policy
from huying.channels import words
from huying.clocks.wording import until as said
from huying.people.persons import SYSTEM, Person, Role
from huying.policy.notices import EVENTS
from huying.tickets import life
from huying.tickets.events import sentence
from huying.tickets.map import VERBS
from huying.tickets.models import Event, Promise, Ticket
from huying.tickets.problems import Refused
from huying.tickets.states import State
from huying.tickets.sweep import sweep
from tests.cast import Cast, make_cast
from tests.tickets.house import House, undone
from tests.tickets.world import World

ROOT = Path(policy.__file__).parents[1]
CODE = re.compile(r"[a-z]+_[a-z_]+")
LATIN = re.compile(r"[A-Za-z]{3,}")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
GAP = re.compile(r"。。|\.\.(?!\.)|[：:，,]\s*[。.]|于\s*前|在\s*前|by\s*[.:,]")
# What persons wrote or what has a name of its own stays in its language.
OWN_WORDS = {"ask_completion", "contact", "hand_back", "rule_hand_back", "redispatch", "ask_extension", "decide_extension",
             "ask_suspension", "suspend", "open_review", "decide_review", "rework", "supervise", "answer_supervision", "merge",
             "unmerge", "protect", "note", "ask_rating", "final_answer"}
ACTS = [(name, state) for name in sorted(set(VERBS) - {"register", "miss"}) for state in sorted(VERBS[name].sources)]


@pytest.fixture(scope="module")
def house(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[House]:
    """One world for all acts, in one transaction that is rolled back at the end."""
    with django_db_blocker.unblock(), undone():
        yield House(make_cast())


@pytest.mark.parametrize(("name", "state"), ACTS, ids=str)
def test_what_is_told_has_no_code_and_no_gap(house: House, name: str, state: State):
    ticket = house.ticket(name, state)
    with undone():
        given = house.prepare(name, state, ticket)
        ticket.refresh_from_db()
        person = _somebody(house, name, state, ticket)
        try:
            event = getattr(life, name)(ticket.number, by=person, **given).event
        except Refused as refusal:
            pytest.fail(f"{person.roles}: {refusal}")
        told(event)


def test_a_city_is_asked_for_no_words_that_nobody_says():
    code = "".join(path.read_text("utf-8") for room in ("channels", "people") for path in (ROOT / room).rglob("*.py"))
    assert [name for name in sorted(EVENTS) if name not in VERBS and f'"{name}"' not in code] == []


def told(event: Event) -> None:
    """The sentences and the notices of an event."""
    event = Event.objects.select_related("ticket", "ticket__lead", "ticket__main").get(pk=event.pk)
    for citizen in (False, True):
        chinese, english = (sentence(event, language=language, citizen=citizen) for language in ("zh", "en"))
        assert not LATIN.search(chinese) and not CODE.search(english), (chinese, english)
        assert event.verb in OWN_WORDS or not CHINESE.search(english), english
    for language in ("zh-hans", "en"):
        event.ticket.language = language
        for short in (True, False):
            title, text = words.to_citizen(event, event.ticket, short=short)
            if text and words.notice_name(event) in policy.current().notices:
                wanted = policy.current().notice(words.notice_name(event), language[:2])
                facts = words.facts(event, event.ticket)
                empty = {name for name in re.findall(r"{(\w+)}", wanted.sms if short else wanted.text) if not facts.get(name)}
                assert not empty and not GAP.search(text), (title, text, empty)


def _somebody(house: House, name: str, state: State, ticket: Ticket) -> Person:
    return next(house.person(name, state, role, ticket) for role in Role if role in VERBS[name].roles)


@pytest.fixture
def world(cast: Cast) -> World:
    return World(cast)


def test_whoever_is_asked_to_complete_learns_how_long_they_have(world: World):
    ticket = world.ticket(State.HANDLING)
    event = life.ask_completion(ticket.number, by=world.cast.liaison, now=world.now, missing=["person"], words="").event
    until = Promise.objects.get(ticket=ticket, kind="completion").due_at
    assert until and until < world.now + timedelta(days=4)
    assert [sentence(event), sentence(event, language="en", citizen=True)] == ["要求补充：人物", "Please complete: who is involved"]
    _, text = words.to_citizen(event, event.ticket, short=True)
    assert said(until) in text and "人物" in text


@pytest.mark.parametrize(("outcome", "said"), [("upheld", "复核完成：已依法办理，予以解释。理由：请重新办理。"), ("rework", "重新办理")])
def test_a_review_tells_its_outcome(world: World, outcome: str, said: str):
    ticket = world.ticket(State.REVIEWING)
    event = life.decide_review(ticket.number, by=world.cast.other_followup, now=world.now, outcome=outcome, opinion="请重新办理。").event
    title, text = words.to_citizen(event, event.ticket, short=False)
    assert said in text, (title, text)
    assert outcome == "upheld" or "请重新办理" not in text, "what a review tells the unit is not for the citizen"


def test_a_moved_deadline_is_told_with_the_one_before(world: World):
    ticket = world.ticket(State.HANDLING, rich=True)
    before = ticket.due_at
    event = life.decide_extension(ticket.number, by=world.cast.supervisor, now=world.now, granted=True).event
    assert before and f"由 {said(before)} 延至" in words.to_citizen(event, event.ticket, short=False)[1]


def test_who_was_promised_an_answer_is_told_when_it_is_late_and_of_nothing_else(world: World):
    ticket = world.ticket(State.HANDLING)
    due = ticket.due_at
    assert due
    sweep(due)
    missed = {event.data["kind"]: event for event in ticket.events.filter(verb="miss")}
    told(missed["complete"])
    title, text = words.to_citizen(missed["complete"], missed["complete"].ticket, short=False)
    assert f"未能在 {said(due)} 前答复" in text and "已督促" in text, title
    assert {kind for kind, event in missed.items() if event.public} == {"complete"} < set(missed)


@pytest.mark.parametrize("whom", ["handler", "unit_head", "supervision", "leader"])
def test_desks_read_whom_a_reminder_is_for(world: World, whom: str):
    ticket = world.ticket(State.HANDLING)
    event = life.remind(ticket.number, by=SYSTEM, now=world.now, kind="complete", whom=whom).event
    assert not LATIN.search(words.to_staff(event, ticket)[0])


def test_an_answer_edited_while_it_was_checked_is_told_in_english(world: World):
    ticket = world.ticket(State.REPLIED)
    event = life.check(ticket.number, by=world.cast.followup, now=world.now, passed=True, edited="经核查已整改，感谢监督。").event
    event.ticket.language = "en"
    assert " is answered by Guangzhou " in words.to_citizen(event, event.ticket, short=False)[1]
