"""The demo city goes on living: every few seconds somebody calls or somebody works, so that a visitor sees things move.

Visitors come first: what they touched, their own requests, and the desks they logged in to are left to them for
ten minutes; nobody ever rates, withdraws or completes a request in a visitor's name.
"""

from __future__ import annotations

import itertools
import logging
import os
import random
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError, connection
from django.db.models import Count

from huying.clocks.present import now as present
from huying.clocks.zone import SHANGHAI
from huying.demo import calls, scenes, switchboard, turns
from huying.demo.accounts import Staff, make_staff, print_card
from huying.demo.requests import compose
from huying.demo.rhythm import HOURS
from huying.people.models import Account
from huying.people.persons import SYSTEM, Role
from huying.tickets import life
from huying.tickets.models import Event, Ticket
from huying.tickets.problems import Refused
from huying.tickets.states import State

logger = logging.getLogger("huying.demo")
BRISK, PATIENCE = timedelta(seconds=25), timedelta(minutes=10)
CROWD = 4000
# Whose desk a ticket lies on in each state.
DESK = {State.RECEIVED: Role.AGENT, State.PENDING_DISPATCH: Role.DISPATCHER, State.REPLIED: Role.FOLLOWUP,
        State.REVIEWING: Role.FOLLOWUP}


def run(every: float, *, most: int | None = None) -> None:
    """Act every `every` seconds until the process ends, or `most` times."""
    staff, rng, board = make_staff(), random.Random(), switchboard.Switchboard()
    calls.give_seats(staff, present())
    print_card()
    for place in itertools.count() if most is None else range(most):
        try:
            step(staff, rng, present(), place)
            board.turn(rng, present(), _visitors())
        except Refused as refusal:
            logger.debug("not now: %s", refusal)
        except (OperationalError, InterfaceError) as error:
            logger.warning("the database does not answer: %s", str(error).strip())
            connection.close()
            time.sleep(5)
        time.sleep(every * rng.uniform(0.6, 1.4))


def step(staff: Staff, rng: random.Random, now: datetime, place: int) -> str:
    """One thing happens; answers the number of the ticket, empty when there was nothing to do."""
    busy = HOURS[now.astimezone(SHANGHAI).hour] / max(HOURS)
    if rng.random() < 0.06 + 0.12 * busy:
        return arrive(staff, rng, now)
    for ticket in _candidates(rng, now):
        if not _left_alone(ticket, now):
            turns.take(ticket, staff, rng, now, key=f"live:{now.timestamp():.3f}:{place}")
            return ticket.number
    return arrive(staff, rng, now)


def arrive(staff: Staff, rng: random.Random, now: datetime) -> str:
    """Somebody asks for something."""
    request = compose(rng, int(now.timestamp() * 1000), now, scenes.choose(rng, now.astimezone(SHANGHAI).month), crowd=CROWD,
                      prefix="demo:live")
    by = staff.one(Role.AGENT, rng) if request.spoken else SYSTEM
    return life.register(request.incoming, by=by, now=now).ticket.number


def speed() -> float:
    """How many times faster the city's clock runs than the visitor's."""
    return float(os.environ.get("HUYING_CLOCK_SPEED") or 1) if os.environ.get("HUYING_CLOCK_SINCE") else 1.0


def _candidates(rng: random.Random, now: datetime) -> Iterator[Ticket]:
    """Tickets that could move, of a state drawn by how many there are, those that waited longest first."""
    waiting = Ticket.objects.filter(state__in=list(turns.TURNS), changed_at__lt=now - BRISK * speed())
    counts = {row["state"]: row["many"] for row in waiting.values("state").annotate(many=Count("id"))}
    while counts:
        state = rng.choices(list(counts), [many**0.5 for many in counts.values()])[0]
        counts.pop(state)
        rows = list(waiting.filter(state=state).defer("search").order_by("changed_at")[:40])
        rng.shuffle(rows)
        yield from rows[:8]


def _left_alone(ticket: Ticket, now: datetime) -> bool:
    """Whether a visitor is perhaps at work on it."""
    if ticket.changed_at < now - PATIENCE * speed():
        return False
    last = Event.objects.filter(ticket=ticket).order_by("-id").values("key", "actor_kind", "verb").first()
    ours = last and (str(last["key"] or "").startswith("live:") or (last["verb"] == "register" and turns.is_invented(ticket)))
    return not ours or _somebody_there(ticket)


def _somebody_there(ticket: Ticket) -> bool:
    """Whether somebody logged in lately at the desk where the ticket lies."""
    lately = Account.objects.filter(last_login__gt=_real_now() - timedelta(minutes=30))
    role = DESK.get(State(ticket.state))
    if role is not None:
        return lately.filter(unit=None, grants__role=role).exists()
    return lately.filter(unit__legs__ticket=ticket, unit__legs__ended_at=None).exists()


def _visitors() -> set[int]:
    """Accounts that somebody logged in to lately."""
    return set(Account.objects.filter(last_login__gt=_real_now() - timedelta(minutes=30)).values_list("pk", flat=True))


_real_now: Callable[[], datetime] = lambda: datetime.now(SHANGHAI)  # noqa: E731
