"""From a letter to the talk: the raw letter kept as it came, then a message in the words that all text doors share."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from huying.channels import delivery
from huying.channels.base import health, receiving
from huying.channels.base.message import Message, message_of
from huying.channels.base.receiving import Taken
from huying.channels.email import letter as letters
from huying.channels.email.letter import Letter
from huying.people.sealed import caller_of, vault
from huying.tickets import contacts
from huying.tickets.incoming import cleaned
from huying.tickets.models import Contact, Ticket

DOOR = "email"
MOST_BYTES = 40 * 1024 * 1024  # of a whole letter: 20 MB of files as base64, and room


def take(raw: bytes, now: datetime) -> Taken:
    """Take in one letter, however often it is brought. Raises only when database or disk do not answer."""
    letter = letters.read(raw, own=settings.MAIL["address"], authserv=settings.MAIL["authserv"])
    name = keep_raw(raw)
    if letter.kind == "probe":
        health.echoed(DOOR, now)
    if letter.bounced is not None and letter.final:
        delivery.failed(letter.bounced, f"退信 · returned: {letter.why}")
    return receiving.receive(_message(letter, name, now), now)


def again(contact: Contact, now: datetime, *, by_hand: bool = False) -> None:
    """Go on with a letter that was kept and cut off; its files are read from the raw letter. Raises Refused."""
    kept = contacts.raw_of(contact)
    raw = raw_letter(str(kept.get("raw", {}).get("file", "")))
    files = letters.read(raw, own=settings.MAIL["address"]).files if raw else []
    receiving.restart(contact, message_of(kept, files), now, by_hand=by_hand)


def keep_raw(raw: bytes) -> str:
    """Store the letter sealed, under the checksum of its bytes: a retry finds it there."""
    digest = hashlib.sha256(raw).hexdigest()
    name = f"raw/email/{digest[:2]}/{digest}"
    if not default_storage.exists(name):
        default_storage.save(name, ContentFile(vault().seal(raw.decode("latin-1"), f"raw:{digest}")))
    return name


def raw_letter(name: str) -> bytes:
    """The letter as it came; empty when it is gone. Ask `people.looks` before showing it."""
    if not name or not default_storage.exists(name):
        return b""
    with default_storage.open(name, "rb") as file:
        return vault().open_(file.read(), f"raw:{name.rpartition('/')[2]}").encode("latin-1")


def _message(letter: Letter, file: str, now: datetime) -> Message:
    number = letter.number if letter.number and (letter.kind or _is_of(letter)) else ""
    return Message(
        door=DOOR, key=letter.key, address=letter.address, text=cleaned(letter.text),
        title="" if number else cleaned(letter.subject), name=cleaned(letter.name), received_at=now, language=letter.language,
        proven=letter.verdicts.vouched or bool(number and not letter.kind), number=number,
        automatic=letter.kind or ("" if letter.address else "no_address"), files=tuple(letter.files),
        raw={"file": file, "message_id": cleaned(letter.message_id), "verdicts": letter.verdicts.as_dict(),
             "whole": cleaned(letter.whole)[:20_000], "left_out": letter.left_out[:20]})


def _is_of(letter: Letter) -> bool:
    """A signed word counts from the address it was sent to: a letter passed on makes nobody else the owner."""
    ticket = Ticket.objects.filter(number=letter.number).only("number", "caller_sealed").first()
    return ticket is not None and caller_of(ticket.number, ticket.caller_sealed)[2].strip().lower() == letter.address
