"""Who should have it: the dispatch catalogue's answer for a ticket, with its reason (§4)."""

from __future__ import annotations

from dataclasses import dataclass

from huying import policy
from huying.people.models import Unit
from huying.tickets.models import Ticket


@dataclass(frozen=True, slots=True)
class Proposed:
    """Lead and assisting units, limit and basis; `confidence` 0..1; `rule` names the catalogue's line."""

    lead: Unit
    assisting: tuple[Unit, ...]
    limit: str
    basis: str
    rule: str
    confidence: float

    @property
    def percent(self) -> int:
        """The confidence as people read it."""
        return round(self.confidence * 100)


def proposal(ticket: Ticket) -> Proposed | None:
    """One query for the units; None when the catalogue says nothing."""
    route = policy.current().route(ticket.category, ticket.division or None) if ticket.category else None
    if route is None:
        return None
    slugs = [route.lead, *route.assisting]
    units = {unit.slug: unit for unit in Unit.objects.filter(slug__in=slugs, active=True)}
    if route.lead not in units:
        return None
    others = tuple(units[slug] for slug in route.assisting if slug in units and slug != route.lead)
    return Proposed(units[route.lead], others, route.limit or "", route.basis, route.rule, route.confidence)
