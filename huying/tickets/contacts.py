"""Keeping contacts: raw first, in a statement of its own; whatever fails later, nothing is lost (§9, S)."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError
from django.db.models import QuerySet
from pydantic_core import to_json

from huying.people.sealed import phone_key, vault
from huying.tickets import prepared
from huying.tickets.incoming import Incoming, cleaned, fitting
from huying.tickets.models import Contact, Ticket
from huying.tickets.problems import Problem
from huying.tickets.queries import own

logger = logging.getLogger("huying.contacts")

KEEP = """
INSERT INTO tickets_contact (door, key, serial, state, received_at, raw_sealed, note, problems, purpose, citizen_id)
VALUES ($1, $2, nextval('tickets_serial'), 'new', $3, $4, '', '[]', '', $5)
ON CONFLICT (door, key) DO NOTHING RETURNING id, serial
"""
# And look at what runs: of a known citizen and the phone (True), or of the phone alone.
KEEP_AND_LOOK = {known: f"""
WITH kept AS ({KEEP}), own AS ({own.sql("$6", "$5" if known else "", "$7")})
SELECT kept.*, own.* FROM kept LEFT JOIN own ON true ORDER BY own.id DESC
""" for known in (True, False)}  # noqa: S608


@dataclass(frozen=True, slots=True)
class Kept:
    """A kept contact; `again` when this key had come before (then `ticket_id` tells what it became).

    `running`: what the same citizen has running, where it was looked for.
    """

    id: int
    serial: int
    again: bool = False
    state: str = Contact.NEW
    ticket_id: int | None = None
    running: list[own.Row] | None = None


def keep(incoming: Incoming) -> Kept:
    """Store the contact as it came, and see in the same breath what its citizen has running.

    One statement; a second when it is a retry, or when the look went wrong: no look may cost a contact.
    """
    key = fitting(incoming.key)
    sealed = vault().seal_bytes(_written(incoming.as_raw()), f"contact:{incoming.door}:{key}")
    values = [incoming.door, key, incoming.received_at, sealed, incoming.citizen_id]
    phone = phone_key(cleaned(incoming.phone)) if incoming.phone else None
    running: list[own.Row] | None = None
    if phone is None and incoming.citizen_id is None:
        made = prepared.rows(KEEP, values)
    else:
        try:
            look = KEEP_AND_LOOK[incoming.citizen_id is not None]
            made = prepared.rows(look, [*values, phone, incoming.received_at - own.RECENT])
            running = [row[2:] for row in made if row[2] is not None]
        except DatabaseError:
            logger.exception("a contact is kept without a look at what its citizen has running")
            made = prepared.rows(KEEP, values)
    if made:
        return Kept(made[0][0], made[0][1], running=running)
    before = Contact.objects.only("id", "serial", "state", "ticket_id").get(door=incoming.door, key=key)
    return Kept(before.pk, before.serial, True, before.state, before.ticket_id)


def _written(raw: dict[str, Any]) -> bytes:
    try:
        return to_json(raw, fallback=str)
    except ValueError:  # half a character has no bytes of its own; escaped, it stays what it was
        return json.dumps(raw, default=str).encode()


def raw_of(contact: Contact) -> dict[str, Any]:
    """What came in, opened; empty when its time was over. Ask `people.looks` before showing it."""
    if not contact.raw_sealed:
        return {}
    return dict(json.loads(vault().open_(bytes(contact.raw_sealed), f"contact:{contact.door}:{contact.key}")))


def refused(kept: Kept, problems: list[Problem]) -> None:
    """No ticket came of it, for stated reasons; the contact stays."""
    _waiting(kept).update(
        state=Contact.REFUSED, problems=[problem.as_dict() for problem in problems],
        note="；".join(problem.zh for problem in problems)[:300])


def belongs(kept: Kept, ticket: Ticket, purpose: str) -> None:
    """What came in is part of a running ticket; `purpose`: rate, complete, urge, progress …"""
    Contact.objects.filter(pk=kept.id).update(state=Contact.ATTACHED, ticket=ticket, purpose=purpose, citizen=ticket.citizen_id)


def settled(kept: Kept, purpose: str, note: str = "") -> None:
    """No ticket is needed: it was an enquiry, an automatic answer, a courtesy."""
    _waiting(kept).update(state=Contact.SETTLED, purpose=purpose, note=cleaned(note)[:300])


def failed(kept: Kept, error: BaseException) -> None:
    """A bug or an outage: the contact goes to the worklist of people."""
    _waiting(kept).update(state=Contact.FAILED, note=cleaned(f"{type(error).__name__}: {error}")[:300])


def _waiting(kept: Kept) -> QuerySet[Contact]:
    """The row, unless it has become part of a ticket meanwhile."""
    return Contact.objects.filter(pk=kept.id, ticket=None)
