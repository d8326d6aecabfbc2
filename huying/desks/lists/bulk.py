"""Acts on many tickets: choose, look again, do, and read what came of each."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from huying.clocks.present import now as present
from huying.desks.gate import STAFF, enter
from huying.desks.lists import acts
from huying.desks.lists.forms import WordsForm
from huying.desks.lists.rows import rows_of, suggestion_of
from huying.tickets.map import VERBS
from huying.tickets.queries.proposals import proposals


@require_POST
@enter(*STAFF)
def choose(request: HttpRequest) -> HttpResponse:
    """The picked tickets once more, with what will be done to each; nothing has happened yet."""
    return _again(request, request.POST.get("act", ""), None, str(uuid.uuid4()))


@require_POST
@enter(*STAFF)
def run(request: HttpRequest) -> HttpResponse:
    """Do it. The hidden key makes a second click harmless."""
    act = acts.ACTS.get(request.POST.get("act", ""))
    key = request.POST.get("key", "")[:60] or str(uuid.uuid4())
    person = request.person  # type: ignore[attr-defined]
    form = WordsForm(request.POST, label=gettext(act.words) if act and act.words else "", needed=bool(act and act.words))
    if act is None or not form.is_valid():
        return _again(request, request.POST.get("act", ""), form, key)
    tickets = acts.chosen(person, request.POST.getlist("numbers"))
    done = list(acts.run(act, tickets, person, words=form.cleaned_data["words"], key=key, now=present()))
    refused = [each for each in done if each.problems]
    context = {"act": act, "done": done, "refused": refused, "fine": len(done) - len(refused), "back": _back(request)}
    return render(request, "lists/bulk_done.html", context)


def _again(request: HttpRequest, verb: str, form: WordsForm | None, key: str) -> HttpResponse:
    act, person = acts.ACTS.get(verb), request.person  # type: ignore[attr-defined]
    tickets = acts.chosen(person, request.POST.getlist("numbers"))
    allowed = act is not None and bool(VERBS[act.verb].roles & person.roles)
    if act is None or not tickets or not allowed:
        return render(request, "lists/bulk_nothing.html", {"back": _back(request)}, status=422)
    found = proposals(tickets) if act.verb == "dispatch" else {}
    pairs = [(row, suggestion_of(found.get(ticket.pk))) for row, ticket in zip(rows_of(tickets), tickets, strict=True)]
    context = {
        "act": act, "pairs": pairs, "key": key, "back": _back(request), "now": present(),
        "form": form or (WordsForm(label=gettext(act.words), needed=True) if act.words else None),
    }  # fmt: skip
    return render(request, "lists/bulk.html", context, status=422 if form is not None else 200)


def _back(request: HttpRequest) -> str:
    """The list one came from; only an address of ours."""
    back = request.POST.get("back", "")
    return back if back.startswith("/staff/") and "\\" not in back else "/staff/"
