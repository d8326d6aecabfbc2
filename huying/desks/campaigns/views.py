"""Campaigns with how far they are; each with its calls; started, paused and ended by squad leaders and supervisors."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from huying.channels.phone import campaigning
from huying.channels.phone.campaign import Campaign, CampaignCall
from huying.clocks.present import now as present
from huying.desks import refusals
from huying.desks.gate import enter
from huying.desks.lists.board import pager
from huying.desks.lists.rows import row_of
from huying.people.persons import Role
from huying.policy import current
from huying.tickets.problems import Refused
from huying.tickets.queries.pages import Lane, page

DESK = (Role.SQUAD_LEADER, Role.SUPERVISOR)
STATES: dict[str, Any] = {"draft": gettext_lazy("未开始"), "running": gettext_lazy("进行中"), "paused": gettext_lazy("已暂停"),
                          "over": gettext_lazy("已结束")}
CALL_STATES: dict[str, Any] = {"open": gettext_lazy("待拨"), "dialling": gettext_lazy("拨打中"), "done": gettext_lazy("已接通"),
                               "given_up": gettext_lazy("多次未接通"), "skipped": gettext_lazy("不拨")}
WHYS: dict[str, Any] = {"no_calls": gettext_lazy("仅短信联系"), "stopped": gettext_lazy("已退订"), "rated": gettext_lazy("已评价"),
                        "over": gettext_lazy("评价时间已过")}
MOVES: dict[str, Any] = {"start": gettext_lazy("开始"), "pause": gettext_lazy("暂停"), "end": gettext_lazy("结束任务")}


class NameForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("任务名称"), max_length=60)


@require_http_methods(["GET", "POST"])
@enter(*DESK)
def home(request: HttpRequest) -> HttpResponse:
    """All campaigns, newest first, and a form for the next."""
    form, status = NameForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = campaigning.follow_up(form.cleaned_data["name"], by=request.person, now=present())  # type: ignore[attr-defined]
            except Refused as refusal:
                refusals.show(form, refusal)
            else:
                return redirect("campaigns:campaign", made.pk)
    query = Campaign.objects.select_related("by").annotate(
        size=Count("calls"), open=Count("calls", filter=Q(calls__state__in=["open", "dialling"])),
        done=Count("calls", filter=Q(calls__state="done")))
    found = page([Lane(query, ("-id",))], request.GET.get("at", ""))
    rows = [(each, STATES[each.state]) for each in found.rows]
    return render(request, "campaigns/home.html", {"rows": rows, "form": form, "pager": pager(request, found), "now": present(),
                                                   "rules": current().phone.outbound}, status=status)


@require_GET
@enter(*DESK)
def campaign(request: HttpRequest, pk: int) -> HttpResponse:
    """One campaign: how many in each state, and its calls."""
    row = get_object_or_404(Campaign.objects.select_related("by"), pk=pk)
    counts = dict(row.calls.values_list("state").annotate(Count("pk")).order_by())
    query = CampaignCall.objects.filter(campaign=row).select_related("ticket__lead").defer("ticket__search", "ticket__detail")
    found = page([Lane(query, ("id",))], request.GET.get("at", ""))
    calls = [(each, row_of(each.ticket), CALL_STATES[each.state], WHYS.get(each.why, "")) for each in found.rows]
    moves = [(name, MOVES[name]) for name in campaigning.moves_of(row)]
    return render(request, "campaigns/campaign.html", {
        "campaign": row, "state": STATES[row.state], "calls": calls, "pager": pager(request, found), "now": present(), "moves": moves,
        "counts": [(label, counts.get(name, 0)) for name, label in CALL_STATES.items()]})


@require_POST
@enter(*DESK)
def moves(request: HttpRequest, pk: int) -> HttpResponse:
    """Start, pause or end."""
    row, what = get_object_or_404(Campaign, pk=pk), request.POST.get("move", "")
    if what not in campaigning.MOVES:
        raise Http404(what)
    try:
        campaigning.move(row, what, by=request.person, now=present())  # type: ignore[attr-defined]
    except Refused as refusal:
        messages.error(request, refusal.problems[0].words(get_language() or "zh"))
    else:
        messages.success(request, _("任务已更新：%(state)s") % {"state": STATES[row.state]})
    return redirect("campaigns:campaign", pk)
