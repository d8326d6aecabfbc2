"""What the owner of a request may do: complete, urge, withdraw, rate, take personal data out, ask for protection."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from huying.clocks.present import now
from huying.desks import refusals
from huying.desks.citizen import forms
from huying.desks.citizen.frame import listen, show, visitor
from huying.desks.citizen.story import Story, story
from huying.desks.files.holder import holder_of
from huying.desks.gate import public
from huying.tickets import access, life, map, uploads
from huying.tickets.problems import Refused

DOOR = "web"
ARRIVED = "draft_arrived"  # the draft of this name has reached us: the browser may forget it
BOUND = {"complete": forms.Completion, "urge": forms.Urge, "withdraw": forms.Withdrawal, "rate": forms.Rating,
         "correct": forms.Correction, "protect": forms.Protection}


def page_of(request: HttpRequest, number: str, bound: dict[str, django_forms.Form] | None = None, *,
            status: int = 200) -> HttpResponse:
    """The page of one request, with a form for each act that is open now; only its news for htmx."""
    person = visitor(request)
    found = access.find(person, number)
    told: Story = story(found, person)
    made = {name: (bound or {}).get(name) or form() for name, form in BOUND.items() if name in told.acts}
    refused, tried = next(iter((bound or {}).items()), ("", None))
    fragment = bool(request.headers.get("HX-Request"))
    lost = _typed(tried) if tried is not None and refused not in made else []
    return show(request, "citizen/news.html" if fragment else "citizen/ticket.html", {
        "ticket": found, "story": told, "forms": made, "fragment": fragment, "refused": refused, "tried": tried, "lost": lost,
        "arrived": "" if fragment else request.session.pop(ARRIVED, ""),
        "live_topics": listen(request, found.number), "upload_url": reverse("files:uploads")}, status=status)


@public
@require_POST
def completions(request: HttpRequest, number: str) -> HttpResponse:
    """补充: what was missing."""
    return _act(request, number, "complete", lambda data: {**data, **_point(data)}, _("已收到您的补充，诉求继续办理。"))


@public
@require_POST
def urges(request: HttpRequest, number: str) -> HttpResponse:
    """催办, with whatever is new."""
    return _act(request, number, "urge", dict, _("已转告承办单位。"))


@public
@require_POST
def withdrawals(request: HttpRequest, number: str) -> HttpResponse:
    return _act(request, number, "withdraw", dict, _("已撤回。"), versioned=True)


@public
@require_POST
def ratings(request: HttpRequest, number: str) -> HttpResponse:
    """评价: the call and the matter apart."""
    return _act(request, number, "rate", dict, _("谢谢您的评价。"))


@public
@require_POST
def corrections(request: HttpRequest, number: str) -> HttpResponse:
    """Take one's own personal data out of the text that others read."""
    return _act(request, number, "correct", dict, _("已隐去。"))


@public
@require_POST
def protections(request: HttpRequest, number: str) -> HttpResponse:
    """保密: the units no longer see who asked."""
    return _act(request, number, "protect", lambda data: {"on": True}, _("已设为保密，承办单位看不到您是谁。"))


def _act(request: HttpRequest, number: str, verb: str, arguments: Callable[[dict[str, Any]], dict[str, Any]], thanks: str,
         *, versioned: bool = False) -> HttpResponse:
    """Run one verb for the owner: back to the page with thanks, or the page again with what stands in the way."""
    person = visitor(request)
    try:
        found = access.find(person, number)
    except Refused:
        return redirect(f"{reverse('citizen:progress')}?{urlencode({'number': number})}")
    form = BOUND[verb](request.POST)
    if not form.is_valid():
        return page_of(request, number, {verb: form}, status=422)
    try:
        tokens = _files(request, form)
        # What callers of a joined ticket may do, they do on the main one.
        subject = found.main if found.main and map.VERBS[verb].joined else found
        getattr(life, verb)(subject.number, by=person, now=now(), door=DOOR, key=_key(request),
                            version=_version(request) if versioned else None, **arguments(form.cleaned_data))
    except Refused as refusal:
        refusals.show(form, refusal)
        return page_of(request, number, {verb: form}, status=422)
    if tokens:
        uploads.attach(tokens, found, holder_of(request), allowed=uploads.FOR_CITIZENS)
    messages.success(request, thanks)
    request.session[ARRIVED] = f"{verb}-{found.number}"
    return redirect("citizen:ticket", found.number)


def _files(request: HttpRequest, form: django_forms.Form) -> list[str]:
    if not isinstance(form, forms.Uploads):
        return []
    return form.tokens() + uploads.take(request.FILES.getlist("files"), holder_of(request), None, "citizen", now())


def _typed(form: django_forms.Form) -> list[str]:
    """Words typed into a form that is no longer on the page; they are shown, so that none are lost."""
    return [str(form.data[name]) for name, field in form.fields.items() if isinstance(field, forms.Words) and form.data.get(name)]


def _point(data: dict[str, Any]) -> dict[str, Any]:
    return {name: data[name] for name in ("lon", "lat", "division") if data.get(name) not in (None, "")}


def _key(request: HttpRequest) -> str | None:
    given = request.POST.get("idempotency_key", "")
    return f"web:{given}" if forms.KEY.fullmatch(given) else None


def _version(request: HttpRequest) -> int | None:
    given = request.POST.get("version", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else None
