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

from huying.channels.phone import campaigning, surveying
from huying.channels.phone.campaign import Campaign, CampaignCall
from huying.clocks.present import now as present
from huying.desks import refusals
from huying.desks.gate import enter
from huying.desks.lists.board import pager
from huying.desks.lists.rows import row_of
from huying.desks.phone import words
from huying.desks.phone.words import english
from huying.people.persons import Role
from huying.policy import current
from huying.tickets.problems import Refused
from huying.tickets.queries.pages import Lane, page
from huying.tickets.states import GRADE_NAMES

DESK = (Role.SQUAD_LEADER, Role.SUPERVISOR)
STATES: dict[str, Any] = {"draft": gettext_lazy("未开始"), "running": gettext_lazy("进行中"), "paused": gettext_lazy("已暂停"),
                          "over": gettext_lazy("已结束")}
CALL_STATES: dict[str, Any] = {"open": gettext_lazy("待拨"), "dialling": gettext_lazy("拨打中"), "done": gettext_lazy("已接通"),
                               "given_up": gettext_lazy("多次未接通"), "skipped": gettext_lazy("不拨")}
WHYS: dict[str, Any] = {"no_calls": gettext_lazy("仅短信联系"), "stopped": gettext_lazy("已退订"), "rated": gettext_lazy("已评价"),
                        "over": gettext_lazy("评价时间已过"), "no_number": gettext_lazy("没有可拨的号码"),
                        "asked": gettext_lazy("本人不再接听")}
QUESTIONS: dict[str, Any] = {"solved": gettext_lazy("是否解决"), "matter": gettext_lazy("办理结果"), "agent": gettext_lazy("话务服务")}
SOLVED: dict[str, Any] = {"yes": gettext_lazy("已解决"), "no": gettext_lazy("未解决")}
PERSON: Any = gettext_lazy("人工拨打")
MOVES: dict[str, Any] = {"start": gettext_lazy("开始"), "pause": gettext_lazy("暂停"), "end": gettext_lazy("结束任务")}


class NameForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("任务名称"), max_length=60)
    survey = forms.ChoiceField(label=gettext_lazy("方式"), required=False)
    opening = forms.CharField(label=gettext_lazy("录音来意"), max_length=200, required=False, widget=forms.Textarea(attrs={"rows": 2}),
                              help_text=gettext_lazy("接通后先说的话；不填用统一的说明"))

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        surveys = [(each.id, each.en if english() else each.name) for each in current().phone.surveys]
        choices = [(name, _("录音按键：%(name)s") % {"name": label}) for name, label in surveys]
        self.fields["survey"].choices = [("", PERSON), *choices]  # type: ignore[attr-defined]


@require_http_methods(["GET", "POST"])
@enter(*DESK)
def home(request: HttpRequest) -> HttpResponse:
    """All campaigns, newest first, and a form for the next."""
    form, status = NameForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = campaigning.follow_up(**form.cleaned_data, by=request.person, now=present())  # type: ignore[attr-defined]
            except Refused as refusal:
                refusals.show(form, refusal)
            else:
                return redirect("campaigns:campaign", made.pk)
    query = Campaign.objects.select_related("by").annotate(
        size=Count("calls"), open=Count("calls", filter=Q(calls__state__in=["open", "dialling"])),
        done=Count("calls", filter=Q(calls__state="done")))
    found = page([Lane(query, ("-id",))], request.GET.get("at", ""))
    rows = [(each, STATES[each.state], _way(each)) for each in found.rows]
    return render(request, "campaigns/home.html", {"rows": rows, "form": form, "pager": pager(request, found), "now": present(),
                                                   "rules": current().phone.outbound}, status=status)


@require_GET
@enter(*DESK)
def campaign(request: HttpRequest, pk: int) -> HttpResponse:
    """One campaign: how many in each state, and its calls."""
    row = get_object_or_404(Campaign.objects.select_related("by"), pk=pk)
    counts = dict(row.calls.values_list("state").annotate(Count("pk")).order_by())
    query = CampaignCall.objects.filter(campaign=row).select_related("ticket__lead", "call").defer("ticket__search", "ticket__detail")
    found = page([Lane(query, ("id",))], request.GET.get("at", ""))
    calls = [(each, row_of(each.ticket), CALL_STATES[each.state], WHYS.get(each.why, ""), _came(each)) for each in found.rows]
    moves = [(name, MOVES[name]) for name in campaigning.moves_of(row)]
    return render(request, "campaigns/campaign.html", {
        "campaign": row, "state": STATES[row.state], "way": _way(row), "calls": calls,
        "pager": pager(request, found), "now": present(), "moves": moves,
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


def _way(campaign: Campaign) -> str:
    """Who calls: a person, or the exchange with which questions."""
    if campaign.survey is None:
        return str(PERSON)
    survey = surveying.survey_of(campaign)
    return _("录音按键：%(name)s") % {"name": survey.en if english() else survey.name}


def _came(row: CampaignCall) -> list[tuple[str, str]]:
    """(what, how) of the last try: how the call came out, and each answer by key."""
    grades = {str(grade): names[1 if english() else 0] for grade, names in GRADE_NAMES.items()}
    last = [(_("上次"), words.ended(row.call)["label"])] if row.call and not row.answers else []
    values = {**grades, **{code: str(name) for code, name in SOLVED.items()}}
    return last + [(str(QUESTIONS.get(name, name)), values.get(value, value)) for name, value in row.answers.items()]
