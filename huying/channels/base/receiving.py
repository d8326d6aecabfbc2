"""receive → contact: kept raw first, then understood once, whatever process dies in between."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.files.base import ContentFile
from django.db import InterfaceError, OperationalError, transaction

from huying.channels.base import dialogue, health
from huying.channels.base.message import Message, message_of
from huying.tickets import contacts, uploads
from huying.tickets.contacts import Kept
from huying.tickets.models import Attachment, Contact
from huying.tickets.problems import Blocker

logger = logging.getLogger("huying.doors")


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a message. `again`: it had come before, and nothing was done."""

    contact_id: int
    state: str
    purpose: str = ""
    number: str = ""
    again: bool = False


def receive(message: Message, now: datetime) -> Taken:
    """Keep the message, then act on it and queue the answers in one transaction.

    A message of the same key changes nothing. What fails for a reason of ours goes to the worklist of contacts; only
    when the database does not answer is that raised, so that the door tries again later.
    """
    kept = contacts.keep(message.incoming())
    health.note(message.door, now, "in_at")
    return go_on(message, kept, now)


def accept(message: Message, *, talk: str = "") -> Kept:
    """Keep the message and leave the rest to a worker: for doors whose other side waits for an answer.

    Contact and job are one transaction. Messages of one `talk` are gone on with in the order in which they came.
    """
    from huying.channels.tasks import go_on as task

    with transaction.atomic():
        kept = contacts.keep(message.incoming())
        if not kept.again:
            task.configure(lock=lock_of(message.door, talk) if talk else None).defer(contact=kept.id)
    return kept


def lock_of(door: str, talk: str) -> str:
    """The name under which jobs of one person's messages follow each other."""
    return f"talk:{door}:{talk}"


def take_up(contact_id: int, now: datetime) -> None:
    """Go on with a contact that was accepted; a second call finds it done."""
    contact = Contact.objects.filter(pk=contact_id, state=Contact.NEW).first()
    if contact is not None:
        again(contact, now)


def again(contact: Contact, now: datetime, *, by_hand: bool = False) -> None:
    """Go on with a contact that was kept and cut off; its files, if the door had any, are the door's to bring."""
    restart(contact, message_of(contacts.raw_of(contact)), now, by_hand=by_hand)


def restart(contact: Contact, message: Message, now: datetime, *, by_hand: bool = False) -> None:
    """As `receive`, for a contact that is there. `by_hand`: it becomes a ticket, whatever it seems to ask. Raises Refused."""
    kept = Kept(contact.pk, contact.serial, True, contact.state, contact.ticket_id)
    if by_hand:
        dialogue.register(message, kept, _files(message, now)[0], now)
    else:
        go_on(message, kept, now)


def go_on(message: Message, kept: Kept, now: datetime) -> Taken:
    """Act on a kept message unless somebody has already."""
    try:
        tokens, problems = _files(message, now) if kept.state == Contact.NEW and not message.automatic else ([], [])
        with transaction.atomic():
            contact = Contact.objects.select_for_update().get(pk=kept.id)
            fresh = contact.state == Contact.NEW
            if fresh:
                dialogue.answer(message, kept, tokens, problems, now)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        logger.exception("contact %s could not be understood", kept.id)
        contacts.failed(kept, error)
        fresh = True
    row = Contact.objects.select_related("ticket").defer("raw_sealed", "ticket__search").get(pk=kept.id)
    return Taken(row.pk, row.state, row.purpose, row.ticket.number if row.ticket else "", again=not fresh)


def _files(message: Message, now: datetime) -> tuple[list[str], Sequence[Blocker]]:
    """The attachments as held uploads; those taken before a process died are not taken twice."""
    if not message.files:
        return [], []
    holder = message.holder
    there = {bytes(row.sha256 or b""): row.token for row in Attachment.objects.filter(holder=holder, ready_at__isnull=False)}
    tokens = [there[digest] for file in message.files if (digest := hashlib.sha256(file.content).digest()) in there]
    fresh = [ContentFile(file.content, file.name) for file in message.files
             if hashlib.sha256(file.content).digest() not in there]
    try:
        return [*tokens, *uploads.take(fresh, holder, None, Attachment.CITIZEN, now)], []
    except uploads.UploadsRefused as refusal:
        return [*tokens, *refusal.tokens], [each for each in refusal.problems if isinstance(each, Blocker)]
