"""The queue: each ticket with the unit the catalogue proposes, and the ticket it is likely the same as; one key accepts."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET, require_POST

from huying.clocks.present import now as present
from huying.desks.dispatcher import joining, why
from huying.desks.gate import enter
from huying.desks.lists.board import board, show
from huying.desks.lists.rows import address, suggestion_of, unit_name
from huying.people.persons import Role
from huying.tickets import access, life, proposing, refining
from huying.tickets.manner import READ, marks
from huying.tickets.problems import Refused
from huying.tickets.queries import proposals, worklists
from huying.tickets.queries.proposal import proposal

LISTS = ("to_dispatch", "to_triage", "to_merge", "objections", "extensions", "suspensions", "incomplete", "overdue", "due_soon")
PROPOSED = {"to_dispatch", "to_triage", "to_merge"}


@require_GET
@enter(Role.DISPATCHER, Role.SQUAD_LEADER)
def queue(request: HttpRequest) -> HttpResponse:
    """Urgent first, then by deadline; objections beside."""
    context = board(request, LISTS)
    if context["worklist"].name in PROPOSED:
        tickets, person = context["tickets"], request.person  # type: ignore[attr-defined]
        why.worded(tickets)
        units, same, outside = proposals.proposals(tickets), joining.likely(tickets, person), refining.categories(tickets)
        context["pairs"] = [(row, ticket.version, suggestion_of(units.get(ticket.pk)), why.why(ticket, outside.get(ticket.pk, "")),
                             same.get(ticket.pk),
                             marks(ticket.text[:READ]))
                            for row, ticket in zip(context["rows"], tickets, strict=True)]
    return show(request, "dispatcher/home.html", context)


@require_POST
@enter(Role.DISPATCHER, Role.SQUAD_LEADER)
def accept(request: HttpRequest, number: str) -> HttpResponse:
    """Dispatch as proposed. The ticket's page opens instead when the catalogue has nothing to say."""
    person, version = request.person, request.POST.get("version", "")  # type: ignore[attr-defined]
    back = f"{reverse('dispatcher:home')}?list={_list(request)}"
    try:
        ticket = access.find(person, number)
        version, _, other = version.partition(":")
        ticket.category = other or ticket.category  # an alternative, chosen by key; never saved from here
        found = proposal(ticket)
        if found is None:
            messages.warning(request, gettext("派单目录没有建议，请选择承办单位。"))
            return redirect(address(ticket.number))
        life.dispatch(
            ticket.number, by=person, now=present(), version=int(version) if version.isdecimal() else None,
            key=f"accept:{version}", lead=found.lead, assisting=found.assisting, basis=found.basis, rule=found.rule,
            limit=found.limit, category=other)
        messages.success(request, gettext("已派至%(unit)s。") % {"unit": unit_name(found.lead)})
    except Refused as refusal:
        _tell(request, refusal)
    return redirect(back)


@require_POST
@enter(Role.DISPATCHER, Role.SQUAD_LEADER)
def join(request: HttpRequest, number: str) -> HttpResponse:
    """Join the ticket to the one that it is likely the same as."""
    person, version = request.person, request.POST.get("version", "")  # type: ignore[attr-defined]
    try:
        found = joining.of(access.find(person, number), person)
        life.merge(number, by=person, now=present(), version=int(version) if version.isdecimal() else None,
                   key=f"join:{version}", main=found.number, reason=joining.REASON + found.zh)
        messages.success(request, gettext("已并入%(title)s。") % {"title": found.title})
    except Refused as refusal:
        _tell(request, refusal)
    return redirect(f"{reverse('dispatcher:home')}?list={_list(request)}")


@require_POST
@enter(Role.DISPATCHER, Role.SQUAD_LEADER)
def differ(request: HttpRequest, number: str) -> HttpResponse:
    """They are not the same: not proposed again."""
    try:
        proposing.refuse(number, by=request.person, now=present())  # type: ignore[attr-defined]
        messages.success(request, gettext("已记为不同事项。"))
    except Refused as refusal:
        _tell(request, refusal)
    return redirect(f"{reverse('dispatcher:home')}?list={_list(request)}")


def _tell(request: HttpRequest, refusal: Refused) -> None:
    for problem in refusal.problems:
        messages.error(request, problem.words(get_language() or "zh"))


def _list(request: HttpRequest) -> str:
    name = request.POST.get("list", "")
    return name if name in worklists.WORKLISTS else LISTS[0]
