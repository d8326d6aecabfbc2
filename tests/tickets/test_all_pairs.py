"""Every verb in every state by every role: allowed ones run and land where the map says, others change nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import DjangoDbBlocker

from huying.people.persons import SYSTEM, UNIT_ROLES, Person, Role
from huying.tickets import life
from huying.tickets.map import VERBS, Verb
from huying.tickets.models import Ticket
from huying.tickets.problems import Refused
from huying.tickets.states import State
from tests.cast import make_cast
from tests.tickets.house import WITH_UNIT, House, undone
from tests.tickets.world import snapshot, unit_person, words_for

BY_NAME = sorted(set(VERBS) - {"register", "miss"})  # these two are no acts of a person on a ticket


@pytest.fixture(scope="module")
def house(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[House]:
    """One world for all pairs, in one transaction that is rolled back at the end."""
    with django_db_blocker.unblock(), undone():
        yield House(make_cast())


def expected(verb: Verb, state: State, role: Role) -> str | None:
    """The refusal's code in words of our own, not the map's: right first, then whose it is, then the state."""
    if role not in verb.roles:
        return "no_right"
    if role in UNIT_ROLES and state not in WITH_UNIT and state is not State.REVIEWING:
        return "not_yours"
    return None if state in verb.sources else "wrong_state"


@pytest.mark.parametrize("state", list(State), ids=str)
@pytest.mark.parametrize("name", BY_NAME)
def test_a_verb_in_a_state_by_every_role(house: House, name: str, state: State):
    verb, ticket = VERBS[name], house.ticket(name, state)
    with undone():
        words = house.prepare(name, state, ticket)
        ticket.refresh_from_db()
        for role in Role:
            person, code = house.person(name, state, role, ticket), expected(verb, state, role)
            if code is None:
                _runs(verb, state, ticket, person, words)
        before = snapshot()
        for role in Role:
            person, code = house.person(name, state, role, ticket), expected(verb, state, role)
            if code is not None:
                with pytest.raises(Refused) as refusal:
                    getattr(life, name)(ticket.number, by=person, **words)
                assert refusal.value.codes == {code}, f"{role}: {refusal.value}"
        assert snapshot() == before, "a refused act left a trace"


def _runs(verb: Verb, state: State, ticket: Ticket, person: Person, words: dict) -> None:
    with undone():
        outcome = getattr(life, verb.name)(ticket.number, by=person, **words)
        row = Ticket.objects.get(pk=ticket.pk)
        targets = verb.targets | ({state} if verb.keeps else set())
        assert row.state in targets and outcome.event.to_state == row.state, f"{person.roles}: {row.state}"
        assert row.version == ticket.version + 1
        assert outcome.event.verb == verb.name and outcome.event.from_state == state
        assert row.events.order_by("id").last() == outcome.event


@pytest.mark.parametrize("role", list(Role), ids=str)
def test_register_is_for_citizens_agents_and_the_machine(house: House, role: Role):
    person = SYSTEM if role is Role.SYSTEM else house.cast.people.get(role.value)
    person = person or Person("citizen", None, "诉求人", frozenset({Role.CITIZEN}))
    with undone():
        if role in VERBS["register"].roles:
            assert life.register(house.cast.request(), by=person, now=house.world.now, again=False).ticket.number
        else:
            with pytest.raises(Refused) as refusal:
                life.register(house.cast.request(), by=person, now=house.world.now)
            assert refusal.value.codes == {"no_right"}


def test_a_stranger_and_another_unit_are_told_that_it_is_not_theirs(house: House):
    ticket = house.ticket("note", State.HANDLING)
    for verb, person in (("urge", house.cast.outsider), ("reply", house.cast.street_liaison)):
        with pytest.raises(Refused) as refusal:
            getattr(life, verb)(ticket.number, by=person, **words_for(verb, ticket, house.cast))
        assert refusal.value.codes == {"not_yours"}


@pytest.mark.parametrize("name", [name for name in BY_NAME if VERBS[name].lead_only])
def test_an_assisting_unit_does_nothing_that_is_the_leads(house: House, name: str):
    state = State.SUSPENDED if name == "resume" else State.HANDLING
    ticket = house.ticket(name, state)
    with pytest.raises(Refused) as refusal:
        getattr(life, name)(ticket.number, by=unit_person(house.cast.other_liaison, sorted(VERBS[name].roles & UNIT_ROLES)[0]),
                            **words_for(name, ticket, house.cast))
    assert refusal.value.codes == {"not_yours"}
