"""Duty telephones of units: who can be rung at this hour, found by name; the unit of the ticket comes first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from huying import policy
from huying.channels.phone import pacing
from huying.channels.phone.models import Call
from huying.policy.units import UnitSpec
from huying.tickets.models import Leg, Ticket
from huying.tickets.problems import Blocker
from huying.tickets.states import OPEN

MOST = 8


@dataclass(frozen=True, slots=True)
class Duty:
    """A unit that can be rung. `near`: it has to do with this call's ticket; `closed`: its hours, when it is not there now."""

    slug: str
    spec: UnitSpec
    near: bool = False
    closed: str = ""


def number_of(slug: str, now: datetime) -> tuple[str, str]:
    """(number, "") of a unit's duty telephone, else why not, in words."""
    spec = policy.current().units.get(slug)
    if spec is None or spec.duty is None:
        return "", "该单位没有登记值守电话 · the unit has no duty telephone"
    closed = _closed(spec, now)
    return ("", f"该单位值守时间为 {closed} · they are there {closed}") if closed else (spec.duty.phone, "")


def of_ticket(ticket: Ticket) -> str:
    """The unit that is reminded of a ticket: its lead, else the nearest above it with a duty telephone; empty when none is."""
    lead = ticket.lead if ticket.state in OPEN else None
    return _above(lead.slug) if lead is not None else ""


def blocker(slug: str, now: datetime) -> Blocker:
    """Why a unit cannot be rung, for a page."""
    zh, _dot, en = number_of(slug, now)[1].partition(" · ")
    return Blocker("no_duty", f"{zh}。", f"{en[:1].upper()}{en[1:]}.", field="unit")


def found(text: str, call: Call | None, now: datetime) -> list[Duty]:
    """Units with a duty telephone whose name holds `text`, those of the call's ticket first. Without text: only those of the ticket."""
    near, units = _near(call), policy.current().units
    wanted = text.strip().lower()
    named = _named(wanted)
    first = [slug for slug in near if not wanted or slug in named]
    exact = [slug for slug in named if wanted in (units[slug].short.lower(), units[slug].name.lower())]
    chosen = dict.fromkeys((*first, *exact, *named))
    return [Duty(slug, units[slug], slug in near, _closed(units[slug], now)) for slug in list(chosen)[:MOST]]


def only(text: str) -> str:
    """The one unit that is meant by a name; empty when none is, or several are."""
    units = policy.current().units
    exact = [slug for slug, spec in units.items() if spec.duty and text.strip() in (spec.name, spec.short, spec.en, slug)]
    named = exact or _named(text.strip().lower())
    return named[0] if len(named) == 1 else ""


def _named(wanted: str) -> list[str]:
    """Units with a duty telephone in whose names it stands; none for nothing."""
    return [slug for slug, spec in policy.current().units.items() if wanted and spec.duty is not None
            and any(wanted in each.lower() for each in (spec.name, spec.short, spec.en, slug))]


def _near(call: Call | None) -> list[str]:
    """Units of the call's ticket, else of the citizen's running ones, lead first; a unit without a telephone by the one above it."""
    if call is not None and call.ticket_id is not None:
        tickets = Ticket.objects.filter(pk=call.ticket_id)
    elif call is not None and call.citizen_id is not None:
        tickets = Ticket.objects.filter(citizen_id=call.citizen_id, state__in=OPEN).order_by("-id")[:3]
    else:
        return []
    legs = Leg.objects.filter(ticket__in=list(tickets.values_list("pk", flat=True)), ended_at=None).select_related("unit")
    slugs = [leg.unit.slug for leg in sorted(legs, key=lambda each: (each.role != Leg.LEAD, each.pk))]
    return list(dict.fromkeys(filter(None, map(_above, slugs))))


def _above(slug: str) -> str:
    """The unit itself or the nearest above it that has a duty telephone."""
    units, here, steps = policy.current().units, policy.current().units.get(slug), 0
    while here is not None and here.duty is None and steps < 5:
        here, steps = units.get(here.parent or ""), steps + 1
    return here.id if here is not None and here.duty is not None else ""


def _closed(spec: UnitSpec, now: datetime) -> str:
    hours = spec.duty.hours if spec.duty else ()
    if not hours or pacing.in_hours(now.astimezone(policy.current().city.zone), hours):
        return ""
    return "、".join(f"{begin:%H:%M}–{end:%H:%M}" for begin, end in hours)
