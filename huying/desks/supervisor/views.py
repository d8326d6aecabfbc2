"""Overdue by unit, problem tickets, written notices, final answers."""

from __future__ import annotations

from dataclasses import replace

from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from huying.clocks.present import now as present
from huying.desks.gate import enter
from huying.desks.lists.board import board, counted, pager, show
from huying.desks.lists.rows import row_of, unit_name
from huying.desks.supervisor import late
from huying.people.persons import Role
from huying.tickets import access
from huying.tickets.models import Reply, Supervision, Ticket
from huying.tickets.queries import worklists
from huying.tickets.queries.pages import Lane, page

LISTS = ("overdue", "due_soon", "problem", "supervised", "missed", "look_again", "objections", "extensions", "suspensions", "to_review")
DESK = (Role.SUPERVISOR, Role.SQUAD_LEADER, Role.QUALITY, Role.LEADER)
SHOWN = 12
TILES = ("overdue", "due_soon", "problem", "supervised")


@require_GET
@enter(*DESK)
def home(request: HttpRequest) -> HttpResponse:
    """How late, where, and the list behind each figure; each row with the rungs climbed."""
    person = request.person  # type: ignore[attr-defined]
    context = board(request, LISTS)
    climbed = late.levels(context["tickets"])
    context["rows"] = [
        replace(row, note=" · ".join(filter(None, (row.note, _rungs(climbed.get(ticket.pk, 0))))))
        for row, ticket in zip(context["rows"], context["tickets"], strict=True)
    ]
    sizes = counted(TILES, person)
    context["tiles"] = {name: worklists.shown(sizes[name]) or "0" for name in TILES}
    context["late"] = late.by_unit(person, SHOWN)
    return show(request, "supervisor/home.html", context)


@require_GET
@enter(*DESK)
def units(request: HttpRequest) -> HttpResponse:
    """Every unit with something late."""
    return render(request, "supervisor/units.html", {"late": late.by_unit(request.person), "now": present()})  # type: ignore[attr-defined]


def _rungs(level: int) -> str:
    return gettext("已催办至第 %(level)s 级") % {"level": level} if level > 0 else ""


@require_GET
@enter(*DESK)
def notices(request: HttpRequest) -> HttpResponse:
    """Written notices (督办单), newest first; `?open=1` those without an answer."""
    person = request.person  # type: ignore[attr-defined]
    query = Supervision.objects.select_related("ticket", "unit", "issued_by").defer("ticket__search", "ticket__detail")
    if person.divisions:
        query = query.filter(_visible(request))
    waiting = bool(request.GET.get("open"))
    query = query.filter(answered_at=None) if waiting else query
    found = page([Lane(query, ("-id",))], request.GET.get("at", ""))
    now = present()
    rows = [(notice, row_of(notice.ticket), unit_name(notice.unit),
             notice.answered_at is None and notice.answer_by is not None and notice.answer_by < now) for notice in found.rows]
    return render(request, "supervisor/notices.html", {"rows": rows, "waiting": waiting, "pager": pager(request, found), "now": now})


@require_GET
@enter(*DESK)
def finals(request: HttpRequest) -> HttpResponse:
    """最终答复: signed by the head of the unit, newest first."""
    tickets = worklists.WORKLISTS["final"].tickets(request.person, present())  # type: ignore[attr-defined]
    found = page(worklists.lanes(tickets, worklists.NEWEST), request.GET.get("at", ""))
    answers = {reply.ticket_id: reply for reply in Reply.objects.filter(ticket__in=found.rows, kind=Reply.FINAL).order_by("id")}
    rows = [(row_of(ticket), answers.get(ticket.pk)) for ticket in found.rows]
    return render(request, "supervisor/finals.html", {"rows": rows, "pager": pager(request, found), "now": present()})


def _visible(request: HttpRequest) -> Exists:
    own = access.visible(request.person).filter(pk=OuterRef("ticket"))  # type: ignore[attr-defined]
    assert own.model is Ticket
    return Exists(own)
