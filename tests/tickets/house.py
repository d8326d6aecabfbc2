"""One world in which every verb can be tried in every state, each trial undone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from huying.people.persons import SYSTEM, UNIT_ROLES, Person, Role
from huying.tickets import life
from huying.tickets.models import Ticket
from huying.tickets.states import State
from tests.cast import Cast
from tests.tickets.world import World, other, unit_person, words_for

ASKED_BEFORE = {"rule_hand_back", "decide_extension", "answer_supervision"}
WITH_UNIT = {State.DISPATCHED, State.HANDLING, State.REPLIED, State.INCOMPLETE, State.SUSPENDED, State.EXPIRED}


class _Back(Exception):
    """Ends a savepoint that is never to be kept."""


@contextmanager
def undone() -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
            raise _Back
    except _Back:
        pass


class House:
    def __init__(self, cast: Cast) -> None:
        self.cast, self.world, self.built = cast, World(cast), {}

    def ticket(self, verb: str, state: State) -> Ticket:
        variant = {"rich": verb in ASKED_BEFORE, "reworked": verb == "final_answer", "below": verb == "pass_down"}
        key = (state, *variant.values())
        if key not in self.built:
            self.built[key] = self.world.ticket(state, **variant).pk
        return Ticket.objects.get(pk=self.built[key])

    def person(self, verb: str, state: State, role: Role, ticket: Ticket) -> Person:
        """Who plays the role so that nothing but the map stands in the way."""
        cast = self.cast
        if role is Role.CITIZEN:
            return cast.owner(ticket)
        if role is Role.SYSTEM:
            return SYSTEM
        if role in UNIT_ROLES:
            second = (verb == "sign" and state in WITH_UNIT - {State.DISPATCHED}) or (verb == "reply" and state is State.REPLIED)
            of_unit = cast.other_liaison if second else cast.district_liaison if verb == "pass_down" else cast.liaison
            return unit_person(of_unit, role)
        if role is Role.FOLLOWUP and verb == "decide_review":
            return cast.other_followup
        return cast.people[role.value]

    def prepare(self, verb: str, state: State, ticket: Ticket) -> dict:
        """What must be there besides the state; the words of the act."""
        words = words_for(verb, ticket, self.cast, self.world.now)
        if verb == "merge":
            words["main"] = other(self.cast)
        if verb == "final_answer" and state in {State.HANDLING, State.REVIEWING}:
            words["attachments"] = [self.world.evidence(ticket)]
        if verb == "reply" and state is State.REPLIED:
            life.sign(ticket.number, by=self.cast.other_liaison, now=self.world.now)
        return words
