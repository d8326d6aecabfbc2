"""Hot topics of a day, a week or a month by growth or size; one topic with its days and its tickets."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from huying.clocks.present import now as present
from huying.clocks.zone import SHANGHAI
from huying.desks.gate import enter
from huying.desks.lists.board import pager
from huying.desks.lists.rows import category_name, place_name, rows_of
from huying.insight import hot
from huying.insight.models import Topic
from huying.people.persons import Role
from huying.tickets import access
from huying.tickets.queries.pages import Lane, page
from huying.tickets.queries.worklists import ROW

READERS = (Role.LEADER, Role.SUPERVISOR, Role.SQUAD_LEADER, Role.QUALITY, Role.DISPATCHER, Role.FOLLOWUP, Role.KNOWLEDGE_EDITOR)
DRAWN, CHART_DAYS = 10, 30


@require_GET
@enter(*READERS)
def home(request: HttpRequest) -> HttpResponse:
    """The list; numbers count what the reader's divisions hold."""
    person, now = request.person, present()  # type: ignore[attr-defined]
    days = request.GET.get("days", "")
    days = days if days in hot.PERIODS else "7"
    order = hot.SIZE if request.GET.get("order") == hot.SIZE else hot.GROWTH
    found = hot.hottest(person, now, hot.PERIODS[days], order)
    words = {"1": _("近 24 小时"), "7": _("近 7 天"), "30": _("近 30 天")}
    return render(request, "topics/home.html", {
        "now": now, "rows": [(each, *_where(each.topic)) for each in found], "bars": _bars(found), "least": hot.LEAST,
        "spans": [{"url": f"?days={code}&order={order}", "label": label, "active": code == days} for code, label in words.items()],
        "orders": [{"url": f"?days={days}&order={code}", "label": label, "active": code == order}
                   for code, label in ((hot.GROWTH, _("增长最快")), (hot.SIZE, _("数量最多")))]})


@require_GET
@enter(*READERS)
def topic(request: HttpRequest, pk: int) -> HttpResponse:
    """One topic. A former id leads to the older topic that it was united with."""
    person, now = request.person, present()  # type: ignore[attr-defined]
    found = Topic.objects.select_related("typical").filter(pk=pk).first()
    if found is None:
        raise Http404(pk)
    if found.into_id:
        return redirect("topics:topic", found.into_id)
    days = hot.days(pk, person, now.astimezone(SHANGHAI).date(), CHART_DAYS)
    if person.divisions and not access.visible(person).filter(in_topic__topic=pk, confidential=False).exists():
        raise Http404(pk)
    members = access.visible(person).filter(in_topic__topic=pk, confidential=False).select_related("lead").only(*ROW)
    part = page([Lane(members, ("-id",))], request.GET.get("at", ""))
    place, category = _where(found)
    return render(request, "topics/topic.html", {
        "now": now, "topic": found, "place": place, "category": category, "said": hot.said(found, person),
        "heads": [_("日期"), _("来件")], "trend": [[f"{day:%m-%d}", count] for day, count in days],
        "week": sum(count for _day, count in days[-7:]), "before": sum(count for _day, count in days[-14:-7]),
        "rows": rows_of(part.rows), "pager": pager(request, part), "may_open": person.has(*access.SEES_ALL),
        "since": now - timedelta(days=CHART_DAYS)})


def _where(found: Topic) -> tuple[str, str]:
    return place_name(found.division), category_name(found.category)


def _bars(found: list[hot.Hot]) -> list[dict[str, Any]]:
    """The first topics as bars, each leading to its page."""
    first = sorted(found, key=lambda each: -each.now)[:DRAWN]
    most = max((each.now for each in first), default=1)
    return [{"label": each.topic.name, "value": each.now, "percent": round(100 * each.now / most, 1), "url": f"{each.topic.pk}/"}
            for each in first]
