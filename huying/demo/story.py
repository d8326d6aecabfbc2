"""The life of one invented ticket, told as a generator: it yields the next instant, then acts at it through a verb.

The same story runs in the past (huying.demo.simulation) with instants that have passed. Everything that a story
decides comes from its own random source, so that the same seed gives the same city.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta

from huying.demo import photos, talk
from huying.demo.accounts import Staff
from huying.demo.requests import Request
from huying.demo.rhythm import clock, office
from huying.people.models import Unit
from huying.people.persons import SYSTEM, Person, Role
from huying.tickets import life
from huying.tickets.models import Leg, Promise, Ticket
from huying.tickets.states import State, Urgency

Waiting = Iterator[datetime]
WEIGHTS = {"ordinary": 86.0, "decline": 2.6, "transfer": 1.2, "withdraw": 2.2, "suspend": 1.2, "extend": 6.0, "ignored": 0.8}


class Story:
    """`plan` names the turn that this life takes; `until` ends it early: 'received', 'pending', 'dispatched', 'handling'."""

    def __init__(self, request: Request, staff: Staff, rng: random.Random, *, plan: str = "", until: str = "",
                 pictures: float = 0.12) -> None:
        self.request, self.staff, self.rng, self.until = request, staff, rng, until
        self.plan = plan or rng.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
        self.pictures = pictures
        self.now = request.at
        self.number = ""
        self.unit = 0

    def run(self) -> Waiting:
        """From the first word to the archive; ends early where the plan says so."""
        yield from self.at(self.request.at)
        registered = self._register()
        self.number = registered.ticket.number
        if registered.joined or registered.replayed:
            return
        if self.ticket.state == State.INCOMPLETE and not (yield from self._completed()):
            return
        if self.until == "received" or (yield from self._answered_at_the_desk()):
            return
        yield from self._triaged()
        if self.until == "pending":
            return
        yield from self._dispatched()
        if self.until == "dispatched" or self.plan == "ignored":
            return
        yield from self.handled()

    # helpers
    @property
    def ticket(self) -> Ticket:
        return Ticket.objects.defer("search").get(number=self.number)

    @property
    def owner(self) -> Person:
        return Person("citizen", self.ticket.citizen_id, "诉求人", frozenset({Role.CITIZEN}), numbers=frozenset({self.number}))

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def at(self, instant: datetime) -> Waiting:
        """Wait until `instant`, or a moment after now when that has passed."""
        self.now = max(instant, self.now + timedelta(seconds=1))
        yield self.now

    def office(self, least: float, most: float) -> Waiting:
        """Some working hours later; what is urgent is done by the wall clock, a tenth as late."""
        if self.ticket.urgency != Urgency.NORMAL:
            yield from self.at(clock(self.rng, self.now, least * 6, most * 6))
        else:
            yield from self.at(office(self.rng, self.now, least, most))

    def minutes(self, least: float, most: float) -> Waiting:
        yield from self.at(clock(self.rng, self.now, least, most))

    # taking in
    def _register(self) -> life.register.__annotations__["return"] if False else object:  # type: ignore[misc]
        raise NotImplementedError
