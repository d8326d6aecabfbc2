"""Quality samples: the list to inspect, and the score sheet beside the ticket."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from huying.clocks.present import now as present
from huying.desks import refusals
from huying.desks.gate import enter
from huying.desks.lists.board import pager
from huying.desks.lists.rows import english, row_of
from huying.people.persons import Role
from huying.policy import current
from huying.policy.quality import ScoreItem
from huying.supervision import scoring
from huying.supervision.models import Sample
from huying.tickets import access
from huying.tickets.events import sentence
from huying.tickets.problems import Refused
from huying.tickets.queries.pages import Lane, page

INSPECTORS = (Role.QUALITY, Role.SUPERVISOR)
RULES: dict[str, Any] = {
    "share": gettext_lazy("比例抽样"), "least_per_unit": gettext_lazy("单位保底"), "least_per_agent": gettext_lazy("话务员保底"),
    "dissatisfied": gettext_lazy("不满意"), "overdue": gettext_lazy("超时"), "reworked": gettext_lazy("重办"),
    "declined": gettext_lazy("不予受理"), "final_answer": gettext_lazy("最终答复"), "urgent": gettext_lazy("紧急"),
}  # fmt: skip


class SheetForm(forms.Form):
    """One number a line of the policy's sheet; a fatal line is a tick."""

    opinion = forms.CharField(label=gettext_lazy("质检意见"), required=False, max_length=2000,
                              widget=forms.Textarea(attrs={"rows": 4, "class": "short"}))

    def __init__(self, *args: Any, items: list[ScoreItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = items
        for item in items:
            label = item.en if english() else item.name
            if item.fatal:
                self.fields[item.id] = forms.BooleanField(label=gettext("一票否决：%(what)s") % {"what": label}, required=False)
            else:
                top = gettext("%(what)s（满分 %(points)s）") % {"what": label, "points": item.points}
                self.fields[item.id] = forms.IntegerField(label=top, min_value=0, max_value=item.points, initial=item.points)
        self.order_fields([*(item.id for item in items), "opinion"])

    def scores(self) -> dict[str, int]:
        return {item.id: int(self.cleaned_data[item.id]) for item in self.items}


@require_GET
@enter(*INSPECTORS)
def samples(request: HttpRequest) -> HttpResponse:
    """Those to inspect, oldest first; `?done=1` those inspected, newest first."""
    done = bool(request.GET.get("done"))
    query = Sample.objects.select_related("ticket__lead", "inspector").defer("ticket__search", "ticket__detail")
    query = query.filter(ticket__in=access.visible(request.person)) if request.person.divisions else query  # type: ignore[attr-defined]
    lane = Lane(query.filter(inspected_at__isnull=False), ("-inspected_at", "-id")) if done else \
        Lane(query.filter(inspected_at=None), ("id",))
    found = page([lane], request.GET.get("at", ""))
    rows = [(each, row_of(each.ticket), RULES.get(each.rule, each.rule), scoring.passed(each)) for each in found.rows]
    return render(request, "supervisor/samples.html", {"rows": rows, "done": done, "pager": pager(request, found), "now": present()})


@require_http_methods(["GET", "POST"])
@enter(*INSPECTORS)
def sample(request: HttpRequest, pk: int) -> HttpResponse:
    """The ticket with its history on the left, the sheet on the right."""
    person = request.person  # type: ignore[attr-defined]
    row = get_object_or_404(Sample.objects.select_related("ticket__lead"), pk=pk, ticket__in=access.visible(person))
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
    return render(request, "supervisor/sample.html", {**_case(row), "form": form}, status=status)


def _case(row: Sample) -> dict[str, Any]:
    ticket, language = row.ticket, "en" if english() else "zh"
    history = [{"title": sentence(event, language=language), "at": event.at, "who": event.actor_name, "icon": "check"}
               for event in ticket.events.order_by("-id")[:60]]
    replies = ticket.replies.select_related("unit").order_by("-id")[:5]
    judged = [(item.en if english() else item.name, row.scores.get(item.id)) for item in current().quality.sheet
              if item.id in row.scores]
    return {"sample": row, "rule": RULES.get(row.rule, row.rule), "row": row_of(ticket), "ticket": ticket, "history": history,
            "replies": replies, "judged": judged, "now": present(), "pass_mark": current().quality.pass_mark}
