"""Requests as anybody may read them: the way they go, masked words, a place no nearer than a road where people live.

To the partner that filed a request, answers and what is asked of the citizen are told besides, masked as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from huying import policy
from huying.api.models import Filing
from huying.api.open311 import dates, offered
from huying.people.models import Partner
from huying.people.sealed import caller_of
from huying.people.vault import mask_address
from huying.tickets import access
from huying.tickets.models import Reply, Ticket
from huying.tickets.states import OPEN, STATE_NAMES, State
from huying.understanding import completeness
from huying.understanding.masking import mask_text

LONGEST = 4000
# A flat, a house, a room: somebody lives there, and may be found by it.
DWELLING = re.compile(r"\d+\s*(?:号楼|室|房|单元|栋|幢|座|户|层|楼)|小区|花园|公寓|宿舍|住宅|家属院|家[里中]|我家|新村|[苑庭邸]")
STATUSES = {"open": frozenset(OPEN), "closed": frozenset(State) - OPEN - {State.MERGED}}


@dataclass(slots=True)
class Own:
    """What the asking partner filed among the tickets shown, and the answers to those: (instant, text), oldest first."""

    tickets: frozenset[int] = frozenset()
    answers: dict[int, list[tuple[datetime, str]]] = field(default_factory=dict)


def readable(partner: Partner | None) -> QuerySet[Ticket]:
    """Published tickets, and the partner's own, confidential or not."""
    found = access.published()
    if partner is not None:
        found = found | Ticket.objects.filter(_filed(partner))
    return found.select_related("lead", "main", "main__lead").defer(
        "search", "wish", "parties", "main__search", "main__detail", "main__wish")


def filed_by(partner: Partner) -> QuerySet[Ticket]:
    """The tickets that this partner may act on for their citizens."""
    return Ticket.objects.filter(_filed(partner))


def _filed(partner: Partner) -> Exists:
    return Exists(Filing.objects.filter(ticket=OuterRef("pk"), partner=partner))


def of_services(codes: Iterable[str]) -> Q:
    wanted = set(codes)
    return Q(category__in=wanted) | Q(category="") if offered.OTHER in wanted else Q(category__in=wanted)


def with_status(statuses: Iterable[str]) -> Q:
    """Tickets that are open or closed; a joined one is what the ticket is that it was joined to."""
    states = {state for each in statuses for state in STATUSES[each]}
    return Q(state__in=states) | Q(state=State.MERGED, main__state__in=states)


def own_of(tickets: Sequence[Ticket], partner: Partner | None) -> Own:
    if partner is None or not tickets:
        return Own()
    mine = frozenset(Filing.objects.filter(partner=partner, ticket__in=tickets).values_list("ticket_id", flat=True))
    subjects = {each.main_id or each.pk for each in tickets if each.pk in mine}
    answers: dict[int, list[tuple[datetime, str]]] = {}
    for ticket_id, at, text in Reply.objects.filter(ticket__in=subjects, passed=True).order_by("id").values_list("ticket_id", "at", "text"):
        answers.setdefault(ticket_id, []).append((at, text))
    return Own(mine, answers)


def rows(tickets: Sequence[Ticket], partner: Partner | None, english: bool) -> list[dict[str, Any]]:
    own = own_of(tickets, partner)
    return [row(ticket, own, english) for ticket in tickets]


def row(ticket: Ticket, own: Own, english: bool) -> dict[str, Any]:
    """One request in the specification's fields; what is unknown is empty."""
    subject = ticket.main or ticket
    place = _place(ticket)
    return {
        "service_request_id": ticket.number, "status": status_of(subject), "status_notes": _notes(ticket, subject, own, english),
        "service_name": offered.name_of(ticket.category, english), "service_code": _service(ticket.category),
        "description": _words(ticket, own), "agency_responsible": _unit(subject, english),
        "service_notice": _notice(ticket, own, english), "requested_datetime": dates.written(ticket.registered_at),
        "updated_datetime": dates.written(_changed(subject)), "expected_datetime": dates.written(subject.due_at),
        "address": _address(ticket, place, english), "address_id": ticket.division, "zipcode": "", **_point(ticket, place),
        "media_url": "",
    }  # fmt: skip


def status_of(subject: Ticket) -> str:
    return "open" if subject.is_open else "closed"


def hidden(ticket: Ticket, text: str) -> str:
    """The text masked, also of the caller's own name."""
    name = caller_of(ticket.number, ticket.caller_sealed)[0] if ticket.caller_sealed else ""
    covered = mask_text(text)
    return covered.replace(name, name[0] + "*" * (len(name) - 1)) if len(name) > 1 else covered


def _service(category: str) -> str:
    found = policy.current().categories.get(category)
    return category if found is not None and found.level == 3 else offered.OTHER


def _words(ticket: Ticket, own: Own) -> str:
    if ticket.pk not in own.tickets and (ticket.confidential or ticket.kind not in policy.current().city.publishing.kinds):
        return ""
    return hidden(ticket, ticket.detail)[:LONGEST]


def _notes(ticket: Ticket, subject: Ticket, own: Own, english: bool) -> str:
    stands = STATE_NAMES[State(subject.state)][3 if english else 2]
    answers = own.answers.get(subject.pk, []) if ticket.pk in own.tickets and not subject.is_open else []
    return f"{stands}: {hidden(ticket, answers[-1][1])}"[:LONGEST] if answers else stands


def _notice(ticket: Ticket, own: Own, english: bool) -> str:
    """What the citizen is asked to add; nobody else needs to know."""
    if not ticket.missing or not ticket.is_open or ticket.pk not in own.tickets:
        return ""
    lacking = [each for each in completeness.missing("", {}, kind="complaint") if each.element in set(ticket.missing)]
    return " ".join(each.ask_en if english else each.ask_zh for each in lacking)


def _unit(subject: Ticket, english: bool) -> str:
    return subject.lead.called(english=english) if subject.lead else ""


def _changed(subject: Ticket) -> datetime:
    """When it was closed, for closed ones; a later archiving is no news."""
    return subject.completed_at if subject.completed_at and not subject.is_open else subject.changed_at


def _place(ticket: Ticket) -> str:
    masked = hidden(ticket, ticket.place)
    return mask_address(masked) if DWELLING.search(ticket.place) else masked


def _address(ticket: Ticket, place: str, english: bool) -> str:
    """From the most specific to the most general."""
    around = [each.en if english else each.name for each in policy.current().places(ticket.division)]
    return ", ".join([*([place] if place else []), *(each for each in around if each not in place)])


def _point(ticket: Ticket, place: str) -> dict[str, float | None]:
    """The pin, rounded to about 100 m where people live; without one the middle of the division, or of the city."""
    if ticket.lat is not None and ticket.lon is not None:
        digits = 3 if place != ticket.place or not place else 6
        return {"lat": round(ticket.lat, digits), "long": round(ticket.lon, digits)}
    rules = policy.current()
    around = rules.places(ticket.division) or [each for each in rules.divisions.values() if each.level == "city"]
    known = next((each for each in around if each.lat is not None and each.lon is not None), None)
    return {"lat": known.lat if known else None, "long": known.lon if known else None}
