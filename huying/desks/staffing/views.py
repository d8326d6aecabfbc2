"""Forecast and plan for squad leaders and leaders: two charts, shifts to add and take out, the plan as a file."""

from __future__ import annotations

import tempfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from huying.clocks.present import now as present
from huying.clocks.zone import SHANGHAI
from huying.desks import refusals
from huying.desks.gate import enter
from huying.desks.staffing.forms import SPANS, Asked, ShiftForm
from huying.insight import half_hours, planning
from huying.insight.forecast import TooShort
from huying.insight.models import Shift
from huying.insight.planning import Half, Plan
from huying.people.persons import Role
from huying.tickets.problems import Refused

DESK = (Role.SQUAD_LEADER, Role.LEADER, Role.SUPERVISOR)
MIMES = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


@require_GET
@enter(*DESK)
def home(request: HttpRequest) -> HttpResponse:
    """The plan of a day or of some days."""
    return _page(request)


@require_POST
@enter(*DESK)
def shifts(request: HttpRequest) -> HttpResponse:
    """Plan a shift."""
    form = ShiftForm(request.POST)
    if form.is_valid():
        try:
            planning.add_shift(by=request.person, now=present(), **form.span())  # type: ignore[attr-defined]
        except Refused as refusal:
            refusals.show(form, refusal)
        else:
            messages.success(request, _("已排班。"))
            return redirect(f"{reverse('staffing:home')}?day={form.cleaned_data['day']:%Y-%m-%d}")
    return _page(request, form, 422)


@require_POST
@enter(*DESK)
def removal(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a shift out."""
    try:
        planning.drop_shift(pk, by=request.person)  # type: ignore[attr-defined]
    except Refused as refusal:
        messages.error(request, refusal.problems[0].words(request.LANGUAGE_CODE))  # type: ignore[attr-defined]
    day = Asked(request.POST)
    first, _days = day.span(_today())
    return redirect(f"{reverse('staffing:home')}?day={first:%Y-%m-%d}")


@require_GET
@enter(*DESK)
def file(request: HttpRequest, sort: str) -> HttpResponse:
    """The plan as CSV or Excel."""
    if sort not in MIMES:
        raise Http404(sort)
    first, days = Asked(request.GET).span(_today())
    try:
        found = planning.plan(first, days, present())
    except TooShort:
        raise Http404("no history") from None
    if sort == "csv":
        body = planning.as_csv(found).encode()
    else:
        with tempfile.TemporaryDirectory() as folder:
            planning.write_xlsx(found, Path(folder) / "plan.xlsx")
            body = (Path(folder) / "plan.xlsx").read_bytes()
    name = _("排班计划 %(day)s") % {"day": f"{first:%Y-%m-%d}"}
    return HttpResponse(body, content_type=MIMES[sort], headers={
        "Content-Disposition": content_disposition_header(True, f"{name}.{sort}") or "", "Cache-Control": "no-store"})


def _page(request: HttpRequest, form: ShiftForm | None = None, status: int = 200) -> HttpResponse:
    asked = Asked(request.GET)
    first, days = asked.span(form.cleaned_data.get("day") or _today() if form else _today())
    try:
        found = planning.plan(first, days, present())
    except TooShort:
        found = None
    may = bool(request.person.roles & planning.PLANNERS)  # type: ignore[attr-defined]
    context = {"first": first, "last": first + timedelta(days=days - 1), "days": days, "now": present(), "plan": found, "may_plan": may,
               "before": first - timedelta(days=days), "after": first + timedelta(days=days), "today": _today(),
               "spans": [_tab(first, span, days) for span in SPANS],
               "form": form or ShiftForm(initial={"day": first})}  # fmt: skip
    if found:
        context |= _figures(found) | {"shifts": _shifts(first, days)}
    return render(request, "staffing/home.html", context, status=status)


def _figures(plan: Plan) -> dict[str, Any]:
    """The charts' tables and the figures above them."""
    short = [half for half in plan.halves if half.gap < 0 and half.people]
    return {
        "calls": round(sum(half.expected for half in plan.halves)), "came": _came(plan.halves),
        "busiest": max(plan.halves, key=lambda half: half.people), "short": len(short),
        "hours": round(sum(half.people for half in plan.halves) / 2), "planned": round(sum(half.planned for half in plan.halves) / 2),
        "share": round(plan.target.share * 100), "seconds": round(plan.target.seconds), "handling": round(plan.usual.handling),
        "pauses": round(plan.usual.pauses * 100),
        "call_heads": [_("时段"), _("预计来电"), _("实际来电"), _("下限"), _("上限")],
        "call_rows": [[_label(half, plan), round(half.expected, 1), _known(half.came), round(half.low, 1), round(half.high, 1)]
                      for half in plan.halves],
        "seat_heads": [_("时段"), _("需要人数"), _("已排坐席"), _("实际在岗")],
        "seat_rows": [[_label(half, plan), half.people, half.planned, _known(half.staffed)] for half in plan.halves],
    }  # fmt: skip


def _came(halves: list[Half]) -> int | None:
    known = [half.came for half in halves if half.came is not None]
    return sum(known) if known else None


def _label(half: Half, plan: Plan) -> str:
    local = half.at.astimezone(SHANGHAI)
    return f"{local:%H:%M}" if plan.days == 1 else f"{local:%m-%d %H:%M}"


def _known(figure: float | None) -> float | str:
    return "" if figure is None else figure


def _shifts(first: date, days: int) -> list[Shift]:
    begin, end = half_hours.start_of(first), half_hours.start_of(first + timedelta(days=days))
    return list(Shift.objects.filter(begins_at__lt=end, ends_at__gt=begin).select_related("by"))


def _tab(first: date, span: int, days: int) -> dict[str, Any]:
    label = ngettext("%(days)s 天", "%(days)s 天", span) % {"days": span}
    return {"url": f"?day={first:%Y-%m-%d}&days={span}", "label": label, "active": span == days}


def _today() -> date:
    return present().astimezone(SHANGHAI).date()
