"""The ticket page, its acts, the look at contact data, the history, and the pickers' look-ups."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huying.clocks.present import now
from huying.desks.gate import STAFF, enter
from huying.desks.ticket import doing, face, finding, story
from huying.desks.ticket.acts import ACTS, Act, offered
from huying.desks.ticket.sheet import NEWEST, Sheet, brief, events, whole
from huying.people.persons import Person
from huying.tickets import access, map
from huying.tickets.models import Ticket
from huying.tickets.problems import Problem, Refused
from huying.tickets.reveal import reveal


@enter(*STAFF)
@require_safe
@never_cache
def page(request: HttpRequest, number: str) -> HttpResponse:
    """Everything about one ticket."""
    sheet = whole(_ticket(request, number), _person(request), now())
    done = request.GET.get("done", "")
    return render(request, "ticket/page.html", face.page(sheet) | {"done": done if done in ACTS else ""})


@enter(*STAFF)
@require_safe
@never_cache
def acts(request: HttpRequest, number: str) -> HttpResponse:
    """All acts open to the reader, for those without scripts."""
    sheet = brief(_ticket(request, number), _person(request), now())
    return render(request, "ticket/acts.html", face.head(sheet) | {"acts": offered(sheet)})


@enter(*STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def act(request: HttpRequest, number: str, noun: str) -> HttpResponse:
    """One act: its form, and doing it."""
    known = ACTS.get(noun)
    if known is None:
        raise Http404
    sheet = brief(_ticket(request, number), _person(request), now())
    if request.method != "POST":
        return _asked(request, known, sheet)
    if request.POST.get("find"):
        return _looked_up(request, known, sheet)
    tried = doing.attempt(request, known, sheet)
    if tried.outcome is None:
        return _form(request, known, sheet, tried, status=422)
    messages.success(request, _("“%(act)s”已完成。") % {"act": known.label})
    return _onward(request, known, sheet.ticket, tried)


@enter(*STAFF)
@require_POST
@never_cache
def caller(request: HttpRequest, number: str) -> HttpResponse:
    """Contact data in clear, once, with a reason that is kept."""
    ticket, person = _ticket(request, number), _person(request)
    reason = request.POST.get("reason", "").strip() or request.POST.get("standard", "").strip()
    shown: dict[str, Any] = {}
    try:
        shown["clear"] = reveal(ticket, person, reason=reason, now=now(), address=request.META.get("REMOTE_ADDR") or None)
    except Refused as refusal:
        shown["problems"] = _words(refusal.problems)
    sheet = (brief if _htmx(request) else whole)(ticket, person, now())
    template = "ticket/caller.html" if _htmx(request) else "ticket/page.html"
    context = (face.caller(sheet) if _htmx(request) else face.page(sheet)) | shown
    return render(request, template, context, status=422 if "problems" in shown else 200)


@enter(*STAFF)
@require_safe
@never_cache
def history(request: HttpRequest, number: str) -> HttpResponse:
    """The older part of the history, page by page, by key."""
    ticket = _ticket(request, number)
    before = request.GET.get("before", "")
    found = events(ticket, int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None, NEWEST + 1)
    sheet = brief(ticket, _person(request), now())
    more = found[NEWEST - 1].pk if len(found) > NEWEST else None
    context = face.head(sheet) | {"entries": story.entries(found[:NEWEST]), "before": more, "now": sheet.now}
    return render(request, "ticket/history.html", context)


@enter(*STAFF)
@require_safe
@never_cache
def changes(request: HttpRequest, number: str) -> HttpResponse:
    """What others did since the page was made; nothing when nothing happened."""
    ticket = _ticket(request, number)
    seen = request.GET.get("version", "")
    if not seen.isdigit() or int(seen) >= ticket.version:
        return HttpResponse(status=204)
    latest = [each for each in events(ticket, most=10) if each.verb not in doing.ROUTINE][: ticket.version - int(seen)]
    return render(request, "ticket/changes.html", {"ticket": ticket, "entries": story.entries(latest)})


@enter(*STAFF)
@require_safe
def categories(request: HttpRequest) -> HttpResponse:
    """The category picker's options."""
    return _options(request, finding.categories, lambda codes: [finding.category(code) for code in codes if code])


@enter(*STAFF)
@require_safe
def units(request: HttpRequest) -> HttpResponse:
    """The unit picker's options; with `below=1` only units under the reader's own."""
    below = _person(request).unit_id if request.GET.get("below") else None
    return _options(request, lambda query: finding.units(query, below=below), finding.picked_units)


def _options(request: HttpRequest, find: Any, named: Any) -> HttpResponse:
    name = request.GET.get("name", "")
    if not name.isidentifier():
        raise Http404
    picked = [each[:60] for each in request.GET.getlist(name) if each][:20]
    query = request.GET.get(f"{name}_q", "")[:60]
    rows = {each.value: each for each in [*named(picked), *find(query)]}
    context = {"name": name, "id": f"id_{name}", "picked": picked, "options": rows.values(), "query": query,
               "many": bool(request.GET.get("many"))}
    return render(request, "ticket/options.html", context)


def _asked(request: HttpRequest, known: Act, sheet: Sheet) -> HttpResponse:
    """The empty form, or why there is none."""
    person, ticket = sheet.person, sheet.ticket
    problem = map.problem(map.VERBS[known.verb], ticket.state, person, leg=access.standing(ticket, person))
    if problem is not None and problem.code in ("no_right", "not_yours"):
        raise PermissionDenied(problem.words(get_language() or "zh"))
    if problem is not None:
        context = face.head(sheet) | {"act": known, "problems": _words([problem])}
        return render(request, _template(request, "closed"), context, status=422)
    initial = {name: value for name, value in request.GET.items() if name in known.form.base_fields and name != "version"}
    return _form(request, known, sheet, doing.Attempt(known.form(sheet, initial=initial)))


def _looked_up(request: HttpRequest, known: Act, sheet: Sheet) -> HttpResponse:
    """The form as it stands, with what was looked for; a draft only for those who may answer."""
    form, drafted = _unchecked(request, known, sheet), ""
    if request.POST["find"] == "draft" and hasattr(form, "drafted"):
        open_to_them = map.problem(map.VERBS[known.verb], sheet.ticket.state, sheet.person, leg=access.standing(sheet.ticket, sheet.person))
        drafted = form.drafted() if open_to_them is None else ""
    return _form(request, known, sheet, doing.Attempt(form), drafted=drafted)


def _unchecked(request: HttpRequest, known: Act, sheet: Sheet) -> Any:
    """The form as typed, not yet judged: somebody only looked something up."""
    blank = known.form(sheet)
    typed = {name: field.widget.value_from_datadict(request.POST, request.FILES, name) for name, field in blank.fields.items()}
    form = known.form(sheet, initial=typed)
    for name, field in form.fields.items():
        field.widget.value_from_datadict(request.POST, request.FILES, name)  # a picker remembers its query
    return form


def _form(request: HttpRequest, known: Act, sheet: Sheet, tried: doing.Attempt, status: int = 200, drafted: str = "") -> HttpResponse:
    tried.form.focus()
    context = face.head(tried.form.sheet) | {
        "act": known, "form": tried.form, "since": story.entries(tried.since), "address": face.act_address(sheet.ticket, known),
        "boxes": [box | {"kept": _kept(tried, box["purpose"])} for box in tried.form.boxes], "htmx": _htmx(request), "drafted": drafted,
    }
    return render(request, _template(request, "act"), context, status=status)


def _kept(tried: doing.Attempt, purpose: str) -> list[dict[str, str]]:
    return [{"id": each.token, "name": each.name} for each in tried.kept if each.purpose == purpose]


def _onward(request: HttpRequest, known: Act, ticket: Ticket, tried: doing.Attempt) -> HttpResponse:
    """Back to the ticket; after a call that was answered, on to the rating."""
    target = f"{reverse('ticket:page', args=[ticket.number])}?done={known.noun}"
    if known.verb == "ask_rating" and tried.form.cleaned_data["outcome"] == "reached":
        target = reverse("ticket:act", args=[ticket.number, "ratings"])
    if _htmx(request):
        return HttpResponse(status=204, headers={"HX-Redirect": target})
    answer = redirect(target)
    answer.status_code = 303
    return answer


def _template(request: HttpRequest, name: str) -> str:
    return f"ticket/{name}_dialog.html" if _htmx(request) else f"ticket/{name}_page.html"


def _words(problems: list[Problem]) -> list[str]:
    return [problem.words(get_language() or "zh") for problem in problems]


def _htmx(request: HttpRequest) -> bool:
    return bool(request.headers.get("HX-Request"))


def _person(request: HttpRequest) -> Person:
    found: Person = request.person  # type: ignore[attr-defined]
    return found


def _ticket(request: HttpRequest, number: str) -> Ticket:
    try:
        return access.find(_person(request), number)
    except Refused as refusal:
        raise Http404(_words(refusal.problems)[0]) from None
