"""The phone bar: the seat's state and what can be done now; every press is a change of the seat or an order to the exchange."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from huying import policy
from huying.channels.phone import asking, callers, duties, emergency, orders, places, seats
from huying.channels.phone.models import BUSY, OFF, READY, RESERVED, Call, CallParty, PhoneOrder, Seat
from huying.clocks.present import now as present
from huying.desks.gate import enter
from huying.desks.phone import words
from huying.desks.phone.who import account_of, person_of, say
from huying.people.persons import Person, Role
from huying.people.vault import normal_phone
from huying.tickets.problems import Blocker, Refused

DESK = (Role.AGENT, Role.SQUAD_LEADER, Role.FOLLOWUP)
LATELY = timedelta(seconds=45)
MUTES = ("mute_recording", "resume_recording")
DRILL = "phone_drill"


@dataclass(slots=True)
class Bar:
    """What the bar shows. `problems`: orders that were not carried out, in words; `waits`: orders that nobody took yet."""

    seat: Seat
    state: dict[str, str]
    now: datetime
    call: Call | None = None
    number: str = ""
    muted: bool = False
    parties: list[tuple[CallParty, str]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    waits: list[str] = field(default_factory=list)
    steps: list[str] = field(default_factory=list)
    asked_number: bool = False
    drill: bool = False
    key: str = field(default_factory=lambda: secrets.token_urlsafe(9))

    @property
    def engaged(self) -> bool:
        return self.seat.state in (RESERVED, BUSY)

    @property
    def talking(self) -> bool:
        return self.seat.state == BUSY and self.call is not None

    @property
    def leads(self) -> bool:
        """The call is this seat's own; who is asked for advice in somebody else's may only leave it."""
        return self.call is not None and self.call.agent_id == self.seat.account_id

    @property
    def elapsed(self) -> int:
        """Seconds in this state."""
        return max(0, int((self.now - self.seat.since).total_seconds()))

    @property
    def lasted(self) -> str:
        return words.span(self.elapsed)

    @property
    def consulting(self) -> bool:
        return any(party.kind in ("consult", "conference", "emergency") for party, _name in self.parties)

    @property
    def pauses(self) -> list[tuple[str, str]]:
        return [(each.id, words.pause(each.id)) for each in policy.current().phone.pauses]

    @property
    def emergencies(self) -> list[tuple[str, str, str]]:
        """(number, code, name) of the services that the exchange knows, in the city's order."""
        known = policy.current().phone.emergency.lines
        return [(each.number, each.id, each.en if words.english() else each.name)
                for each in policy.current().city.emergency if each.id in known]

    @property
    def consents(self) -> list[tuple[str, str]]:
        return [(code, words.said(words.CONSENT, code)) for code in words.CONSENT]

    @property
    def targets(self) -> list[tuple[str, str]]:
        return [(f"target:{code}", each.en if words.english() else each.name) for code, each in asking.targets().items()]

    @property
    def softphone(self) -> bool:
        return bool(settings.PHONE_WSS) and self.seat.browser


def bar_of(request: HttpRequest) -> Bar | None:
    """The bar of who asks; None without a seat. Three statements, five in a call."""
    person, now = person_of(request), present()
    if not person.is_staff or person.id is None:
        return None
    seat = Seat.objects.select_related("call").filter(account=person.id).first()
    if seat is None:
        return None
    bar = Bar(seat, words.seat(seat), now, seat.call, drill=bool(request.session.get(DRILL)))
    if bar.engaged and bar.call is not None:
        bar.number = callers.shown(bar.call)
        parties = list(bar.call.parties.order_by("pk"))
        bar.parties = [(party, _party(party)) for party in parties if party.ended_at is None]
        bar.steps, bar.asked_number = _steps([party for party in parties if party.kind == "emergency"], now)
    _orders(bar, person, now)
    return bar


def _orders(bar: Bar, person: Person, now: datetime) -> None:
    """What became of the last orders; whether the recording pauses is what the last one about it did. One statement."""
    lately = Q(at__gte=now - LATELY)
    mine = PhoneOrder.objects.filter(lately | Q(call=bar.call, what__in=MUTES) if bar.engaged else lately, by=person.id)
    for order in mine.order_by("id"):
        name = words.said(words.ORDER, order.what)
        if order.what in MUTES and order.call_id == bar.seat.call_id and order.done_at and not order.problem:
            bar.muted = order.what == "mute_recording"
        if order.at < now - LATELY:
            continue
        if order.problem:
            bar.problems.append(f"{name}：{order.problem}")
        elif order.done_at is None:
            bar.waits.append(name)


def ready_seats(person: Person) -> list[tuple[str, str]]:
    """("account:…", name) of other people who could take a call now, for consulting and handing on. One statement."""
    found = Seat.objects.filter(state=READY).exclude(account=person.id).select_related("account")[:30]
    return [(f"account:{seat.account_id}", f"{seat.account.name} {seat.extension}") for seat in found]


def _steps(called: list[CallParty], now: datetime) -> tuple[list[str], bool]:
    """How far the call for help has come, line by line, while one rings or until a little later; and whether their number is missing."""
    fresh = [party for party in called if party.ended_at is None or party.ended_at > now - LATELY]
    said = []
    for at, party in enumerate(called if fresh else [], start=1):
        state = gettext("已接通") if party.answered_at else gettext("呼叫中") if party.ended_at is None else words.missed(party.outcome)
        said.append(f"{at}. {words.target(party.target)} {state}")
    return said, any(party.answered_at and not party.drill and not party.other_number for party in called)


@require_GET
@enter(*DESK)
def bar(request: HttpRequest) -> HttpResponse:
    """The bar alone, for the page that has it."""
    return _bar(request)


@require_POST
@enter(*DESK)
def states(request: HttpRequest) -> HttpResponse:
    """Ready, paused for a reason, logged out; during a call, for afterwards. The end of writing up is ready."""
    to, now = request.POST.get("to", ""), present()
    account = account_of(request)
    try:
        if to == READY:
            seats.ready(account, now)
        elif to == OFF:
            seats.log_out(account, now)
        else:
            seats.pause(account, to.removeprefix("pause:"), now)
        orders.wake()
    except Refused as refusal:
        say(request, refusal)
    return _bar(request)


@require_POST
@enter(*DESK)
def asks(request: HttpRequest) -> HttpResponse:
    """One order about the call at one's seat."""
    what = request.POST.get("what", "")
    key = f"{what[:20]}:{request.POST.get('idempotency_key', '')[:60] or secrets.token_urlsafe(9)}"
    try:
        args, call = _args(request, what, key), request.POST.get("call", "")
        if what == "emergency":
            emergency.press(account_of(request), person_of(request), call, present(), key=key, **args)
        else:
            asking.act(account_of(request), what, call, present(), key=key, **args)
    except Refused as refusal:
        say(request, refusal)
    return _bar(request)


@require_GET
@enter(*DESK)
def units(request: HttpRequest) -> HttpResponse:
    """Units that can be rung, by name; those of the call's ticket first."""
    seat = Seat.objects.select_related("call").filter(account=person_of(request).id).first()
    found = duties.found(request.GET.get("unit_name", "")[:40], seat.call if seat else None, present())
    named = [(each, words.target(f"unit:{each.slug}")) for each in found]
    return render(request, "phone/units.html", {"found": named, "asked": request.GET.get("unit_name", "").strip()})


@require_POST
@enter(*DESK)
def numbers(request: HttpRequest) -> HttpResponse:
    """The number that the emergency service gave, for call and ticket."""
    seat = Seat.objects.select_related("call").filter(account=person_of(request).id).first()
    number = request.POST.get("other_number", "").strip()
    own = seat.call if seat is not None and seat.call is not None and str(seat.call.pk) == request.POST.get("call") else None
    if own is None or not number or not emergency.their_number(own, number):
        messages.error(request, gettext("没有记下：请在通话中填写对方给的编号。"))
    return _bar(request)


@require_POST
@enter(*DESK)
def drills(request: HttpRequest) -> HttpResponse:
    """Practise emergencies: until switched off, the three keys ring stand-ins only."""
    request.session[DRILL] = request.POST.get("on") == "1"
    return _bar(request)


@require_GET
@enter(*DESK)
def line(request: HttpRequest) -> HttpResponse:
    """Where and as whom the browser registers: the seat's own session only, kept nowhere."""
    seat = Seat.objects.filter(account=person_of(request).id).first()
    if seat is None or not seat.browser or not settings.PHONE_WSS:
        return JsonResponse({"problem": gettext("这个坐席没有设置用浏览器通话。")}, status=404)
    answer = JsonResponse({"wss": settings.PHONE_WSS, "extension": seat.extension, "secret": places.secret_of(seat),
                           "domain": settings.PHONE_DOMAIN, "stun": settings.PHONE_STUN})
    answer["Cache-Control"] = "no-store"
    return answer


def _args(request: HttpRequest, what: str, key: str) -> dict[str, Any]:
    if what in ("transfer", "consult"):
        return _to(request, key)
    if what == "mark":
        return {"words": request.POST.get("words", "").strip()[:60]}
    if what == "emergency":
        return _help(request)
    return {}


def _help(request: HttpRequest) -> dict[str, Any]:
    """`target` is "<service>:<consent>", one press."""
    target, _, consent = request.POST.get("target", "").partition(":")
    if target not in policy.current().phone.emergency.lines:
        raise Refused([Blocker("no_service", "请选择要接通的紧急服务。", "Choose the emergency service.")])
    if consent not in words.CONSENT:
        raise Refused([Blocker("no_consent", "请选择诉求人是否同意；无法回答时选“无法表示”。",
                               "Say whether the caller agrees; choose “cannot say” when they cannot answer.")])
    return {"target": target, "consent": consent, "drill": request.POST.get("drill") == "1" or bool(request.session.get(DRILL))}


def _to(request: HttpRequest, key: str) -> dict[str, Any]:
    """A typed number is sealed; else one of the list, or a unit by its name. In a drill the order says so: nobody outside is rung."""
    typed, chosen = request.POST.get("number", "").strip(), request.POST.get("unit", "") or request.POST.get("to", "")
    named = request.POST.get("unit_name", "").strip()
    drill: dict[str, Any] = {"drill": True} if request.session.get(DRILL) else {}
    if typed:
        spelt = normal_phone(typed, policy.current().city.area_code)
        if spelt is None:
            raise Refused([Blocker("number", "号码似乎不对，请再核对一遍。", "This does not look like a number.", field="number")])
        return {"to": "sealed", "number": orders.seal(key, spelt), **drill}
    if named and not chosen:
        chosen = f"unit:{duties.only(named)}"
    kind, _, name = chosen.partition(":")
    known = {"account": name.isdigit() and len(name) < 18 and Seat.objects.filter(account_id=int(name), state=READY).exists(),
             "target": name in asking.targets(), "unit": kind == "unit" and not duties.number_of(name, present())[1]}
    if kind == "unit" and name and not known["unit"]:
        raise Refused([duties.blocker(name, present())])
    if not known.get(kind):
        raise Refused([Blocker("no_target", "请选择对方，或填写号码；对方需在就绪状态。",
                               "Choose somebody who is ready, or give a number.", field="to")])
    return {"to": chosen, **drill}


def _bar(request: HttpRequest) -> HttpResponse:
    """The part for htmx; without scripts, back to where the form was."""
    if not request.headers.get("HX-Request"):
        if request.method == "GET":
            return redirect("agent:home")
        return redirect("phone:backs" if "/phone/backs/" in request.headers.get("Referer", "") else "agent:home")
    return render(request, "phone/bar.html", {"bar": bar_of(request), "said": messages.get_messages(request),
                                              "seats": ready_seats(person_of(request))})



def _party(party: CallParty) -> str:
    """ "咨询 水务局": how and who; a colleague by name, a typed number not at all."""
    return f"{words.said(words.PARTY, party.kind)} {words.target(party.target)}".strip()
