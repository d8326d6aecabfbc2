"""The frame of one invented life: its clock, its random source, its people; stories yield the instant they wait for."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from huying.demo.accounts import Staff
from huying.demo.requests import Request
from huying.demo.rhythm import clock, office
from huying.people.persons import Person, citizen_person
from huying.tickets.life import Outcome
from huying.tickets.models import Leg, Promise, Ticket
from huying.tickets.states import Urgency

Waiting = Iterator[datetime]
PLANS = {"ordinary": 84.0, "decline": 2.4, "transfer": 1.0, "withdraw": 2.2, "suspend": 1.2, "extend": 6.0, "hand_back": 3.2}


class Teller:
    """`plan` names the turn that this life takes; `until` ends it at a step: received, pending, dispatched, handling,
    asked, replied, completed, reviewing. `pictures`: the share of requests that come with photos.

    Everything is decided from the teller's own random source, so that the same seed gives the same city.
    """

    def __init__(self, request: Request, staff: Staff, rng: random.Random, *, plan: str = "", until: str = "",
                 pictures: float = 0.1) -> None:
        self.request, self.staff, self.rng, self.until, self.pictures = request, staff, rng, until, pictures
        self.plan = plan or rng.choices(list(PLANS), list(PLANS.values()))[0]
        self.now = request.at
        self.number = ""
        self.ticket = Ticket()
        self.citizen_id: int | None = None
        self.unit_id = 0  # the unit that leads
        self.unhappy = 0  # times the citizen was not content

    def do(self, verb: Callable[..., Outcome], **arguments: Any) -> None:
        """Act on the ticket now, and keep it as it stands afterwards."""
        self.ticket = verb(self.number, now=self.now, **arguments).ticket

    def look(self) -> Ticket:
        """The ticket as it stands, after somebody else may have acted."""
        self.ticket = Ticket.objects.defer("search").get(number=self.number)
        return self.ticket

    @property
    def owner(self) -> Person:
        if self.citizen_id is None:
            self.citizen_id = Ticket.objects.values_list("citizen_id", flat=True).get(number=self.number)
        return citizen_person(self.citizen_id, numbers={self.number})

    @property
    def liaison(self) -> Person:
        return self.staff.liaison(self.unit_id)

    def legs(self) -> list[Leg]:
        """Running parts, in the order they began."""
        return list(Leg.objects.filter(ticket__number=self.number, ended_at=None).select_related("unit").order_by("pk"))

    def promise(self, kind: str) -> Promise | None:
        """The running clock of this kind."""
        return Promise.objects.filter(ticket__number=self.number, kind=kind, met_at=None, voided_at=None).first()

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def at(self, instant: datetime) -> Waiting:
        """Wait until `instant`, or a moment after now when that has passed."""
        self.now = max(instant, self.now + timedelta(seconds=1))
        yield self.now

    def office(self, least: float, most: float) -> Waiting:
        """Some working hours; what is urgent is done by the wall clock and far sooner."""
        if self.ticket.urgency != Urgency.NORMAL:
            yield from self.at(clock(self.rng, self.now, least * 5, most * 5))
        else:
            yield from self.at(office(self.rng, self.now, least, most))

    def minutes(self, least: float, most: float) -> Waiting:
        """Some minutes by the wall clock."""
        yield from self.at(clock(self.rng, self.now, least, most))
