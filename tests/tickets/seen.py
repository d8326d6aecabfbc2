"""Looking at what an act left behind: promises, refusals, instants of the city."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from huying.people.persons import Person
from huying.tickets import life
from huying.tickets.models import Promise, Ticket
from huying.tickets.problems import Refused
from tests.tickets.world import snapshot

CITY = ZoneInfo("Asia/Shanghai")


def city(text: str) -> datetime:
    """`city("2026-03-02 10:00")`, in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=CITY).astimezone(UTC)


def open_kinds(ticket: Ticket) -> set[str]:
    return set(Promise.objects.filter(ticket=ticket, met_at=None, voided_at=None).values_list("kind", flat=True))


def running(ticket: Ticket) -> set[str]:
    """Kinds of open promises whose clock goes."""
    rows = Promise.objects.filter(ticket=ticket, met_at=None, voided_at=None, paused_at=None)
    return set(rows.values_list("kind", flat=True))


def promise(ticket: Ticket, kind: str, **more: Any) -> Promise:
    """The newest promise of the kind."""
    return Promise.objects.filter(ticket=ticket, kind=kind, **more).order_by("-id")[0]


def now_is(ticket: Ticket) -> Ticket:
    """The row as it stands."""
    return Ticket.objects.get(pk=ticket.pk)


def refusal(verb: str, ticket: Ticket, by: Person, **words: Any) -> set[str]:
    """The codes with which the act is refused; it must not have changed anything."""
    before = snapshot()
    with pytest.raises(Refused) as refused:
        getattr(life, verb)(ticket.number, by=by, **words)
    assert snapshot() == before
    assert all(problem.zh and problem.en for problem in refused.value.problems)
    return refused.value.codes
