"""Notices to a person's desk: what happened that concerns them."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from huying.channels.models import Notice
from huying.clocks.present import now as present
from huying.desks.gate import STAFF, enter
from huying.desks.lists.board import pager, topics
from huying.desks.lists.rows import address
from huying.people.persons import UNIT_ROLES, Person
from huying.tickets.queries.pages import Lane, page
from huying.tickets.queries.worklists import MOST


def unread(person: Person) -> QuerySet[Notice]:
    """Notices to the person's roles that nobody has read: of their unit for unit roles, of the centre else."""
    of_unit = [role.value for role in person.roles & UNIT_ROLES]
    of_centre = [role.value for role in person.roles - UNIT_ROLES]
    mine = Q(pk__in=())
    if of_unit and person.unit_id:
        mine |= Q(unit=person.unit_id, role__in=of_unit)
    if of_centre:
        mine |= Q(unit=None, role__in=of_centre)
    return Notice.objects.filter(mine, door="desk", state=Notice.SENT)


@require_GET
@enter(*STAFF)
def notices(request: HttpRequest) -> HttpResponse:
    """What is new, or with `?read=1` what one has read."""
    person: Person = request.person  # type: ignore[attr-defined]
    old = bool(request.GET.get("read"))
    query = Notice.objects.filter(read_by=person.id, door="desk") if old else unread(person)
    found = page([Lane(query.select_related("ticket").defer("ticket__search", "ticket__detail"), ("-id",))], request.GET.get("at", ""))
    rows = [(notice, address(notice.ticket.number) if notice.ticket else "") for notice in found.rows]
    context = {"rows": rows, "old": old, "pager": pager(request, found), "now": present(), "live_topics": topics(person)}
    return render(request, "lists/notices.html", context)


@require_POST
@enter(*STAFF)
def read(request: HttpRequest) -> HttpResponse:
    """Mark one (`id`) or all of them read."""
    person: Person = request.person  # type: ignore[attr-defined]
    mine, one = unread(person), request.POST.get("id", "")
    if one.isascii() and one.isdigit() and len(one) < 19:
        mine = mine.filter(pk=int(one))
    elif one:
        mine = mine.none()
    mine.filter(pk__in=mine.order_by("-pk").values("pk")[:MOST]).update(state=Notice.READ, read_by_id=person.id)
    return redirect("lists:notices")
