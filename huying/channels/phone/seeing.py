"""Which calls a person may see: agents their own, those who answer for the floor all of them."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from huying.channels.phone.models import Call, Seat
from huying.people.persons import Person, Role

FLOOR = frozenset({Role.SQUAD_LEADER, Role.QUALITY, Role.SUPERVISOR, Role.ADMINISTRATOR, Role.AUDITOR})
LISTENERS = frozenset({Role.SQUAD_LEADER, Role.QUALITY, Role.SUPERVISOR, Role.AUDITOR})


def visible(person: Person) -> QuerySet[Call]:
    """The only way to a call that a person may see."""
    if person.roles & FLOOR:
        return Call.objects.all()
    if person.is_staff and person.has(Role.AGENT, Role.FOLLOWUP):
        own = Q(agent=person.id)  # on `call_agent`, which an OR would not use: the call at the seat is nearly always among them
        beside = Seat.objects.filter(account=person.id).exclude(call__agent=person.id).values_list("call", flat=True).first()
        return Call.objects.filter(own | Q(pk=beside) if beside else own)
    return Call.objects.none()


def may_listen(person: Person, call: Call) -> bool:
    """To a recording: who sees the floor, and the agent to their own call. Every listening is logged (people.looks)."""
    return bool(person.roles & LISTENERS) or call.agent_id == person.id
