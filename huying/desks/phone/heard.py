"""What is being said on the line, beside the form: the words as they come, and what the machine reads in them."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_GET

from huying.channels.phone.models import Seat
from huying.channels.phone.transcript import CALLER, CallWords
from huying.desks.gate import enter
from huying.desks.phone.pop import DESK, own
from huying.people.persons import Person

SHOWN = 12
MOST = 200  # utterances that are read
ENDS = "，。！？；,.!?;"


@dataclass(frozen=True, slots=True)
class Said:
    """One utterance. `mine`: the agent's."""

    text: str
    mine: bool
    final: bool


@require_GET
@enter(*DESK)
def heard(request: HttpRequest) -> HttpResponse:
    """The last words of the form's call, or of the one at one's seat; empty while nobody listens."""
    person: Person = request.person  # type: ignore[attr-defined]
    known = own(person, request.GET["call"]) if request.GET.get("call") else None
    call = known.pk if known else Seat.objects.filter(account=person.id).values_list("call", flat=True).first()
    rows = list(CallWords.objects.filter(call=call).order_by("-at", "-pk")[:SHOWN]) if call else []
    lines = [Said(row.text, row.side != CALLER, row.final) for row in reversed(rows)]
    return render(request, "phone/heard.html", {"lines": lines, "whole": spoken(call) if lines else ""})


def spoken(call_id: int | None) -> str:
    """What the caller has said until now. One statement."""
    rows = CallWords.objects.filter(call=call_id, side=CALLER).order_by("at", "pk")[:MOST]
    said = (row.text.strip() for row in rows)
    return "".join(text if text[-1] in ENDS else f"{text}，" for text in said if text).strip("，")


def beside(data: QueryDict, person: Person) -> QueryDict:
    """The form with what the caller said behind what the agent wrote, so that both are read. The form itself is not touched."""
    call = own(person, data.get("call", "")) if data.get("call") else None
    said = spoken(call.pk) if call else ""
    if not said or said in data.get("detail", ""):
        return data
    both = data.copy()
    both["detail"] = "\n".join(filter(None, (data.get("detail", ""), said)))
    return both
