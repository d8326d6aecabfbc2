"""From the city's policy to an instant: which limit a promise has, when it is due, and why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

from huying import policy
from huying.clocks.calendar import Calendar
from huying.clocks.hours import WorkHours, quiet
from huying.clocks.limits import Limit
from huying.clocks.notices import load_calendar
from huying.clocks.rules import Due, compute
from huying.policy import LadderStep, LimitRule
from huying.tickets.models import Ticket


@lru_cache(maxsize=1)
def calendar() -> Calendar:
    found, mistakes = load_calendar(policy.current().calendar_folder)
    if mistakes:
        raise RuntimeError("; ".join(str(mistake) for mistake in mistakes))
    return found


@lru_cache(maxsize=1)
def hours() -> WorkHours:
    city = policy.current().city
    return WorkHours.parse(", ".join(f"{opens:%H:%M}-{closes:%H:%M}" for opens, closes in city.office_hours), city.day_ends)


def put_off(instant: datetime) -> datetime:
    """The instant itself, or the end of the city's quiet hours when it falls into them."""
    return quiet(instant, policy.current().city.quiet_hours)


@lru_cache(maxsize=256)
def limit_of(text: str) -> Limit:
    return Limit.parse(text)


def rule_for(kind: str, ticket: Ticket) -> LimitRule:
    """The limit that the policy gives this promise of this ticket."""
    return _rule(policy.current().version, kind, ticket.kind, ticket.urgency, ticket.urgent_sort, ticket.category)


@lru_cache(maxsize=8192)
def _rule(version: str, promise: str, kind: str, urgency: str, urgent_sort: str, category: str) -> LimitRule:
    """Kept by the policy's version: the same few matters ask again and again."""
    return policy.current().limit(promise, kind=kind, urgency=urgency, urgent_sort=urgent_sort or None, category=category or None)


def due(limit: str, start: datetime, *, rule: str = "", yellow: str = "1 working_days", extra: str = "",
        pauses: Sequence[tuple[datetime, datetime | None]] = ()) -> Due:
    """When a promise falls due. `extra` is the whole limit after an extension, counted from the same start."""
    return compute(limit_of(extra or limit), start, calendar=calendar(), hours=hours(), pauses=pauses, rule=rule,
                   yellow=limit_of(yellow))


def ladder(kind: str) -> Sequence[LadderStep]:
    return policy.current().ladder.get(kind, ())


def forget() -> None:
    """Read policy and calendar anew (after `huying calendar load`, and in tests)."""
    calendar.cache_clear()
    hours.cache_clear()
    limit_of.cache_clear()
