"""One screen for a call: the form, the caller's card, live help; and the number to read out at the end."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from huying.clocks.present import now as present
from huying.desks import refusals
from huying.desks.agent import forms
from huying.desks.agent.caller import card_of
from huying.desks.agent.hints import help_of
from huying.desks.agent.taking import take
from huying.desks.gate import enter
from huying.desks.phone.bar import bar_of, ready_seats
from huying.desks.phone.heard import beside
from huying.desks.phone.pop import own, phone_of, pop_of
from huying.desks.ticket import names
from huying.desks.ticket.finding import category
from huying.people.persons import Person, Role
from huying.people.sealed import masked_caller
from huying.tickets import access, life, map, numbers
from huying.tickets.problems import Refused

DESK = (Role.AGENT, Role.SQUAD_LEADER)


@require_GET
@enter(*DESK)
def home(request: HttpRequest) -> HttpResponse:
    """The empty form, ready for the next call; `?call=` for one of one's own calls."""
    call = own(_person(request), request.GET["call"]) if request.GET.get("call") else None
    return _form(request, forms.Call(initial={"call": call.pk, "english": call.language.startswith("en")} if call else None))


@require_POST
@enter(*DESK)
def requests(request: HttpRequest) -> HttpResponse:
    """Take the call as the pressed button says; `look` only shows caller and help (for browsers without scripts)."""
    form, person = forms.Call(request.POST), _person(request)
    if form.act == forms.LOOK or "find" in request.POST:
        return _form(request, form, asked=True)
    if not form.is_valid():
        return _form(request, form, asked=True, status=422)
    try:
        taken = take(form, person, present())
    except Refused as refusal:
        refusals.show(form, refusal)
        return _form(request, form, asked=True, status=422)
    for problem in taken.problems:
        messages.warning(request, problem.words(get_language() or "zh"))
    if taken.registered.joined:
        messages.success(request, _("同一诉求人的同一事项正在办理，本次内容已作为催办告知承办单位。"))
    return redirect("agent:done", taken.registered.ticket.number)


@require_GET
@enter(*DESK)
def done(request: HttpRequest, number: str) -> HttpResponse:
    """The number to read out; the extraction code only for who took the call."""
    person = _person(request)
    try:
        ticket = access.find(person, number)
    except Refused:
        messages.error(request, _("没有找到这个编号的工单。"))
        return redirect("agent:home")
    own = ticket.registered_by_id == person.id
    code = numbers.code_for(ticket.number, settings.MASTER_SECRET) if own else ""
    transferred = ticket.transfers.order_by("-id").first()
    return render(request, "agent/done.html", {
        "ticket": ticket, "now": present(), "spoken": spoken(ticket.number), "code": code, "code_spoken": " ".join(code),
        "phone": masked_caller(ticket.number, ticket.caller_sealed)[1], "transferred": transferred,
        "category": names.category_path(ticket.category) if ticket.category else "", **_beside(request, person)})


@require_POST
@enter(*DESK)
def caller(request: HttpRequest) -> HttpResponse:
    """The caller's card, as soon as the number stands in the form."""
    card = card_of(_phone(request), _person(request), present())
    return render(request, "agent/caller.html", {"card": card, "now": present()})


@require_POST
@enter(*DESK)
def help_(request: HttpRequest) -> HttpResponse:
    """Live help for what has been written so far."""
    found = help_of(_filled(request), _person(request), present())
    picked = request.POST.get("category", "")[:6]
    options = found.proposals if found else []
    if picked and picked not in {each.value for each in options}:
        options = [category(picked), *options]
    return render(request, "agent/help.html", {"help": found, "options": options, "picked": [picked]})


@require_POST
@enter(*DESK)
def urges(request: HttpRequest) -> HttpResponse:
    """Urge a running ticket of this caller, with what they say now."""
    number, person = request.POST.get("urge", ""), _person(request)
    key = request.POST.get("idempotency_key", "")[:64]
    try:
        outcome = life.urge(access.find(person, number).number, by=person, now=present(), door="phone",
                            key=f"urge:{key}" if key else None, words=request.POST.get("detail", ""))
    except Refused as refusal:
        form = forms.Call(request.POST)
        form.is_valid()
        form.errors.clear()
        refusals.show(form, refusal)
        return _form(request, form, asked=True, status=422)
    messages.success(request, _("已催办，承办单位马上看到（第 %(times)d 次）。") % {"times": outcome.ticket.urges})
    return redirect("agent:done", outcome.ticket.number)


def _form(request: HttpRequest, form: forms.Call, *, asked: bool = False, status: int = 200) -> HttpResponse:
    """The one screen; with `asked`, the caller's card and the help stand in it at once."""
    person, now = _person(request), present()
    context: dict[str, Any] = {"form": form, "now": now, "emergencies": _emergencies(), "may_dispatch": may_dispatch(person)}
    context |= _beside(request, person)
    bar = context.get("bar")
    given = form["call"].value()
    call = own(person, given) if given else bar.call if bar and bar.engaged else None
    context["call"] = call if given else None
    if call is not None and not (asked and request.POST.get("phone")):
        context["pop"] = pop_of(call, person, now)
    elif asked:
        context["card"] = card_of(_phone(request), person, now)
    if asked:
        context["help"] = found = help_of(_filled(request), person, now)
        form.propose(found.proposals if found else [])
    return render(request, "agent/home.html", context, status=status)


def _beside(request: HttpRequest, person: Person) -> dict[str, Any]:
    """The phone bar, for who has a seat."""
    bar = bar_of(request)
    return {} if bar is None else {"bar": bar, "live_topics": f"person:{person.id}", "seats": ready_seats(person)}


def _phone(request: HttpRequest) -> str:
    """What stands in the form, else the number of its call; for looking up only."""
    typed = request.POST.get("phone", "").strip()[:40]
    call = own(_person(request), request.POST["call"]) if not typed and request.POST.get("call") else None
    return phone_of(call) if call else typed


def _filled(request: HttpRequest) -> QueryDict:
    """The form's words with the number of its call and what was said on it, for reading only: they never go back to the page."""
    data = request.POST.copy()
    data["phone"] = _phone(request)
    return beside(data, _person(request))


def may_dispatch(person: Person) -> bool:
    return bool(person.roles & map.VERBS["dispatch"].roles)


def spoken(number: str) -> list[str]:
    """The number in the small groups in which one reads it out."""
    if names.english():
        return [" ".join(number[start:end]) for start, end in ((0, 2), (2, 4), (4, 6), (6, 9), (9, 12), (12, 13))]
    return numbers.spoken(number).replace("，", " ").split()


def _emergencies() -> list[tuple[str, str, str]]:
    labels = dict(forms.targets())
    return [(phone, code, labels[code].removesuffix(phone).strip()) for phone, code in forms.emergency_targets().items()]


def _person(request: HttpRequest) -> Person:
    return request.person  # type: ignore[attr-defined,no-any-return]
