"""Today, the last seven days or thirty: raw counts, rates with their denominators, and simple charts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from huying import policy
from huying.clocks.present import now as present
from huying.clocks.zone import SHANGHAI
from huying.desks.gate import enter
from huying.desks.lists.rows import category_name, english
from huying.insight import figures
from huying.people.persons import Role
from huying.tickets.states import GRADE_NAMES, KIND_NAMES, STATE_NAMES, Grade, Kind, State

SPANS = {"1": 1, "7": 7, "30": 30}
LINE_DAYS = 14
MOST = 12


@require_GET
@enter(Role.LEADER, Role.SUPERVISOR, Role.SQUAD_LEADER, Role.QUALITY)
def home(request: HttpRequest) -> HttpResponse:
    person, now = request.person, present()  # type: ignore[attr-defined]
    span = SPANS.get(request.GET.get("days", "1"), 1)
    today = now.astimezone(SHANGHAI).date()
    found = figures.figures(today - timedelta(days=span - 1), today, now, person)
    line = figures.days(today - timedelta(days=LINE_DAYS - 1), today, person)
    context = {
        "now": now, "figures": found, "span": span, "rates": [_rate(rate) for rate in found.rates],
        "spans": [{"url": f"?days={days}", "label": label, "active": days == span} for days, label in _spans()],
        "charts": [(title, icon, _bars(found.groups.get(group, []), naming, address))
                   for title, icon, group, naming, address in _charts()],
        "grades": _bars([(grade, count) for grade, count in found.grades.items() if count], _grade, ""),
        "heads": [gettext("日期"), gettext("登记"), gettext("办结")],
        "trend": [[f"{day:%m-%d}", registered, completed] for day, registered, completed in line],
        "live_topics": "desk",
    }  # fmt: skip
    return render(request, "leader/home.html", context)


def _spans() -> list[tuple[int, str]]:
    return [(1, gettext("今天")), (7, gettext("近 7 天")), (30, gettext("近 30 天"))]


def _charts() -> list[tuple[str, str, str, Callable[[str], str], str]]:
    return [
        (gettext("渠道"), "phone", "door", _door, "door"), (gettext("诉求性质"), "tag", "kind", _kind, "kind"),
        (gettext("区域"), "location", "district", _district, "division"),
        (gettext("事项大类"), "list", "class", _class, "category"), (gettext("当前状态"), "refresh", "state", _state, "state"),
    ]  # fmt: skip


def _bars(counts: list[tuple[str, int]], naming: Callable[[str], str], parameter: str) -> list[dict[str, Any]]:
    """Rows of ui/c/bars.html, longest first; each leads to the tickets behind it."""
    most = max((count for _, count in counts), default=1)
    search = reverse("lists:search")
    return [{"label": naming(name), "value": count, "percent": round(100 * count / most, 1),
             "url": f"{search}?{parameter}={name}" if parameter and name else ""} for name, count in counts[:MOST]]


def _rate(rate: figures.Rate) -> dict[str, Any]:
    en = 1 if english() else 0
    percent = "—" if rate.percent is None else f"{rate.percent:g}"
    return {"label": rate.name[en], "value": percent, "unit": "" if rate.percent is None else "%",
            "hint": f"{rate.count} / {rate.whole} {rate.of[en]}"}


def _door(code: str) -> str:
    found = policy.current().doors.get(code)
    return code if found is None else found.en if english() else found.name


def _kind(code: str) -> str:
    return KIND_NAMES[Kind(code)][1 if english() else 0]


def _state(code: str) -> str:
    return STATE_NAMES[State(code)][1 if english() else 0]


def _grade(code: str) -> str:
    return GRADE_NAMES[Grade(code)][1 if english() else 0]


def _class(code: str) -> str:
    return category_name(code) or gettext("未分类")


def _district(code: str) -> str:
    found = policy.current().divisions.get(code)
    return gettext("未注明") if found is None else found.en if english() else found.name
