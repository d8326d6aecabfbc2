"""A desk's first page: tabs of worklists with their counts, and one page of the chosen list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext

from huying.clocks.present import now as present
from huying.desks.lists import acts
from huying.desks.lists.rows import rows_of
from huying.people.persons import Person
from huying.tickets.queries import worklists
from huying.tickets.queries.pages import Page
from huying.tickets.queries.steps import steps_of

PARTS = {"board": "lists/part.html", "tabs": "lists/tabs.html"}
COUNTED_FOR = 15  # seconds that a count may be old


def board(request: HttpRequest, names: Sequence[str], *, person: Person | None = None) -> dict[str, Any]:
    """The context of a desk: `tabs`, `rows`, `pager`, `actions`; `?list=` chooses the worklist, the first by default."""
    person, now = person or request.person, present()  # type: ignore[attr-defined]
    open_to = [name for name in names if person.has(*worklists.WORKLISTS[name].roles)]
    asked = request.GET.get("list", "")
    name = asked if asked in open_to else open_to[0]
    chosen = worklists.WORKLISTS[name]
    page = worklists.rows(chosen, person, now, request.GET.get("at", ""))
    return {
        "now": now, "worklist": chosen, "title": chosen.words(get_language() or "zh"), "tabs": tabs(request, open_to, name, person),
        "tickets": page.rows, "rows": rows_of(page.rows, steps_of(chosen, page.rows)), "pager": pager(request, page),
        "sorting": sorting(chosen),
        "actions": acts.offered(name, request.person), "export_url": f"{reverse('lists:export')}?list={name}",  # type: ignore[attr-defined]
        "live_topics": topics(person),
    }  # fmt: skip


def sorting(worklist: worklists.Worklist) -> str:
    """How the list is ordered, in words."""
    return {
        worklists.URGENT: gettext("每页 50 件，先急后缓，按时限排列"), worklists.DUE: gettext("每页 50 件，按时限排列"),
        worklists.BY_COMPLETION: gettext("每页 50 件，先办结的在前"), worklists.NEWEST: gettext("每页 50 件，新的在前"),
        worklists.OLDEST: gettext("每页 50 件，先来的在前"),
    }[worklist.order]  # fmt: skip


def show(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """The whole page; for htmx the list alone, or the tabs with fresh counts (what is ticked stays ticked)."""
    part = PARTS.get(request.headers.get("HX-Target", "")) if request.headers.get("HX-Request") else None
    return render(request, part or template, context)


def tabs(request: HttpRequest, names: Sequence[str], active: str, person: Person) -> list[dict[str, Any]]:
    sizes = counted(names, person)
    language = get_language() or "zh"
    return [
        {"url": _with(request, list=name), "label": worklists.WORKLISTS[name].words(language), "active": name == active,
         "count": worklists.shown(sizes[name]) or "0"}
        for name in names
    ]  # fmt: skip


def counted(names: Sequence[str], person: Person) -> dict[str, int]:
    """Sizes of worklists, at most a quarter of a minute old; one statement when they are not in the cache."""
    key = f"counts:{person.id}:{hash((tuple(names), person.roles, person.unit_ids, person.divisions))}"
    found = cache.get(key)
    if found is None:
        found = worklists.counts(names, person, present())
        cache.set(key, found, COUNTED_FOR)
    return dict(found)


def pager(request: HttpRequest, page: Page) -> dict[str, str]:
    return {"next": _with(request, keep=True, at=page.next) if page.next else "",
            "previous": _with(request, keep=True, at=page.previous) if page.previous else ""}


def topics(person: Person) -> str:
    """What the page listens to: the centre's desk, or the person's own unit."""
    return "desk" if person.is_centre else f"unit:{person.unit_id}" if person.unit_id else ""


def _with(request: HttpRequest, keep: bool = False, **changes: str) -> str:
    """This address with other parameters; without `keep` a new list begins at its first page."""
    query = request.GET.copy() if keep else QueryDict(mutable=True)
    if not keep and "unit" in request.GET:
        query["unit"] = request.GET["unit"]
    for name, value in changes.items():
        query[name] = value
    return f"{request.path}?{query.urlencode()}"
