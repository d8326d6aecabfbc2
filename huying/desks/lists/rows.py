"""A ticket as a row of a list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language, gettext

from huying import policy
from huying.people.models import Unit
from huying.tickets.models import PROMISE_NAMES, Promise, Ticket
from huying.tickets.queries.proposal import Proposed
from huying.ui import when


@dataclass(frozen=True, slots=True)
class Row:
    """What `ui/c/ticket_row.html` shows. `deadline` is what the light is read from: the ticket, or the step that the list is about."""

    url: str
    number: str
    title: str
    state: str
    urgency: str
    category: str
    place: str
    callers: int
    urges: int
    note: str
    unit: str
    at: datetime
    deadline: Ticket | Promise


def address(number: str) -> str:
    """Where a ticket's page is."""
    return f"/staff/t/{number}/"


def rows_of(tickets: Iterable[Ticket], steps: Mapping[int, Promise] | None = None) -> list[Row]:
    """`steps`: by ticket the promise that the list is about."""
    return [row_of(ticket, step=(steps or {}).get(ticket.pk)) for ticket in tickets]


def row_of(ticket: Ticket, note: str = "", step: Promise | None = None) -> Row:
    """`step` gives the light where the ticket has no end of its own; else it is told beside it, unless both end together."""
    said = [gettext("问题工单")] if ticket.problem else []
    said += [gettext("保密")] if ticket.confidential else []
    said += [gettext("仅短信")] if ticket.sms_only else []
    said += [note] if note else []
    if step is not None and ticket.due_at is not None and step.due_at != ticket.due_at:
        said.append(f"{PROMISE_NAMES[step.kind][english()]} {when.due(step)}")
    return Row(
        address(ticket.number), ticket.number, ticket.title, ticket.state, ticket.urgency,
        category_name(ticket.category), place_name(ticket.division) or ticket.place[:20], ticket.callers, ticket.urges,
        " · ".join(said), unit_name(ticket.lead), ticket.registered_at,
        step if step is not None and ticket.due_at is None else ticket,
    )


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The dispatch catalogue's proposal as people read it; `percent`: how sure it is."""

    lead: str
    assisting: tuple[str, ...]
    basis: str
    percent: int


def suggestion_of(proposed: Proposed | None) -> Suggestion | None:
    if proposed is None:
        return None
    return Suggestion(unit_name(proposed.lead), tuple(unit_name(unit) for unit in proposed.assisting), proposed.basis,
                      round(100 * proposed.confidence))


def english() -> bool:
    return (get_language() or "zh").startswith("en")


def category_name(code: str) -> str:
    found = policy.current().categories.get(code)
    return "" if found is None else found.en if english() else found.name


def place_name(code: str) -> str:
    """District and street: 天河区体育西路街道."""
    places = policy.current().places(code)
    if english():
        return ", ".join(place.en for place in places if place.level != "city")
    return "".join(place.name for place in reversed(places) if place.level != "city")


def unit_name(unit: Unit | None) -> str:
    return "" if unit is None else (unit.name_en if english() else "") or unit.short or unit.name
