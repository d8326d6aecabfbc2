"""The dispatch catalogue's answer for a whole page of tickets, in one query."""

from __future__ import annotations

from collections.abc import Sequence

from huying import policy
from huying.people.models import Unit
from huying.tickets.models import Ticket
from huying.tickets.queries.proposal import Proposed


def proposals(tickets: Sequence[Ticket]) -> dict[int, Proposed]:
    """What the catalogue proposes, by the ticket's id; a ticket it says nothing about is left out."""
    rules = policy.current()
    routes = {each.pk: rules.route(each.category, each.division or None) for each in tickets if each.category}
    slugs = {slug for route in routes.values() if route for slug in (route.lead, *route.assisting)}
    units = {unit.slug: unit for unit in Unit.objects.filter(slug__in=slugs, active=True)} if slugs else {}
    found = {}
    for pk, route in routes.items():
        if route and route.lead in units:
            others = tuple(units[slug] for slug in route.assisting if slug in units and slug != route.lead)
            found[pk] = Proposed(units[route.lead], others, route.limit or "", route.basis, route.rule, route.confidence)
    return found
