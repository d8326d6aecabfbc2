"""来件 that became no ticket: nothing that came in is lost, and somebody looks at each."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET, require_POST

from huying import policy
from huying.clocks.present import now as present
from huying.desks.gate import enter
from huying.desks.lists.board import pager
from huying.desks.lists.forms import DismissForm, ReasonForm
from huying.desks.lists.rows import address, english
from huying.people.models import Look
from huying.people.persons import Role
from huying.tickets import rescue
from huying.tickets.contacts import raw_of
from huying.tickets.models import Contact
from huying.tickets.problems import Refused
from huying.tickets.queries.pages import Lane, page

KEEPERS = (Role.SQUAD_LEADER, Role.DISPATCHER, Role.SUPERVISOR)
WAITING = (Contact.FAILED, Contact.REFUSED)
# What a reader needs of the raw form, in this order; the rest is shown as it came.
FIELDS = ("title", "detail", "wish", "happened", "place", "parties", "name", "phone", "other")


def waiting() -> QuerySet[Contact]:
    """Contacts that nobody has dealt with yet."""
    return Contact.objects.filter(state__in=(Contact.NEW, *WAITING), ticket=None, taken_by=None)


@require_GET
@enter(*KEEPERS)
def inbox(request: HttpRequest) -> HttpResponse:
    """Those that failed or were refused, oldest first; `?state=` one sort only."""
    state = request.GET.get("state", "")
    query = waiting().filter(state=state) if state in WAITING else waiting().filter(state__in=WAITING)
    found = page([Lane(query.defer("raw_sealed"), ("received_at", "id"))], request.GET.get("at", ""))
    context = {"rows": [(row, _door(row), _reasons(row)) for row in found.rows], "state": state,
               "pager": pager(request, found), "now": present()}
    return render(request, "lists/contacts.html", context)


@require_GET
@enter(*KEEPERS)
def contact(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, get_object_or_404(Contact, pk=pk))


@require_POST
@enter(*KEEPERS)
def look(request: HttpRequest, pk: int) -> HttpResponse:
    """The raw form, shown once; the look and its reason are written first."""
    row, form = get_object_or_404(Contact, pk=pk), ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, row, reason_form=form, status=422)
    Look.objects.create(account_id=request.person.id, citizen_id=row.citizen_id, field=f"contact:{row.pk}",  # type: ignore[attr-defined]
                        reason=form.cleaned_data["reason"], address=request.META.get("REMOTE_ADDR") or None, at=present())
    raw = raw_of(row)
    shown = [(name, raw.get(name)) for name in FIELDS if raw.get(name)]
    more = [(name, value) for name, value in raw.items() if name not in FIELDS]
    return _page(request, row, raw=shown, more=more)


@require_POST
@enter(*KEEPERS)
def register(request: HttpRequest, pk: int) -> HttpResponse:
    """Try again, exactly as it came; what stands in the way is told."""
    row = get_object_or_404(waiting(), pk=pk)
    try:
        rescue.take_up(row, present(), by_hand=True)
    except Refused as refusal:
        row.refresh_from_db()
        language = get_language() or "zh"
        return _page(request, row, problems=[problem.words(language) for problem in refusal.problems], status=422)
    Contact.objects.filter(pk=pk).update(taken_by_id=request.person.id)  # type: ignore[attr-defined]
    messages.success(request, gettext("已登记为工单。"))
    row.refresh_from_db()
    return redirect(address(row.ticket.number) if row.ticket else "lists:contacts")


@require_POST
@enter(*KEEPERS)
def dismiss(request: HttpRequest, pk: int) -> HttpResponse:
    """No ticket is needed; the contact stays, with who said so and why."""
    row, form = get_object_or_404(waiting(), pk=pk), DismissForm(request.POST)
    if not form.is_valid():
        return _page(request, row, dismiss_form=form, status=422)
    row.note = f"{row.note}｜{form.cleaned_data['note']}"[-300:]
    row.taken_by_id, row.state = request.person.id, Contact.REFUSED  # type: ignore[attr-defined]
    row.save(update_fields=["note", "taken_by", "state"])
    messages.success(request, gettext("已搁置，来件原文仍保留。"))
    return redirect("lists:contacts")


def _page(request: HttpRequest, row: Contact, *, status: int = 200, reason_form: Form | None = None,
          dismiss_form: Form | None = None, **more: Any) -> HttpResponse:
    context = {
        "contact": row, "door": _door(row), "reasons": _reasons(row), "now": present(), "is_waiting": row.taken_by_id is None
        and row.ticket_id is None, "reason_form": reason_form or ReasonForm(), "dismiss_form": dismiss_form or DismissForm(),
        "ticket_url": address(row.ticket.number) if row.ticket else "", **more,
    }  # fmt: skip
    return render(request, "lists/contact.html", context, status=status)


def _door(row: Contact) -> str:
    found = policy.current().doors.get(row.door)
    return row.door if found is None else found.en if english() else found.name


def _reasons(row: Contact) -> list[str]:
    """Why no ticket came of it, in the reader's language."""
    language = "en" if (get_language() or "zh").startswith("en") else "zh"
    return [problem.get(language, "") for problem in row.problems] or ([row.note] if row.note else [])
