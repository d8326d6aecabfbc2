"""Writing a new ticket: citizen, ticket, promises, history, jobs and the contact's new state in one SQL statement.

One statement is one short transaction without extra round trips (measured in docs/benchmarks.md against the
same rows written one by one). Column values come from unsaved model instances, so that the models stay the
only description of a row.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import count
from typing import Any

from django.conf import settings
from django.db import transaction
from pydantic_core import to_json

from huying.clocks.zone import SHANGHAI
from huying.evidence import canonical
from huying.people.models import Citizen
from huying.people.persons import Person, Role
from huying.people.sealed import phone_key, seal_caller, vault
from huying.people.vault import normal_phone
from huying.tickets import announce, map, numbers, prepared, promises
from huying.tickets.contacts import Kept
from huying.tickets.incoming import Incoming
from huying.tickets.life.step import build_event
from huying.tickets.models import Attachment, Contact, Event, Promise, Ticket
from huying.tickets.prepared import insert, made, values_of
from huying.tickets.queries.search import words_of
from huying.tickets.reading import Reading
from huying.tickets.states import State


def write(kept: Kept, incoming: Incoming, reading: Reading, *, by: Person, now: datetime) -> tuple[Ticket, str] | None:
    """The ticket and its extraction code; everything is committed when this returns.

    None when the contact has become part of a ticket meanwhile: then nothing was written.
    """
    ticket = _ticket(kept, incoming, reading, by, now)
    clocks = _promises(ticket, by, now)
    event = _event(ticket, incoming, reading, by, now)
    with transaction.atomic(durable=False) if incoming.attachments else _alone():
        if not _insert_all(kept, incoming, ticket, clocks, event, reading.keys):
            return None
        if incoming.attachments:
            held = Attachment.objects.filter(token__in=incoming.attachments, holder=incoming.holder, ready_at__isnull=False)
            held.filter(ticket=None).update(ticket=ticket)
    return ticket, numbers.code_for(ticket.number, settings.MASTER_SECRET)


class _alone:
    """A single statement needs no transaction around it."""

    def __enter__(self) -> None: ...

    def __exit__(self, *_: object) -> None: ...


def first_state(by: Person, incoming: Incoming, reading: Reading) -> State:
    """Danger is never sent back for completion; an agent has asked already (DOMAIN §2)."""
    if by.has(Role.AGENT, Role.SQUAD_LEADER):
        return State.PENDING_DISPATCH if incoming.category else State.RECEIVED
    if reading.missing and reading.alarm is None:
        return State.INCOMPLETE
    return State.RECEIVED


def _ticket(kept: Kept, incoming: Incoming, reading: Reading, by: Person, now: datetime) -> Ticket:
    key = settings.MASTER_SECRET
    number = numbers.mint(kept.serial, now.astimezone(SHANGHAI).date(), key)
    state = first_state(by, incoming, reading)
    detail = incoming.detail or incoming.title
    return made(
        Ticket, number=number, state=state, version=1, door=incoming.door, language=incoming.language, kind=reading.kind,
        urgency=reading.urgency, urgent_sort=reading.urgent_sort, category=reading.category, division=reading.division,
        tags=list(incoming.tags), title=(incoming.title or reading.summary or detail)[:200], summary=reading.summary[:40],
        detail=detail, wish=incoming.wish, happened=incoming.happened, place=incoming.place, lon=incoming.lon,
        lat=incoming.lat, parties=incoming.parties,
        missing=[each.element for each in reading.missing] if state is State.INCOMPLETE else [],
        citizen_id=incoming.citizen_id, phone_key=phone_key(incoming.phone),
        caller_sealed=seal_caller(number, incoming.name, incoming.phone, incoming.other)
        if incoming.name or incoming.phone or incoming.other else None,
        confidential=incoming.confidential, sms_only=incoming.sms_only,
        registered_by_id=by.id if by.is_staff else None, registered_at=now, changed_at=now,
        words_key=reading.words_key or None,
    )


def _promises(ticket: Ticket, by: Person, now: datetime) -> list[Promise]:
    if ticket.state == State.INCOMPLETE:
        kinds = ["completion"]
    else:
        kinds = ["dispatch" if ticket.state == State.PENDING_DISPATCH else "look", "complete"]
    clocks = [promises.fresh(ticket, kind, now) for kind in kinds]
    ticket.due_at, ticket.yellow_at = clocks[-1].due_at, clocks[-1].yellow_at
    return clocks


def _event(ticket: Ticket, incoming: Incoming, reading: Reading, by: Person, now: datetime) -> Event:
    key = settings.MASTER_SECRET

    def bound(field: str, value: str) -> dict[str, str]:
        return {"commit": canonical.commitment(key, ticket.number, f"register.{field}", value)}

    data: dict[str, Any] = {
        "text": bound("text", incoming.text),
        "caller": bound("caller", "\n".join((incoming.name, incoming.phone, incoming.other))),
        "missing": ticket.missing,
        "proposals": [[each.code, f"{each.confidence:.3f}"] for each in reading.proposals[:3]],
        "read": {name: [value, f"{sure:.3f}"] for name, (value, sure) in reading.proposed.items()},
        "attachments": len(incoming.attachments),
    }
    if by.is_staff:
        data["given"] = {name: value for name in ("category", "kind", "division") if (value := getattr(incoming, name))}
    if reading.model:
        data["model"] = reading.model
    if reading.alarm:
        data["alarm"] = reading.alarm.service
    return build_event(ticket, map.VERBS["register"], by, now, from_state="", data=data, door=incoming.door,
                       unit_id=by.unit_id)


def _insert_all(kept: Kept, incoming: Incoming, ticket: Ticket, clocks: Sequence[Promise], event: Event,
                keys: Sequence[int]) -> bool:
    """Every row hangs on the claim of the contact, so that one contact never becomes two tickets."""
    citizen = _citizen(incoming, ticket)
    tasks = announce.hearers("register")
    if event.actor_kind == "staff":
        tasks += announce.hearers("register_by_staff")
    search = words_of(text=ticket.text, place=ticket.place, parties=ticket.parties, number=ticket.number,
                      registered_at=ticket.registered_at)
    note = to_json({"topic": "desk", "kind": "register", "id": ticket.number}).decode()
    values: list[Any] = [kept.id]
    if citizen:
        values += values_of(citizen)
    values += values_of(ticket, {"citizen_id": () if citizen else (incoming.citizen_id,), "search": (search,)})
    for row in (*clocks, event):
        values += values_of(row, {"ticket_id": ()})
    values.append(f"{{{','.join([str(key) for key in keys])}}}")  # an array's own spelling: psycopg would ask of each what it is
    values += [Contact.REGISTERED, *(() if citizen else (incoming.citizen_id,)), announce.LIVE, note]
    found = prepared.rows(_statement(citizen is not None, len(clocks), tasks), values)
    if found:
        ticket.pk, event.pk = found[0][:2]
    return bool(found)


@lru_cache(maxsize=32)
def _statement(with_citizen: bool, clocks: int, tasks: tuple[str, ...]) -> str:
    """The one statement, for each of the few shapes that a registration has; its values in the order of `_insert_all`."""
    mark = (f"${place}" for place in count(1)).__next__
    parts = [f"mine AS (SELECT id FROM tickets_contact WHERE id = {mark()} AND ticket_id IS NULL FOR UPDATE)"]  # noqa: S608
    if with_citizen:
        again = "ON CONFLICT (phone_key) DO UPDATE SET language = EXCLUDED.language"
        parts.append(f"who AS ({insert(Citizen, mark, 'mine')} {again} RETURNING id)")
    whose: Callable[[], str] = (lambda: "(SELECT id FROM who)") if with_citizen else mark
    search = "to_tsvector('simple', {})"
    parts.append(f"ticket AS ({insert(Ticket, mark, 'mine', citizen_id=whose, search=lambda: search.format(mark()))} RETURNING id)")
    for name, model in [*((f"promise{place}", Promise) for place in range(clocks)), ("event", Event)]:
        parts.append(f"{name} AS ({insert(model, mark, 'ticket', ticket_id=lambda: 'ticket.id')} RETURNING id)")
    parts.append(f"keys AS (INSERT INTO tickets_ticketkey (key, ticket_id) SELECT key, ticket.id FROM ticket, "  # noqa: S608
                 f"unnest({mark()}::bigint[]) AS key)")  # each key once, the ticket is new
    parts.append(
        f"contact AS (UPDATE tickets_contact SET state = {mark()}, ticket_id = ticket.id, "  # noqa: S608
        f"citizen_id = {whose()} FROM mine, ticket WHERE tickets_contact.id = mine.id RETURNING tickets_contact.id)")
    jobs = ", ".join(f"ROW('{announce.QUEUE}', '{task}', 0, NULL, NULL, jsonb_build_object('event', event.id), NULL)"
                     "::procrastinate_job_to_defer_v1" for task in tasks)
    told = f", procrastinate_defer_jobs_v1(ARRAY[{jobs}])" if tasks else ""
    # The jobs of whoever hears `register`, and a note to the open pages of the desks.
    return (f"WITH {', '.join(parts)} SELECT ticket.id, event.id{told}, pg_notify({mark()}, {mark()}) "  # noqa: S608
            "FROM ticket, event, contact")


def _citizen(incoming: Incoming, ticket: Ticket) -> Citizen | None:
    """The contact book's row of this phone number: made, or found again. None without a number, or when known."""
    spelt = normal_phone(incoming.phone) if incoming.phone else None
    if incoming.citizen_id or not spelt or ticket.phone_key is None:
        return None
    context = bytes(ticket.phone_key).hex()
    return made(
        Citizen, phone_key=ticket.phone_key, phone_sealed=vault().seal(spelt, f"citizen.phone:{context}"),
        name_sealed=vault().seal(incoming.name, f"citizen.name:{context}") if incoming.name else None,
        sms_only=incoming.sms_only, language=incoming.language, created_at=ticket.registered_at,
    )
