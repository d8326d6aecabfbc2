"""Agreement over time and by class, drift, confused pairs; and retrain, compare, promote, roll back."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from huying import policy
from huying.clocks.present import now as present
from huying.clocks.zone import SHANGHAI
from huying.desks.gate import enter
from huying.desks.lists.board import pager
from huying.desks.understanding import figures
from huying.insight import training
from huying.insight.accuracy import accuracy
from huying.insight.corrections import corrections
from huying.insight.models import Lesson, Training
from huying.people.persons import Role
from huying.tickets import refining
from huying.tickets.problems import Refused

READERS = (Role.KNOWLEDGE_EDITOR, Role.ADMINISTRATOR, Role.QUALITY, Role.SUPERVISOR, Role.LEADER)
EDITORS = (Role.KNOWLEDGE_EDITOR,)
SPANS = (7, 30, 90)
RECENT = 8
RUNNING = {Training.WAITING, Training.RUNNING}


@require_GET
@enter(*READERS)
def home(request: HttpRequest) -> HttpResponse:
    """One element (category, kind, division, lead unit) over the last days; a part of it refreshes by itself."""
    now, person = present(), request.person  # type: ignore[attr-defined]
    element = request.GET.get("element", "")
    element = element if element in dict(Lesson.ELEMENTS) else Lesson.CATEGORY
    given = request.GET.get("days", "")
    span = int(given) if given in map(str, SPANS) else 30
    today = now.astimezone(SHANGHAI).date()
    found = accuracy(element, today - timedelta(days=span - 1), today)
    overruled, part = corrections(element, request.GET.get("at", ""))
    month = now - timedelta(days=30)
    rules, store = policy.current().understanding, training.store()
    recent = Training.objects.select_related("by").order_by("-id")[:RECENT]
    return render(request, "understanding/home.html", {
        **figures.hints(found), "running": any(each.state in RUNNING for each in recent),
        "now": now, "found": found, "element": element, "span": span, "rules": rules,
        "elements": figures.tabs(element, span), "spans": figures.spans(element, span, SPANS),
        "trend_heads": [_("日期"), _("与人工一致（%）"), _("被改（%）")], "trend": figures.trend(found),
        "classes": figures.classes(found, element), "moved": figures.moved(found, element),
        "confused": figures.confused(found, element, person),
        "corrections": figures.corrected(overruled, person), "pager": pager(request, part),
        "outside": refining.counted(month) if refining.named() else None,
        "may_edit": person.has(*EDITORS), "has_store": store is not None, "versions": store.versions() if store else [],
        "waiting": training.confirmed(now), "recent": recent, "live_topics": training.TOPIC})


@require_POST
@enter(*EDITORS)
def trainings(request: HttpRequest) -> HttpResponse:
    """Retrain, compare, promote or roll back; what came of it is told on the page."""
    act, version = request.POST.get("act", ""), request.POST.get("version", "")[:40]
    if act in dict(Training.ACTS):
        try:
            row = training.ask(act, request.person, present(), version)  # type: ignore[attr-defined]
            messages.success(request, figures.done(row))
        except Refused as refusal:
            for problem in refusal.problems:
                messages.error(request, problem.words(get_language() or "zh"))
    return redirect("understanding:home")
