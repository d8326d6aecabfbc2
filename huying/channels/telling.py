"""From an event to notices: who is told, through which door, once each."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from huying.channels import words
from huying.channels.base.routes import QUIET, routes
from huying.channels.cap import lines
from huying.channels.models import Notice
from huying.people.persons import Role
from huying.people.sealed import vault
from huying.tickets.models import Event, Ticket
from huying.tickets.states import State
from huying.tickets.timing import put_off

# What units hear on their desk, and which of their roles.
TO_UNIT: dict[str, tuple[Role, ...]] = {
    "dispatch": (Role.LIAISON,), "redispatch": (Role.LIAISON,), "add_unit": (Role.LIAISON,), "pass_down": (Role.LIAISON,),
    "rule_hand_back": (Role.LIAISON,), "decide_extension": (Role.LIAISON,), "check": (Role.LIAISON,),
    "rework": (Role.LIAISON, Role.UNIT_HEAD), "decide_review": (Role.LIAISON, Role.UNIT_HEAD), "urge": (Role.LIAISON,),
    "supervise": (Role.LIAISON, Role.UNIT_HEAD), "withdraw": (Role.LIAISON,), "resume": (Role.LIAISON,),
    "miss": (Role.LIAISON,),
}
# What a citizen does by writing: its notice is the answer.
OWN_ACTS = frozenset({"urge", "rate", "withdraw"})
WHOM: dict[str, Role] = {"handler": Role.LIAISON, "unit_head": Role.UNIT_HEAD, "supervision": Role.SUPERVISOR,
                         "leader": Role.LEADER}


def notices_of(event: Event, now: datetime) -> list[Notice]:
    """The notices that follow from an event, not yet saved."""
    ticket = event.ticket
    return [*_to_services(event, ticket, now), *_to_citizens(event, ticket, now), *_to_desks(event, ticket, now)]


def _to_services(event: Event, ticket: Ticket, now: datetime) -> Iterator[Notice]:
    """An emergency service that the ticket was handed to, where it takes messages: before anything else."""
    target = str(event.data.get("target", "")) if event.verb == "transfer" else ""
    if target and lines.of(target):
        name = str(event.data.get("target_name", target))
        made = Notice(event=event, ticket=ticket, door=lines.DOOR, recipient=f"service:{target}", title=name, at=now,
                      text=f"警情已报送{name}")
        made.address_sealed = vault().seal(target, made.sealing)
        yield made


def _to_citizens(event: Event, ticket: Ticket, now: datetime) -> Iterator[Notice]:
    """The citizen, and everybody who joined: one answer reaches every caller."""
    reminder = event.verb == "remind" and event.data.get("whom") == "citizen"
    refused = event.data.get("passed") is False or event.data.get("granted") is False
    if refused or not (event.public or reminder):
        return
    everybody = [ticket]
    if ticket.callers > 1 and event.verb not in {"register", "merge", "unmerge"}:
        everybody += list(ticket.joined.filter(state=State.MERGED).select_related("lead"))
    for each in everybody:
        answering = _answering(event, ticket) if each is ticket else ""
        ways = routes(each, answering=answering)
        if ways and _awaits(event, each) and (made := _written(event, each, *ways[0], now)):
            if made.door == answering:
                made.not_before = None
            yield made


def _awaits(event: Event, ticket: Ticket) -> bool:
    """Who was never told that the request is here, because it came silently from another system, hears nothing of the clocks either."""
    by_itself = event.actor_kind == "system" and event.verb != "register"
    return not by_itself or Notice.objects.filter(ticket=ticket).exclude(door="desk").exists()


def _answering(event: Event, ticket: Ticket) -> str:
    """The door by which the citizen has just written what this notice answers: no silence and no night hold it back."""
    if event.verb == "register":
        return ticket.door
    return event.door if event.verb in OWN_ACTS and event.actor_kind == "citizen" else ""


def _written(event: Event, ticket: Ticket, door: str, address: str, now: datetime) -> Notice | None:
    """The notice of an event by one door; None when the event is not told."""
    title, text = words.to_citizen(event, ticket, short=door == "sms")
    if not text:
        return None
    allowed = put_off(now) if door in QUIET else now
    made = Notice(event=event, ticket=ticket, door=door, recipient=f"ticket:{ticket.pk}", title=title, text=text, at=now,
                  not_before=allowed if allowed > now and event.verb != "register" else None)
    made.address_sealed = vault().seal(address, made.sealing)
    return made


def otherwise(notice: Notice, now: datetime) -> Notice | None:
    """The same notice by the next door that the person can be reached by, after this one has failed for good."""
    if notice.event is None or notice.ticket is None or notice.door in ("desk", lines.DOOR):
        return None
    tried = set(Notice.objects.filter(event=notice.event, recipient=notice.recipient).values_list("door", flat=True))
    left = [way for way in routes(notice.ticket) if way[0] not in tried]
    return _written(notice.event, notice.ticket, *left[0], now) if left else None


def _to_desks(event: Event, ticket: Ticket, now: datetime) -> Iterator[Notice]:
    title, text = words.to_staff(event, ticket)
    for role, unit_id in _desks(event, ticket):
        yield Notice(event=event, ticket=ticket, door="desk", recipient=f"{unit_id or 'centre'}:{role.value}", title=title,
                     text=text, at=now, unit_id=unit_id, role=role.value, state=Notice.SENT, sent_at=now)


def _desks(event: Event, ticket: Ticket) -> set[tuple[Role, int | None]]:
    if event.data.get("whom") == "citizen":
        return set()
    if event.verb in {"remind", "miss"}:
        role = WHOM.get(str(event.data.get("whom", "handler")), Role.LIAISON)
        if role in {Role.LIAISON, Role.UNIT_HEAD}:
            return {(role, event.unit_id)} if event.unit_id else {(Role.SQUAD_LEADER, None)}
        return {(role, None)}
    found: set[tuple[Role, int | None]] = {(role, ticket.lead_id) for role in TO_UNIT.get(event.verb, ()) if ticket.lead_id}
    if event.verb in {"dispatch", "redispatch", "add_unit", "pass_down", "withdraw", "supervise"}:
        found |= {(Role.LIAISON, leg.unit_id) for leg in ticket.legs.filter(ended_at=None)}
    if event.verb == "urge" and event.data.get("to_head") and ticket.lead_id:
        found.add((Role.UNIT_HEAD, ticket.lead_id))
    return found
