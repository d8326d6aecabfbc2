"""From a posted form to a verb: files first, then attach and act in one transaction; refusals go back to the form."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db import transaction
from django.http import HttpRequest, QueryDict

from huying.clocks.present import now
from huying.desks import refusals
from huying.desks.files.holder import holder_of
from huying.desks.ticket.acts import Act
from huying.desks.ticket.forms.base import ActForm
from huying.desks.ticket.sheet import Sheet, brief
from huying.people.persons import Person
from huying.tickets import access, life, uploads
from huying.tickets.life import Outcome
from huying.tickets.models import Attachment, Event
from huying.tickets.problems import Refused

WITH_FILES = frozenset({"reply", "final_answer"})  # verbs that take the tokens of their evidence
ROUTINE = ("miss", "remind")  # events that do not move a ticket's version


@dataclass(slots=True)
class Attempt:
    """One post: the form as it stands, what it led to, files kept for the next try, and what happened meanwhile."""

    form: ActForm
    outcome: Outcome | None = None
    kept: list[Attachment] = field(default_factory=list)
    since: list[Event] = field(default_factory=list)


def attempt(request: HttpRequest, act: Act, sheet: Sheet) -> Attempt:
    """Try the act; on a refusal the form carries the problems beside their fields and everything typed."""
    form = act.form(sheet, request.POST, request.FILES)
    tried = Attempt(form)
    tokens, holder = form.uploads_named(request.POST), holder_of(request)
    try:
        tokens += _taken(request, form, holder)
        if form.is_valid():
            tried.outcome = _act(act, form, sheet.person, tokens, holder)
    except uploads.UploadsRefused as refusal:
        tokens += refusal.tokens
        refusals.show(form, refusal)
    except Refused as refusal:
        if "changed" in refusal.codes:
            tried.form, tried.since = _caught_up(request, act, sheet)
        refusals.show(tried.form, refusal)
    if tried.outcome is None and tokens:
        tried.kept = uploads.held(tokens, holder)
    return tried


def _act(act: Act, form: ActForm, person: Person, tokens: list[str], holder: str) -> Outcome:
    key = form.cleaned_data["idempotency_key"]
    arguments = form.arguments()
    with transaction.atomic():
        attached = uploads.attach(tokens, form.ticket, holder, allowed=form.purposes)
        if act.verb in WITH_FILES:
            arguments["attachments"] = attached
        verb = getattr(life, act.verb)
        done: Outcome = verb(form.ticket.number, by=person, now=now(), version=form.cleaned_data["version"],
                             key=f"{act.noun}:{key}" if key else None, **arguments)
    return done


def _taken(request: HttpRequest, form: ActForm, holder: str) -> list[str]:
    """Files that came with the form itself, because the browser has no scripts."""
    tokens: list[str] = []
    for box in form.boxes:
        files = request.FILES.getlist(box["name"])
        try:
            tokens += uploads.take(files, holder, form.person, box["purpose"], now())
        except uploads.UploadsRefused as refusal:
            raise uploads.UploadsRefused(refusal.problems, [*tokens, *refusal.tokens]) from None  # type: ignore[arg-type]
    return tokens


def _caught_up(request: HttpRequest, act: Act, sheet: Sheet) -> tuple[ActForm, list[Event]]:
    """The same words on the ticket as it is now, and what others did since the person saw it."""
    seen = _number(request.POST)
    ticket = access.find(sheet.person, sheet.ticket.number)
    data = request.POST.copy()
    data["version"] = str(ticket.version)
    form = act.form(brief(ticket, sheet.person, now()), data, request.FILES)
    form.is_valid()
    moved = max(0, ticket.version - seen)
    events = ticket.events.exclude(verb__in=ROUTINE).select_related("unit").order_by("-id")[: min(moved, 10)]
    return form, list(events)


def _number(data: QueryDict) -> int:
    text = data.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
