"""The screen pop: who calls, what the number is worth, what runs, what was before, and whether we owe a call."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from huying import policy
from huying.channels.phone import areas, callers
from huying.channels.phone.models import OUT, Call, CallBack, CallEvent, Seat
from huying.clocks.present import now as present
from huying.desks.agent.caller import Card, card_of
from huying.desks.gate import enter
from huying.desks.phone import words
from huying.people.persons import Person, Role
from huying.people.vault import normal_phone

DESK = (Role.AGENT, Role.SQUAD_LEADER, Role.FOLLOWUP)
EARLIER = 5
OWED = (CallBack.OPEN, CallBack.CLAIMED)


@dataclass(slots=True)
class Pop:
    """One call for the agent who has it; the number masked only."""

    call: Call
    number: str
    area: str
    mark: str
    state: dict[str, str]
    skills: list[str]
    card: Card | None = None
    earlier: list[tuple[Call, dict[str, str]]] = field(default_factory=list)
    often: int = 0
    owed: CallBack | None = None
    why: str = ""
    purpose: str = ""


def own(person: Person, pk: str | int) -> Call | None:
    """The call, when it is this person's: theirs by the book, at their seat now, or one that they had and handed over. One statement."""
    if not str(pk).isdigit() or person.id is None or not person.is_staff or len(str(pk)) > 18:
        return None
    at_seat = Seat.objects.filter(account=person.id, call__isnull=False).values("call")
    had = Exists(CallEvent.objects.filter(call=OuterRef("pk"), agent=person.id, what__in=("answered", "handed")))
    return Call.objects.filter(Q(agent=person.id) | Q(pk__in=at_seat) | had, pk=int(pk)).first()


def phone_of(call: Call) -> str:
    """The number in clear for the server's own use, when it is a telephone number that can be written down; else empty."""
    return normal_phone(callers.number_of(call), policy.current().city.area_code) or ""


def pop_of(call: Call, person: Person, now: datetime) -> Pop:
    """Four statements more than the call itself."""
    found = Pop(call, callers.shown(call), areas.named(call.area, english=words.english()),
                words.said(words.MARK, call.caller) if call.caller else "", words.toned(words.STATE, call.state),
                words.skills(call.skills))
    found.purpose = words.said(words.PURPOSE, call.purpose) if call.direction == OUT else ""
    phone = phone_of(call)
    found.card = card_of(phone, person, now) if phone else None
    if call.number_key:
        before = Call.objects.filter(number_key=call.number_key, began_at__lte=call.began_at).exclude(pk=call.pk)
        calls = list(before.select_related("agent").order_by("-began_at")[: EARLIER + 1])
        found.earlier, found.often = [(each, words.ended(each)) for each in calls[:EARLIER]], len(calls)
        found.owed = CallBack.objects.filter(number_key=call.number_key, state__in=OWED).first()
        found.why = words.said(words.WHY, found.owed.why) if found.owed else ""
    return found


@require_GET
@enter(*DESK)
def pop(request: HttpRequest) -> HttpResponse:
    """The call at one's seat, for the page that shows it; empty when there is none."""
    person, now = request.person, present()  # type: ignore[attr-defined]
    seat = Seat.objects.select_related("call").filter(account=person.id).first()
    call = seat.call if seat else None
    context: dict[str, Any] = {"pop": pop_of(call, person, now) if call else None, "now": now}
    return render(request, "phone/pop.html", context)
