"""Quality samples: the list to inspect, the score sheet beside ticket and call, coaching, and appeals to decide."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from huying.clocks.present import now as present
from huying.desks import refusals
from huying.desks.gate import enter
from huying.desks.lists.board import pager
from huying.desks.lists.rows import row_of
from huying.desks.supervisor.case import case_of, rule_of
from huying.desks.supervisor.forms import CoachingForm, SheetForm
from huying.people.persons import Person, Role
from huying.supervision import appealing, coaching, scoring
from huying.supervision.models import Appeal, Sample
from huying.tickets import access
from huying.tickets.problems import Refused
from huying.tickets.queries.pages import Lane, page

INSPECTORS = (Role.QUALITY, Role.SUPERVISOR)
COACHES = (*INSPECTORS, Role.SQUAD_LEADER)


def _visible(person: Person) -> QuerySet[Sample]:
    """Samples of tickets that the person may see, and of calls without one."""
    query = Sample.objects.select_related("ticket__lead", "inspector", "call", "agent", "appeal")
    return query.filter(Q(ticket__in=access.visible(person)) | Q(ticket=None))


@require_GET
@enter(*COACHES)
def samples(request: HttpRequest) -> HttpResponse:
    """Those to inspect, oldest first; `?done=1` those inspected, newest first; `?appeals=1` those whose score is appealed."""
    done, appeals = bool(request.GET.get("done")), bool(request.GET.get("appeals"))
    person = request.person  # type: ignore[attr-defined]
    query = _visible(person) if person.divisions else Sample.objects.select_related("ticket__lead", "inspector", "call", "agent", "appeal")
    query = query.defer("ticket__search", "ticket__detail")
    if appeals:
        lane = Lane(query.filter(appeal__isnull=False, appeal__decided_at=None), ("id",))
    else:
        lane = Lane(query.filter(inspected_at__isnull=False), ("-inspected_at", "-id")) if done else \
            Lane(query.filter(inspected_at=None), ("id",))
    found = page([lane], request.GET.get("at", ""))
    rows = [(each, row_of(each.ticket) if each.ticket else None, rule_of(each), scoring.passed(each)) for each in found.rows]
    waiting = Appeal.objects.filter(decided_at=None).count()
    return render(request, "supervisor/samples.html", {"rows": rows, "done": done, "appeals": appeals, "waiting": waiting,
                                                       "pager": pager(request, found), "now": present()})


@require_http_methods(["GET", "POST"])
@enter(*COACHES)
def sample(request: HttpRequest, pk: int) -> HttpResponse:
    """Ticket and call on the left, the sheet on the right."""
    person = request.person  # type: ignore[attr-defined]
    row = get_object_or_404(_visible(person), pk=pk)
    form, status = SheetForm(request.POST or None, items=scoring.sheet(row)), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                scoring.score(row, by=person, scores=form.scores(), opinion=form.cleaned_data["opinion"], now=present())
            except Refused as refusal:
                refusals.show(form, refusal)
            else:
                messages.success(request, gettext("已评分：%(total)s") % {"total": row.total})
                return redirect("supervisor:samples")
    return _shown(request, row, form, status)


@require_POST
@enter(*COACHES)
def coachings(request: HttpRequest, pk: int) -> HttpResponse:
    """A note that the agent reads."""
    person = request.person  # type: ignore[attr-defined]
    row, form = get_object_or_404(_visible(person), pk=pk), CoachingForm(request.POST)
    if form.is_valid():
        try:
            coaching.coach(row, by=person, words=form.cleaned_data["coaching"], now=present())
        except Refused as refusal:
            refusals.show(form, refusal)
        else:
            messages.success(request, gettext("辅导意见已发给话务员。"))
            return redirect("supervisor:sample", pk)
    return _shown(request, row, SheetForm(items=scoring.sheet(row)), 422, coaching_form=form)


@require_POST
@enter(*INSPECTORS)
def decisions(request: HttpRequest, pk: int) -> HttpResponse:
    """Judge an appealed sample anew."""
    person = request.person  # type: ignore[attr-defined]
    row = get_object_or_404(_visible(person).filter(appeal__isnull=False), pk=pk)
    form = SheetForm(request.POST, items=scoring.sheet(row))
    if form.is_valid():
        try:
            made = appealing.decide(row.appeal, by=person, scores=form.scores(), opinion=form.cleaned_data["opinion"], now=present())
        except Refused as refusal:
            refusals.show(form, refusal)
        else:
            outcome = gettext("改分") if made.outcome == Appeal.CHANGED else gettext("维持原分")
            messages.success(request, gettext("申诉已复核：%(outcome)s") % {"outcome": outcome})
            return redirect("supervisor:samples")
    return _shown(request, row, form, 422)


def _shown(request: HttpRequest, row: Sample, form: SheetForm, status: int = 200, *,
           coaching_form: CoachingForm | None = None) -> HttpResponse:
    person = request.person  # type: ignore[attr-defined]
    context = case_of(row, request, gettext("质检"))
    made = context["appeal"]
    judges = bool(person.roles & scoring.INSPECTORS)
    decides = bool(judges and made and not made.decided_at and person.id not in (row.inspector_id, made.by_id))
    if decides and not form.is_bound:
        form = SheetForm(items=scoring.sheet(row), initial=row.scores)
    context |= {"form": form, "decides": decides, "judges": judges and not row.inspected_at,
                "coaching_form": coaching_form or CoachingForm()}
    return render(request, "supervisor/sample.html", context, status=status)
