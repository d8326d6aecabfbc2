"""An agent's own scores: each with the sheet, the opinion, notes of coaching, and the one appeal."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from huying.clocks.present import now as present
from huying.desks import refusals
from huying.desks.gate import enter
from huying.desks.lists.board import pager
from huying.desks.lists.rows import row_of
from huying.desks.supervisor.case import case_of, rule_of
from huying.desks.supervisor.forms import AppealForm
from huying.people.persons import Role
from huying.supervision import appealing, scoring
from huying.supervision.models import Sample
from huying.tickets.problems import Refused
from huying.tickets.queries.pages import Lane, page

AGENTS = (Role.AGENT, Role.SQUAD_LEADER, Role.FOLLOWUP)


@require_GET
@enter(*AGENTS)
def own(request: HttpRequest) -> HttpResponse:
    """One's own scores, newest first."""
    query = Sample.objects.filter(agent=request.person.id, inspected_at__isnull=False)  # type: ignore[attr-defined]
    query = query.select_related("ticket__lead", "call", "appeal").defer("ticket__search", "ticket__detail")
    found = page([Lane(query, ("-inspected_at", "-id"))], request.GET.get("at", ""))
    rows = [(each, row_of(each.ticket) if each.ticket else None, rule_of(each), scoring.passed(each)) for each in found.rows]
    return render(request, "supervisor/own.html", {"rows": rows, "pager": pager(request, found), "now": present()})


@require_http_methods(["GET", "POST"])
@enter(*AGENTS)
def score(request: HttpRequest, pk: int) -> HttpResponse:
    """One score, and the form to appeal it."""
    person = request.person  # type: ignore[attr-defined]
    query = Sample.objects.select_related("ticket__lead", "call", "appeal", "inspector")
    row = get_object_or_404(query, pk=pk, agent=person.id, inspected_at__isnull=False)
    form, status = AppealForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                appealing.appeal(row, by=person, words=form.cleaned_data["words"], now=present())
            except Refused as refusal:
                refusals.show(form, refusal)
            else:
                messages.success(request, gettext("申诉已提交，由另一位质检员复核。"))
                return redirect("supervisor:own_score", pk)
    until = appealing.open_until(row)
    context = case_of(row, request, gettext("查看本人质检"))
    may = context["appeal"] is None and until is not None and present() <= until
    return render(request, "supervisor/own_score.html", {**context, "form": form, "until": until, "may_appeal": may}, status=status)
