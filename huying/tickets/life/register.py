"""登记: the door of the core. The contact is kept raw first; then it is read, and becomes a ticket with a number.

Statements: keep the contact and see what its citizen has running (1), write everything (1).
"""

from __future__ import annotations

import logging
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

from django.db import DatabaseError, transaction

from huying import policy
from huying.people.persons import Person, citizen_person
from huying.tickets import contacts, map
from huying.tickets.contacts import Kept
from huying.tickets.incoming import LONGEST, Incoming, settled
from huying.tickets.life.urge import urge
from huying.tickets.models import Contact, Ticket
from huying.tickets.problems import Blocker, Notice, Problem, Refused
from huying.tickets.queries.alike import same_matter
from huying.tickets.reading import Reading, read
from huying.tickets.writing import write

logger = logging.getLogger("huying.register")


@dataclass(slots=True)
class Registered:
    """What came of a contact. `code`: the extraction code 提取码, told once. `joined`: it urged a running ticket."""

    ticket: Ticket
    contact_id: int
    code: str = ""
    replayed: bool = False
    joined: bool = False
    reading: Reading | None = None
    notices: list[Problem] = field(default_factory=list)


def register(incoming: Incoming, *, by: Person, now: datetime, again: bool = True) -> Registered:
    """Keep the contact, then make a ticket of it, or an urge on the citizen's running one.

    `again` False: the citizen said that this is not the same matter as the running ticket.
    Raises Refused with the reasons when no ticket can come of it; the contact is kept all the same.
    """
    kept = contacts.keep(incoming)
    incoming = settled(incoming)
    try:
        if kept.again:
            return _before(kept, incoming, by, now, again)
        return _take_in(kept, incoming, by, now, again)
    except Refused as refusal:
        contacts.refused(kept, refusal.problems)
        raise
    except Exception as error:
        logger.exception("contact %s could not be registered", kept.id)
        with suppress(DatabaseError):  # without a database it stays `new`, and is rescued later
            contacts.failed(kept, error)
        raise


def _take_in(kept: Kept, incoming: Incoming, by: Person, now: datetime, again: bool) -> Registered:
    problems = _problems(incoming) if by.roles & map.VERBS["register"].roles else [map.stranger(by)]
    if problems:
        raise Refused(problems)
    reading = read(incoming)
    joins = again and policy.current().understanding.on("same_matter")
    running = same_matter(incoming, reading, now, kept.running) if joins else None
    if running is not None:
        return _urge(running, kept, incoming, by, now, reading)
    written = write(kept, incoming, reading, by=by, now=now)
    if written is None:  # another process was faster with the same contact
        return _replayed(Contact.objects.select_related("ticket").get(pk=kept.id))
    return Registered(written[0], kept.id, written[1], reading=reading)


def _replayed(contact: Contact) -> Registered:
    assert contact.ticket is not None
    return Registered(contact.ticket, contact.pk, replayed=True, joined=contact.state == Contact.ATTACHED)


def _problems(incoming: Incoming) -> list[Problem]:
    """What makes a contact no request at all. Complaint language is never a reason."""
    problems: list[Problem] = []
    if len(incoming.text.strip()) < 2:
        problems.append(Blocker("empty", "请写下您要反映的事情。", "Please write what it is about.", "detail"))
    for name, longest in LONGEST.items():
        if len(getattr(incoming, name)) > longest:
            problems.append(Blocker("too_long", f"这一项最多 {longest} 字，请精简或把材料作为附件上传。",
                                    f"At most {longest} characters; shorten it or attach a file.", name))
    return problems


def _before(kept: Kept, incoming: Incoming, by: Person, now: datetime, again: bool) -> Registered:
    """A retry: the first result, or another try when the first had failed or was cut off."""
    if kept.ticket_id is not None:
        return Registered(Ticket.objects.get(pk=kept.ticket_id), kept.id, replayed=True, joined=kept.state == Contact.ATTACHED)
    with transaction.atomic():
        contact = Contact.objects.select_for_update().get(pk=kept.id)
        if contact.ticket_id is not None:
            return Registered(Ticket.objects.get(pk=contact.ticket_id), kept.id, replayed=True)
        return _take_in(kept, incoming, by, now, again)


def _urge(running: Ticket, kept: Kept, incoming: Incoming, by: Person, now: datetime, reading: Reading) -> Registered:
    """The same citizen about the same matter: the new words go to the running ticket."""
    words = "" if reading.words_key == bytes(running.words_key or b"") else incoming.text
    as_owner = by if by.is_staff else citizen_person(running.citizen_id, numbers={running.number})
    with transaction.atomic():
        contact = Contact.objects.select_for_update().get(pk=kept.id)
        if contact.ticket_id is not None:  # a retry was faster, and `running` is what it made of this very contact
            return _replayed(contact)
        outcome = urge(running.number, by=as_owner, now=now, key=f"contact:{kept.id}", door=incoming.door, words=words,
                       contact_id=kept.id)
        Contact.objects.filter(pk=kept.id).update(state=Contact.ATTACHED, ticket=running, purpose="urge",
                                                  citizen=running.citizen_id)
    told = Notice("same_matter", f"您反映的事项已在办理（编号 {running.number}），本次内容已作为催办告知承办单位。",
                  f"This matter is already in hand (number {running.number}); your words were passed on as an urge.")
    return Registered(outcome.ticket, kept.id, joined=True, reading=reading, notices=[told])
