"""The squad leader's floor: who waits, who does what, how the day goes; and the acts that only a squad leader has."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from huying import policy
from huying.channels.phone import asking, callers, figures, line, orders, places, seats
from huying.channels.phone.models import (
    BUSY,
    ENDED,
    IN,
    OFF,
    PAUSED,
    READY,
    RESERVED,
    RINGING,
    TALKING,
    WAITING,
    WRAPPING,
    Call,
    CallBack,
    Seat,
)
from huying.clocks.present import now as present
from huying.desks.gate import enter
from huying.desks.phone import words
from huying.desks.phone.who import account_of, person_of, say
from huying.people.models import Account
from huying.people.persons import Role
from huying.tickets.problems import Refused

LOOKERS = (Role.SQUAD_LEADER, Role.SUPERVISOR, Role.LEADER)
KEEPERS = (Role.SQUAD_LEADER,)
SUPERVISING = frozenset({"listen", "whisper", "barge", "redistribute"})
MOST = 60
DUTY = (READY, PAUSED, RESERVED, BUSY, WRAPPING)


@require_GET
@enter(*LOOKERS)
def floor(request: HttpRequest) -> HttpResponse:
    """The live floor; five statements, however many wait."""
    return render(request, "phone/floor.html", _context(request))


@require_GET
@enter(*LOOKERS)
def wall(request: HttpRequest) -> HttpResponse:
    """The same in large figures, for a screen that everybody sees: no names of callers, no numbers."""
    return render(request, "phone/wall.html", _context(request))


@require_POST
@enter(*KEEPERS)
def asks(request: HttpRequest, pk: int) -> HttpResponse:
    """Listen in, whisper, barge, give the call to somebody else: an order about a running call."""
    found, what = get_object_or_404(Call, pk=pk), request.POST.get("what", "")
    if what not in SUPERVISING:
        raise Http404(what)
    try:
        asking.step_in(account_of(request), what, found, present(), key=f"{what}:{pk}:{request.POST.get('idempotency_key', '')[:60]}")
        messages.success(request, gettext("已交给话务系统：%(what)s。") % {"what": words.said(words.ORDER, what)})
    except Refused as refusal:
        say(request, refusal)
    return redirect("phone:floor")


@require_POST
@enter(*KEEPERS)
def seat_states(request: HttpRequest, pk: int) -> HttpResponse:
    """Make somebody ready or log them out; during a call, after it."""
    account = get_object_or_404(Account, seat__pk=pk)
    to = request.POST.get("to", "")
    if to not in (READY, OFF):
        raise Http404(to)
    try:
        (seats.ready if to == READY else seats.log_out)(account, present())
        orders.wake()
        messages.success(request, gettext("已更改 %(name)s 的状态。") % {"name": account.name})
    except Refused as refusal:
        say(request, refusal)
    return redirect("phone:floor")


@require_GET
@enter(*KEEPERS)
def seats_page(request: HttpRequest) -> HttpResponse:
    return _seats(request)


@require_POST
@enter(*KEEPERS)
def seat_changes(request: HttpRequest, pk: int) -> HttpResponse:
    """Give, change or take back the seat of one account."""
    account, now = get_object_or_404(_staff(), pk=pk), present()
    try:
        if request.POST.get("act") == "take_back":
            places.take_back(account, now)
            messages.success(request, gettext("已收回坐席。"))
        else:
            places.give(account, request.POST.get("extension", "").strip(), request.POST.getlist("skills"), now,
                        browser=request.POST.get("browser") == "1")
            messages.success(request, gettext("已保存 %(name)s 的坐席。") % {"name": account.name})
    except Refused as refusal:
        say(request, refusal)
        return _seats(request, status=422)
    return redirect("phone:seats")


def _context(request: HttpRequest) -> dict[str, Any]:
    person, now = person_of(request), present()
    today = figures.today(now)
    waits, talks = _calls(now)
    on, off = _seats_now(now)
    states = {code: sum(row["seat"].state == code for row in on) for code in DUTY}
    longest = max((row["seconds"] for row in waits), default=0)
    rules = policy.current().phone.line
    owed = CallBack.objects.filter(state__in=(CallBack.OPEN, CallBack.CLAIMED)).count()
    return {
        "now": now, "today": today.whole, "day": today.last_day, "waiting": waits, "talking": talks, "seats": on, "off": off,
        "states": [(words.toned(words.SEAT, code), count) for code, count in states.items()], "on": len(on), "owed": owed,
        "ready": states[READY], "longest": longest, "longest_said": words.span(longest), "service": rules.service_seconds,
        "target": round(100 * rules.service_share), "tone": _tone(today.last_day.connected, 100 * rules.service_share),
        "level_tone": _tone(today.whole.level, 100 * rules.service_share), "may": person.has(*KEEPERS),
        "heads": [gettext("时段"), gettext("请求人工"), gettext("接通"), gettext("排队放弃")],
        "chart": [[f"{slot.at:%H:%M}", slot.offered, slot.answered, slot.lost] for slot in today.slots],
        "level_heads": [gettext("时段"), gettext("服务水平")],
        "levels": [[f"{slot.at:%H:%M}", slot.level] for slot in today.slots if slot.level is not None],
        "live_topics": seats.FLOOR if person.has(*KEEPERS) else "",
    }  # fmt: skip


def _calls(now: datetime) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Who waits, in turn, and who talks. One statement on the open calls."""
    found = list(Call.objects.exclude(state=ENDED).filter(Q(state__in=(WAITING, RINGING), direction=IN) | Q(state=TALKING))
                 .select_related("agent").order_by("began_at")[:500])
    standing = {call.pk: call for call in found if call.state != TALKING and call.direction == IN}
    turn = line.in_turn((line.Waiting(pk, call.queued_at or call.began_at, frozenset(call.skills), call.priority)
                         for pk, call in standing.items()), now)
    waits = [_wait(standing[each.call], place, now) for place, each in enumerate(turn[:MOST], start=1)]
    talks = [{"call": call, "number": callers.shown(call) or "—",
              **_time(call.answered_at or call.began_at, now)} for call in found if call.state == TALKING][:MOST]
    return waits, talks


def _wait(call: Call, place: int, now: datetime) -> dict[str, Any]:
    return {"call": call, "place": place, "number": callers.shown(call) or "—",
            **_time(call.queued_at or call.began_at, now), "skills": words.skills(call.skills),
            "state": words.toned(words.STATE, call.state), "mark": words.said(words.MARK, call.caller) if call.caller else ""}


def _time(since: datetime, now: datetime) -> dict[str, Any]:
    """Seconds since then, and as people read them."""
    return {"seconds": max(0, int((now - since).total_seconds())), "lasted": words.lasting(since, None, now)}


def _seats_now(now: datetime) -> tuple[list[dict[str, Any]], list[Seat]]:
    """(on duty, logged out). One statement."""
    found = list(Seat.objects.select_related("account", "call").order_by("extension"))
    on = [{"seat": seat, "state": words.seat(seat), **_time(seat.since, now), "skills": words.skills(seat.skills)}
          for seat in found if seat.state != OFF]
    return on, [seat for seat in found if seat.state == OFF]


def _seats(request: HttpRequest, status: int = 200) -> HttpResponse:
    people = list(_staff().select_related("seat").order_by("name"))
    typed = {"extension": request.POST.get("extension", ""), "skills": request.POST.getlist("skills")} if status != 200 else {}
    rows = [{"account": each, "seat": getattr(each, "seat", None)} for each in people]
    skills = [(each.id, each.en if words.english() else each.name) for each in policy.current().phone.skills]
    return render(request, "phone/seats.html", {"rows": rows, "skills": skills, "typed": typed, "now": present()}, status=status)


def _staff() -> Any:
    """Who may have a seat: people of the centre who take or make calls."""
    return Account.objects.filter(is_active=True, unit=None, grants__role__in=[Role.AGENT, Role.SQUAD_LEADER, Role.FOLLOWUP]).distinct()


def _tone(value: float | None, target: float) -> str:
    return "" if value is None else "green" if value >= target else "yellow" if value >= target - 10 else "red"
