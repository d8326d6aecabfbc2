"""The first page after login: straight to the one desk, or a choice of desks with what waits there."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_safe

from huying.desks.gate import STAFF, enter
from huying.desks.nav import nav
from huying.people.persons import Person, Role

MAIN: dict[Role, str] = {
    Role.AGENT: "agent:home", Role.SQUAD_LEADER: "agent:overview", Role.DISPATCHER: "dispatcher:home",
    Role.LIAISON: "unit:home", Role.UNIT_HEAD: "unit:home", Role.FOLLOWUP: "followup:home",
    Role.QUALITY: "supervisor:samples", Role.SUPERVISOR: "supervisor:home", Role.LEADER: "leader:home",
    Role.ADMINISTRATOR: "admin:index", Role.AUDITOR: "lists:search", Role.KNOWLEDGE_EDITOR: "understanding:home",
}  # fmt: skip


@require_safe
@enter(*STAFF)
def home(request: HttpRequest) -> HttpResponse:
    """To the desk of the person's only role; with several, a page of desks and their counts."""
    desks = desks_of(request.person)  # type: ignore[attr-defined]
    if len(desks) == 1:
        return redirect(desks[0])
    return render(request, "staff/home.html", {"desks": [item for item in nav(request)["nav"] if item["url"] != request.path]})


def desks_of(person: Person) -> list[str]:
    """Addresses of the person's main desks, each once, in the order of roles."""
    found: list[str] = []
    for role, view in MAIN.items():
        if person.has(role) and (url := _address(view)) and url not in found:
            found.append(url)
    return found


def _address(view: str) -> str:
    try:
        return reverse(view)
    except NoReverseMatch:
        return ""
