"""Short messages in: kept before they are acknowledged, parts put together, each message a contact once.

The web or the listener only keeps; a worker understands and answers, one message of a telephone after the other.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction

from huying.channels.base import health, receiving
from huying.channels.base.correspondents import normal
from huying.channels.base.message import Message
from huying.channels.sms import codec
from huying.channels.sms.codec import Alphabet
from huying.channels.sms.links import Brought
from huying.channels.sms.models import ReceivedPart
from huying.people.sealed import vault
from huying.people.vault import normal_phone
from huying.tickets.incoming import cleaned, fitting

DOOR = "sms"
WAIT = timedelta(minutes=10)  # for a part that does not come
TWICE = timedelta(minutes=10)  # another session brings the same words again: a second bringing, not a second message
NAMED_FOR_EVER = frozenset({"kannel"})  # whose names (UUID) never come round again
REMEMBERED = timedelta(days=3)
_PERSON = re.compile(r"1[3-9]\d{9}|\+\d{7,15}")  # telephones of people; service numbers are machines, never answered
MOST_BODY = 8000  # bytes; no short message is longer


@dataclass(frozen=True, slots=True)
class Kept:
    """`again`: it had been brought before. `contact`: 0 while parts are awaited."""

    id: int
    contact: int = 0
    again: bool = False


def take(brought: Brought, now: datetime) -> Kept:
    """Keep what was brought, in one transaction. Only when the database does not answer does it raise."""
    sender = normal(DOOR, cleaned(brought.sender)[:40])
    if brought.key and brought.piece is None and brought.link in NAMED_FOR_EVER:
        return _keep_whole(brought, sender, now)
    sender_key, digest = _key(sender), _digest(brought)
    with transaction.atomic():
        _one_at_a_time(sender_key)
        before = _before(brought, digest, now)
        if before is not None:
            return Kept(before.pk, before.contact_id or 0, again=True)
        piece = brought.piece
        row = ReceivedPart(
            link=brought.link, key=fitting(brought.key or f"{brought.session}:{digest.hex()}:{now.timestamp():.6f}"),
            session=brought.session[:32], digest=digest, sender_key=sender_key, received_at=now,
            ref=piece.ref if piece else 0, total=piece.total if piece else 1, seq=piece.seq if piece else 1)
        row.body_sealed = vault().seal(_written(brought, sender), _sealing(sender_key))
        row.save(force_insert=True)
        contact = _assemble(row, now) if row.total > 1 else _keep([row], 1, now)
    health.note(DOOR, now, "in_at")
    return Kept(row.pk, contact)


def _keep_whole(brought: Brought, sender: str, now: datetime) -> Kept:
    """A message that is whole and has a name of its own: the contact's key alone tells a second bringing."""
    with transaction.atomic():
        text = codec.joined({1: (brought.body[:MOST_BODY], brought.alphabet)}, 1)
        message = _message(f"{brought.link}:{brought.key}", sender, text, now, brought.to, [json.loads(_written(brought, sender))], 1)
        kept = receiving.accept(message, talk=_key(sender).hex())
    health.note(DOOR, now, "in_at")
    return Kept(0, kept.id, again=kept.again)


def acknowledged(ids: Sequence[int]) -> None:
    """The gateway was told that these are kept."""
    ReceivedPart.objects.filter(pk__in=ids).update(acked=True)


def gather_late(now: datetime, *, most: int = 200) -> int:
    """Take what has waited too long for its other parts, with a mark where they are missing; returns how many messages."""
    done = 0
    first = ReceivedPart.objects.filter(contact=None, received_at__lt=now - WAIT).order_by("received_at")
    for pk in list(first.values_list("pk", flat=True)[:most]):
        with transaction.atomic():
            row = ReceivedPart.objects.filter(pk=pk, contact=None).first()
            if row is not None:
                _one_at_a_time(bytes(row.sender_key))
                row = ReceivedPart.objects.filter(pk=pk, contact=None).first()
            if row is not None:
                _keep(_siblings(row), row.total, now)
                done += 1
    return done


def tidy(now: datetime) -> int:
    """Forget what can no longer be brought again."""
    return ReceivedPart.objects.filter(received_at__lt=now - REMEMBERED).exclude(contact=None).delete()[0]


def _one_at_a_time(sender_key: bytes) -> None:
    """Parts of one telephone by two connections at once: the second waits, and sees what the first has kept."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int.from_bytes(sender_key[:8], "big", signed=True)])


def _before(brought: Brought, digest: bytes, now: datetime) -> ReceivedPart | None:
    """The same message from an earlier bringing: by the gateway's name; without one, by its words, when the gateway
    cannot have heard that we have it."""
    if brought.key:
        return ReceivedPart.objects.filter(link=brought.link, key=fitting(brought.key)).first()
    same = ReceivedPart.objects.filter(link=brought.link, digest=digest, received_at__gt=now - TWICE).order_by("-id")
    return next((row for row in same if brought.piece or not row.acked or row.session != brought.session), None)


def _assemble(row: ReceivedPart, now: datetime) -> int:
    there = _siblings(row)
    return _keep(there, row.total, now) if len({each.seq for each in there}) == row.total else 0


def _siblings(row: ReceivedPart) -> list[ReceivedPart]:
    """The parts that belong together; a reference comes round again, so one that is long past is another message's."""
    near = ReceivedPart.objects.filter(sender_key=row.sender_key, ref=row.ref, total=row.total, link=row.link, contact=None)
    return list(near.order_by("id"))


def _keep(rows: Sequence[ReceivedPart], total: int, now: datetime) -> int:
    """One contact of these parts; the first of several copies of a part counts."""
    told = [(row, json.loads(vault().open_(bytes(row.body_sealed or b""), _sealing(bytes(row.sender_key))))) for row in rows]
    bodies: dict[int, tuple[bytes, Alphabet]] = {}
    for row, said in told:
        bodies.setdefault(row.seq, (base64.b64decode(said["body"]), Alphabet(said["alphabet"])))
    first = told[0][1]
    message = _message(f"part:{rows[0].pk}", str(first["sender"]), codec.joined(bodies, total), now, first["to"],
                       [said for _, said in told], total)
    contact = receiving.accept(message, talk=bytes(rows[0].sender_key).hex()).id
    ReceivedPart.objects.filter(pk__in=[row.pk for row in rows]).update(contact_id=contact, body_sealed=None)
    return contact


def _message(key: str, sender: str, text: str, now: datetime, to: str, parts: Sequence[object], total: int) -> Message:
    proven = _PERSON.fullmatch(normal_phone(sender) or "") is not None
    return Message(door=DOOR, key=key, address=sender, text=cleaned(text), received_at=now, proven=proven,
                   automatic="" if proven else "no_phone", raw={"to": cleaned(to)[:40], "parts": list(parts), "total": total})


def _written(brought: Brought, sender: str) -> str:
    body = brought.body[:MOST_BODY]
    return json.dumps({"sender": sender, "to": cleaned(brought.to)[:40], "body": base64.b64encode(body).decode(),
                       "alphabet": brought.alphabet.value, **{name: cleaned(value)[:80] for name, value in brought.more.items()}})


def _digest(brought: Brought) -> bytes:
    piece = brought.piece
    place = f"{piece.ref}/{piece.total}/{piece.seq}" if piece else ""
    return vault().fingerprint(f"{brought.sender}|{brought.to}|{place}|{brought.alphabet.value}|{brought.body.hex()}", "sms.words")[:16]


def _key(sender: str) -> bytes:
    return vault().fingerprint(sender, "sms.sender")[:16]


def _sealing(sender_key: bytes) -> str:
    return f"sms.part:{sender_key.hex()}"
