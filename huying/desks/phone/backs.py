"""Calls that we owe, in the order of the line: take one, it is dialled; what came of it; those that were given up."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from huying import policy
from huying.channels.phone import asking, owing
from huying.channels.phone.models import ENDED, CallBack
from huying.clocks.present import now as present
from huying.desks.gate import enter
from huying.desks.lists.board import pager
from huying.desks.phone import bar as bars
from huying.desks.phone import words
from huying.desks.phone.who import account_of, person_of, say
from huying.people.persons import Role
from huying.people.sealed import vault
from huying.people.vault import mask_phone
from huying.tickets.problems import Refused
from huying.tickets.queries.pages import Lane, Page, page

DESK = (Role.AGENT, Role.SQUAD_LEADER)
TABS = ("waiting", "claimed", "given_up", "done")
MOST = 100


@require_GET
@enter(*DESK)
def backs(request: HttpRequest) -> HttpResponse:
    """One tab of the worklist, masked numbers only."""
    person, now = person_of(request), present()
    tab = request.GET.get("list", "")
    tab = tab if tab in TABS else TABS[0]
    found = _rows(tab, request.GET.get("at", ""))
    rows = [_row(back) for back in found.rows]
    context: dict[str, Any] = {
        "rows": rows, "tab": tab, "tabs": [{"url": f"?list={each}", "label": _tab(each), "active": each == tab} for each in TABS],
        "pager": pager(request, found), "now": now, "may_dial": owing.may_dial(now), "hours": asking.hours("、"), "person_id": person.id,
        "bar": bars.bar_of(request), "seats": bars.ready_seats(person), "tries": policy.current().phone.outbound.tries,
        "later": CallBack.objects.filter(state=CallBack.OPEN, not_before__gt=now).count(),
        "live_topics": f"person:{person.id} desk:agent desk:squad_leader"}
    return render(request, "phone/backs.html", context)


@require_POST
@enter(*DESK)
def takes(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one and have it dialled: by who has a seat and is in no call, at hours at which people may be called."""
    try:
        asking.call_back(account_of(request), pk, present())
        messages.success(request, gettext("正在拨号，接通后会弹屏。"))
    except Refused as refusal:
        say(request, refusal)
    return redirect("phone:backs")


@require_POST
@enter(*DESK)
def outcomes(request: HttpRequest, pk: int) -> HttpResponse:
    """What came of one that I took: nobody answered (again later), or it is settled in another way."""
    person, now = person_of(request), present()
    back = CallBack.objects.filter(pk=pk, state=CallBack.CLAIMED).first()
    if back is None or (back.by_id != person.id and not person.has(Role.SQUAD_LEADER)):
        messages.error(request, gettext("这一件不在您手上。"))
    elif request.POST.get("outcome") == "settled":
        back.state, back.done_at, back.note = CallBack.DONE, now, request.POST.get("note", "").strip()[:200]
        back.save(update_fields=["state", "done_at", "note"])
        messages.success(request, gettext("已办结这次回拨。"))
    else:
        owing.tried(back, now)
        messages.success(request, gettext("已记为未接通。"))
    return redirect("phone:backs")


def _rows(tab: str, cursor: str) -> Page:
    """Those to be called now stand in the line's own order; the line is short. The rest is read page by page."""
    if tab == "waiting":
        return Page(list(owing.waiting(present()).select_related("call", "by")[:MOST]))
    query = CallBack.objects.filter(state=tab).select_related("call", "by")
    return page([Lane(query, ("id",) if tab == "claimed" else ("-id",))], cursor)


def _row(back: CallBack) -> dict[str, Any]:
    number = vault().open_(bytes(back.number_sealed), f"callback:{back.call_id}") if back.number_sealed else ""
    return {"back": back, "number": mask_phone(number) if number else "—", "why": words.said(words.WHY, back.why),
            "state": words.said(words.BACK, back.state), "skills": words.skills(back.skills), "in_call": back.call.state != ENDED}


def _tab(name: str) -> str:
    return {"waiting": gettext("待回拨"), "claimed": gettext("回拨中"), "given_up": gettext("多次未接通"), "done": gettext("已回拨")}[name]
