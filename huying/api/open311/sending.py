"""POST requests: what a client sent becomes a contact, and by the same way as through every door a ticket."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from huying import policy
from huying.api import limits
from huying.api.hooks import owing
from huying.api.open311 import asked, offered
from huying.api.open311.asked import Sent
from huying.api.open311.frame import too_many
from huying.api.open311.wire import Fault, Wrong, wrong
from huying.people import citizens
from huying.people.models import Partner
from huying.people.persons import citizen_person
from huying.people.vault import normal_phone
from huying.policy.catalogue import Question
from huying.tickets import contacts, life, uploads
from huying.tickets.incoming import LONGEST, Incoming, fitting
from huying.tickets.life.register import Registered
from huying.tickets.models import Contact
from huying.tickets.problems import Refused
from huying.understanding.alarm import alarm

logger = logging.getLogger("huying.open311")
DOOR = "open311"
AGAIN = timedelta(hours=24)  # the same words of the same partner within it are a retry
APART = frozenset({"happened", "parties", "wish", "kind", "confidential"})
GUEST = citizen_person()


@dataclass(frozen=True, slots=True)
class Done:
    """What came of it: a registered ticket, or a token when it was kept and will be looked at."""

    registered: Registered | None
    token: str = ""


def send(call_sent: Sent, partner: Partner, *, given_key: str, english: bool, now: datetime) -> Done:
    """Register the request. Raises Wrong for what the specification wants otherwise, Refused for what the hotline does."""
    code, questions = _service(call_sent)
    told, faults = asked.answers(questions, call_sent.attributes)
    faults += _located(call_sent)
    if faults:
        raise Wrong(400, *faults)
    seconds = limits.of_partner(partner)
    if seconds and alarm(call_sent.get("description")) is None:  # emergencies always pass
        raise too_many(seconds)
    raw = call_sent.as_raw()
    key = _key(call_sent, raw, partner, given_key, now)
    before = Contact.objects.filter(door=DOOR, key=key).first()
    if before is not None and contacts.raw_of(before).get("raw", {}) != raw:
        raise wrong(400, "这个 Idempotency-Key 已用于另一件诉求。", "This Idempotency-Key was used for another request.")
    holder = f"partner:{partner.pk}:{hashlib.sha256(key.encode()).hexdigest()[:32]}"
    incoming = _incoming(call_sent, code, questions, told, partner, key=key, english=english, now=now, raw=raw, holder=holder,
                         tokens=_files(call_sent, holder, now) if before is None or before.ticket_id is None else ())
    return _registered(incoming, partner, now)


def _registered(incoming: Incoming, partner: Partner, now: datetime) -> Done:
    try:
        registered = life.register(incoming, by=GUEST, now=now, again=partner.vouches)
    except Refused:
        raise
    except Exception:
        contact = Contact.objects.filter(door=DOOR, key=incoming.key).first()
        if contact is None:
            raise
        return Done(None, token_of(contact.pk))  # kept: people or the rescue make a ticket of it
    owing.file(partner, registered.ticket, now, joined=registered.joined)
    if registered.joined and incoming.attachments:
        uploads.attach(incoming.attachments, registered.ticket, incoming.holder, allowed=uploads.FOR_CITIZENS)
    return Done(registered)


def token_of(contact_id: int) -> str:
    return f"{contact_id}-{_sign(contact_id)}"


def contact_of(token: str) -> Contact | None:
    """The contact that a token stands for; None when it is none of ours."""
    number, _, sign = token.partition("-")
    if not (number.isascii() and number.isdigit() and len(number) < 19) or not constant_time_compare(sign, _sign(int(number))):
        return None
    return Contact.objects.select_related("ticket").filter(pk=int(number), door=DOOR).first()


def notice(registered: Registered, english: bool) -> str:
    """What the sender should know at once: danger first, then what is lacking, then that it is in hand."""
    reading, place = registered.reading, int(english)
    if registered.joined:
        return ("您反映的事项已在办理，本次内容已转告承办单位。", "This matter is already in hand; your words were passed on.")[place]
    parts = [("您的诉求已登记。", "Your request was registered.")[place]]
    if reading is not None and reading.alarm:
        parts.insert(0, (reading.alarm.zh, reading.alarm.en)[place])
    if reading is not None and registered.ticket.missing:
        parts += [(each.ask_zh, each.ask_en)[place] for each in reading.missing]
    return " ".join(parts)


def _service(given: Sent) -> tuple[str, list[Question]]:
    code = given.get("service_code")
    if not code:
        raise wrong(400, "缺少 service_code。", "The service_code was not provided.")
    try:
        return code, offered.questions(code)
    except KeyError:
        raise wrong(404, "没有这个 service_code。", "The service_code was not found.") from None


def _located(given: Sent) -> list[Fault]:
    """One of lat and long, address_string, address_id; the point must lie on the globe."""
    lat, lon = given.get("lat"), given.get("long")
    if bool(lat) != bool(lon):
        return [Fault(400, "lat 和 long 须同时给出。", "Give both lat and long.")]
    if lat and (_degrees(lat, 90) is None or _degrees(lon, 180) is None):
        return [Fault(400, "lat 或 long 不是经纬度（WGS 84）。", "lat or long is no WGS 84 coordinate.")]
    address_id = given.get("address_id")
    known = address_id in policy.current().divisions
    if lat or given.get("address_string") or known:
        return []
    if address_id:
        return [Fault(400, "没有这个 address_id。", "The address_id is unknown; it is a division code.")]
    return [Fault(400, "请给出位置：lat 和 long，或 address_string，或 address_id。",
                  "A location is required: lat and long, or address_string, or address_id.")]


def _degrees(text: str, most: int) -> float | None:
    try:
        found = float(text)
    except ValueError:
        return None
    return found if -most <= found <= most else None


def _key(given: Sent, raw: dict[str, Any], partner: Partner, told: str, now: datetime) -> str:
    """The client's own key; else a checksum of everything sent, the same for a day, since few clients know of keys."""
    if told:
        return fitting(f"p{partner.pk}:{told}")
    digest = hashlib.sha256(json.dumps(raw, sort_keys=True).encode())
    for file in given.files:
        file.seek(0)
        for piece in file.chunks():
            digest.update(piece)
        file.seek(0)
    stem = f"p{partner.pk}:sha256:{digest.hexdigest()[:48]}"
    last = Contact.objects.filter(door=DOOR, key__in=[f"{stem}:{now - days:%y%m%d}" for days in (timedelta(), timedelta(days=1))],
                                  received_at__gt=now - AGAIN).order_by("-received_at").first()
    return last.key if last else f"{stem}:{now:%y%m%d}"


def _files(given: Sent, holder: str, now: datetime) -> Sequence[str]:
    """Uploads looked into and held; Wrong(400) names those that are not taken. A retry finds those of the first try."""
    most = policy.current().city.uploads.most_files
    if len(given.files) > most:
        raise wrong(400, f"最多 {most} 个文件。", f"At most {most} files.")
    found = uploads.of_holder(holder)
    return found if len(found) == len(given.files) else uploads.take(given.files, holder, None, "citizen", now)


def _incoming(given: Sent, code: str, questions: Sequence[Question], told: dict[str, str], partner: Partner, *, key: str,
              english: bool, now: datetime, raw: dict[str, Any], holder: str, tokens: Sequence[str]) -> Incoming:
    name, phone, other = _caller(given)
    known = code != offered.OTHER
    lines = [given.get("description") or offered.name_of(code if known else "", False),
             *asked.words(questions, told, apart=APART), *_links(given)]
    address_id = given.get("address_id")
    return Incoming(
        door=DOOR, key=key, received_at=now, detail="\n".join(lines), wish=told.get("wish", ""),
        happened=told.get("happened", "")[: LONGEST["happened"]], parties=told.get("parties", "")[: LONGEST["parties"]],
        place=given.get("address_string")[: LONGEST["place"]], lat=_degrees(given.get("lat"), 90), lon=_degrees(given.get("long"), 180),
        division=address_id if address_id in policy.current().divisions else "", category=code if known else "",
        kind=told.get("kind", ""), name=name, phone=phone, other=other, language="en" if english else "zh-hans",
        confidential=told.get("confidential") == "yes", assurance=citizens.PHONE_PROVEN if partner.vouches else citizens.UNPROVEN,
        attachments=tuple(tokens), holder=holder, tags=(partner.name,), raw=raw)


def _caller(given: Sent) -> tuple[str, str, str]:
    """(name, phone, other): a number that is none is kept as another way to reach them; nobody is sent away for it."""
    first, last = given.get("first_name"), given.get("last_name")
    name = f"{last}{first}" if first and not first.isascii() else f"{first} {last}".strip()
    phone = normal_phone(given.get("phone"), policy.current().city.area_code) or ""
    rest = [given.get("email"), "" if phone else given.get("phone")]
    return name[: LONGEST["name"]], phone, " ".join(each for each in rest if each)[:200]


def _links(given: Sent) -> list[str]:
    """Addresses of pictures elsewhere, for people to look at; nothing is fetched from them."""
    return [f"附图链接：{each[:500]}" for each in given.get("media_url").split() if each.startswith(("http://", "https://"))]


def _sign(contact_id: int) -> str:
    return salted_hmac("huying.open311.token", str(contact_id), secret=settings.SECRET_KEY).hexdigest()[:20]
