"""Checking answers, calling citizens, deciding reviews: the request on the left, the act on the right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from huying.clocks.present import now as present
from huying.desks import refusals
from huying.desks.followup.forms import ActForm, CallForm, CheckForm, ReviewForm
from huying.desks.gate import enter
from huying.desks.lists.board import board, pager, show
from huying.desks.lists.forms import ReasonForm
from huying.desks.lists.rows import address, category_name, place_name, row_of
from huying.people.persons import Role
from huying.people.sealed import masked_caller
from huying.tickets import access, life
from huying.tickets.models import Rating, Ticket
from huying.tickets.problems import Refused
from huying.tickets.queries.pages import Lane, page
from huying.tickets.reveal import reveal
from huying.tickets.states import GRADE_NAMES, UNHAPPY, Grade

LISTS = ("to_check", "to_call", "to_review")
CHECKERS = (Role.FOLLOWUP, Role.SQUAD_LEADER, Role.SUPERVISOR)
CALLERS = (Role.FOLLOWUP, Role.AGENT, Role.SQUAD_LEADER)
REVIEWERS = (Role.FOLLOWUP, Role.SUPERVISOR, Role.QUALITY)
WHERE = {"to_check": "followup:checks", "to_call": "followup:calls", "to_review": "followup:reviews"}


@require_GET
@enter(*CHECKERS, Role.QUALITY, Role.AGENT)
def home(request: HttpRequest) -> HttpResponse:
    """The three queues of the desk; a row leads to its act."""
    context = board(request, LISTS)
    where = WHERE[context["worklist"].name]
    context["rows"] = [replace(row, url=reverse(where, args=[row.number])) for row in context["rows"]]
    return show(request, "followup/home.html", context)


@require_http_methods(["GET", "POST"])
@enter(*CHECKERS)
def check(request: HttpRequest, number: str) -> HttpResponse:
    """Pass the answer or send it back; then the next one."""
    ticket = _found(request, number)
    answer = ticket.replies.filter(passed=None).select_related("unit", "author").order_by("-id").first()
    form = CheckForm(request.POST or None, version=ticket.version, initial={"edited": answer.text if answer else ""})

    def act(data: dict[str, Any]) -> None:
        life.check(ticket.number, by=request.person, now=present(), passed="pass" in request.POST,  # type: ignore[attr-defined]
                   verdict=data["verdict"], edited=data["edited"], **_once(data))

    return _work(request, ticket, form, act, "followup/check.html", "to_check", answer=answer)


@require_http_methods(["GET", "POST"])
@enter(*CALLERS)
def call(request: HttpRequest, number: str) -> HttpResponse:
    """Log the call, and the rating when there was one: both or neither."""
    ticket = _found(request, number)
    form = CallForm(request.POST or None, version=ticket.version)

    def act(data: dict[str, Any]) -> None:
        person, now, key = request.person, present(), data["key"] or None  # type: ignore[attr-defined]
        with transaction.atomic():
            done = life.ask_rating(ticket.number, by=person, now=now, outcome=data["outcome"], words=data["words"], **_once(data))
            # A refusal and an empty line are outcomes too; they are counted, never as satisfied.
            matter = {"reached": data["matter"], "call_later": ""}.get(data["outcome"], data["outcome"])
            if matter and not done.replayed:
                life.rate(ticket.number, by=person, now=now, key=key and f"{key}:rate", door="phone", matter=matter,
                          agent=data["agent"], solved={"yes": True, "no": False}.get(data["solved"]), comment=data["words"])

    return _work(request, ticket, form, act, "followup/call.html", "to_call", answer=_passed(ticket), reason_form=ReasonForm())


@require_POST
@enter(*CALLERS)
def look(request: HttpRequest, number: str) -> HttpResponse:
    """The citizen's phone in clear, once; the look and its reason are written first."""
    ticket, form = _found(request, number), ReasonForm(request.POST)
    clear: tuple[str, str, str] | None = None
    if form.is_valid():
        try:
            clear = reveal(ticket, request.person, reason=form.cleaned_data["reason"], now=present(),  # type: ignore[attr-defined]
                           address=request.META.get("REMOTE_ADDR") or None)
        except Refused as refusal:
            refusals.show(form, refusal)
    context = {**_facts(ticket), "form": CallForm(version=ticket.version), "reason_form": form, "clear": clear,
               "answer": _passed(ticket), "now": present()}
    return render(request, "followup/call.html", context, status=200 if clear else 422)


@require_http_methods(["GET", "POST"])
@enter(*REVIEWERS)
def review(request: HttpRequest, number: str) -> HttpResponse:
    """Was the citizen right? Decided by somebody who did not handle the ticket."""
    ticket = _found(request, number)
    form = ReviewForm(request.POST or None, version=ticket.version)

    def act(data: dict[str, Any]) -> None:
        life.decide_review(ticket.number, by=request.person, now=present(), outcome=data["outcome"],  # type: ignore[attr-defined]
                           opinion=data["opinion"], **_once(data))

    rating = ticket.ratings.order_by("-id").first()
    opened = ticket.reviews.filter(decided_at=None).first()
    return _work(request, ticket, form, act, "followup/review.html", "to_review", answer=_passed(ticket), rating=rating,
                 rating_name=_grade(rating.matter_grade) if rating else "", review=opened)


@require_GET
@enter(*CHECKERS, Role.QUALITY, Role.LEADER)
def ratings(request: HttpRequest) -> HttpResponse:
    """Ratings as they came in, newest first; `?unhappy=1` those that opened a review."""
    person = request.person  # type: ignore[attr-defined]
    query = Rating.objects.select_related("ticket__lead").defer("ticket__search", "ticket__detail")
    if person.divisions:
        query = query.filter(ticket__in=access.visible(person))
    unhappy = bool(request.GET.get("unhappy"))
    query = query.filter(matter_grade__in=list(UNHAPPY)) if unhappy else query
    found = page([Lane(query, ("-at", "-id"))], request.GET.get("at", ""))
    rows = [(rating, _grade(rating.matter_grade), row_of(rating.ticket)) for rating in found.rows]
    context = {"rows": rows, "unhappy": unhappy, "pager": pager(request, found), "now": present()}
    return render(request, "followup/ratings.html", context)


def _work(request: HttpRequest, ticket: Ticket, form: ActForm, act: Callable[[dict[str, Any]], None], template: str, name: str,
          **more: Any) -> HttpResponse:
    """Show the form; on POST do the act and go on to the queue, or show what stands in the way."""
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                act(form.cleaned_data)
            except Refused as refusal:
                refusals.show(form, refusal)
            else:
                messages.success(request, gettext("已完成：%(title)s") % {"title": ticket.title[:40]})
                return redirect(f"{reverse('followup:home')}?list={name}")
    return render(request, template, {**_facts(ticket), "form": form, "now": present(), **more}, status=status)


def _once(data: dict[str, Any]) -> dict[str, Any]:
    return {"version": data["version"], "key": data["key"] or None}


def _found(request: HttpRequest, number: str) -> Ticket:
    try:
        return access.find(request.person, number)  # type: ignore[attr-defined]
    except Refused as refusal:
        raise Http404(refusal.problems[0].words(get_language() or "zh")) from None


def _facts(ticket: Ticket) -> dict[str, Any]:
    name, phone = masked_caller(ticket.number, ticket.caller_sealed)
    return {
        "ticket": ticket, "url": address(ticket.number), "caller": f"{name}　{phone}".strip(),
        "facts": [(gettext("诉求人"), f"{name}　{phone}".strip()), (gettext("时间"), ticket.happened), (gettext("地点"), ticket.place),
                  (gettext("区域"), place_name(ticket.division)), (gettext("人物"), ticket.parties),
                  (gettext("事项分类"), category_name(ticket.category)), (gettext("诉求"), ticket.wish)],
    }  # fmt: skip


def _passed(ticket: Ticket) -> Any:
    return ticket.replies.filter(passed=True).select_related("unit").order_by("-id").first()


def _grade(code: str) -> str:
    names = GRADE_NAMES.get(Grade(code))
    return names[1 if (get_language() or "zh").startswith("en") else 0] if names else code
