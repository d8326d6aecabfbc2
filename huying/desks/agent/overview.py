"""Wrapping up: one's own tickets of late; and for the squad leader, who took what today."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from huying.clocks.present import now as present
from huying.clocks.zone import SHANGHAI
from huying.desks.gate import enter
from huying.desks.lists.board import pager
from huying.desks.lists.contacts import waiting
from huying.desks.lists.rows import rows_of
from huying.people.persons import Role
from huying.tickets import access
from huying.tickets.queries.pages import Lane, page
from huying.tickets.states import OPEN, State

LATELY = timedelta(days=14)
SIZE = 30
OFFICE = [Role.AGENT, Role.SQUAD_LEADER]


@require_GET
@enter(*OFFICE)
def mine(request: HttpRequest) -> HttpResponse:
    """What I registered in the last fortnight, newest first."""
    person, now = request.person, present()  # type: ignore[attr-defined]
    own = access.visible(person).defer("search", "detail").select_related("lead").filter(
        registered_by=person.id, registered_at__gte=now - LATELY)
    found = page([Lane(own, ("-id",))], request.GET.get("at", ""), SIZE)
    return render(request, "agent/mine.html", {"rows": rows_of(found.rows), "pager": pager(request, found), "now": now})


@require_GET
@enter(Role.SQUAD_LEADER)
def overview(request: HttpRequest) -> HttpResponse:
    """Today by agent, and the contacts that became no ticket."""
    person, now = request.person, present()  # type: ignore[attr-defined]
    since = datetime.combine(now.astimezone(SHANGHAI).date(), time(), SHANGHAI)
    today = access.visible(person).filter(registered_at__gte=since)
    by_agent = list(
        today.filter(registered_by__isnull=False).values("registered_by__name", "registered_by__username")
        .annotate(taken=Count("id"), urgent=Count("id", filter=~Q(urgency="normal")),
                  closed=Count("id", filter=Q(legs__isnull=True, state__in=[State.COMPLETED, State.ARCHIVED])),
                  transferred=Count("id", filter=Q(state=State.TRANSFERRED)),
                  open=Count("id", filter=Q(state__in=[state.value for state in OPEN])))
        .order_by("-taken", "registered_by__username"))
    doors = today.aggregate(all=Count("id"), online=Count("id", filter=Q(registered_by__isnull=True)),
                            unlooked=Count("id", filter=Q(state=State.RECEIVED)))
    return render(request, "agent/overview.html", {
        "agents": by_agent, "doors": doors, "lost": waiting().exclude(state="new").count(), "now": now, "live_topics": "desk"})
