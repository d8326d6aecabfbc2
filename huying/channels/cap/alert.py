"""Writing and reading CAP 1.2 (OASIS Standard CAP-v1.2, 1 July 2010; sections in brackets)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from xml.sax.saxutils import escape

from huying import policy
from huying.channels.base import xml
from huying.people.sealed import caller_of
from huying.tickets.models import Ticket, Transfer

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
CATEGORY = {"police": "Security", "ambulance": "Health", "fire": "Fire", "traffic": "Transport"}  # [3.2.2 category]
LONGEST_HEADLINE = 160  # [3.2.2 headline]
EXERCISE, ACTUAL = "Exercise", "Actual"


@dataclass(frozen=True, slots=True)
class Ack:
    """Their acknowledgement: `about` names our alert, `number` is theirs, if they gave one."""

    about: str
    number: str
    sender: str


def written(transfer: Transfer, ticket: Ticket, *, drill: bool) -> bytes:
    """The alert of one transfer. The same transfer gives the same message, so that a second copy is known as one [3.2.1]."""
    info = _info(transfer, ticket)
    head = [("identifier", identifier(transfer)), ("sender", sender()), ("sent", _moment(transfer.at)),
            ("status", EXERCISE if drill else ACTUAL), ("msgType", "Alert"), ("scope", "Private"), ("addresses", transfer.target)]
    body = "".join(_tag(name, text) for name, text in head) + f"<info>{info}</info>"
    return f'<?xml version="1.0" encoding="UTF-8"?><alert xmlns="{NAMESPACE}">{body}</alert>'.encode()


def identifier(transfer: Transfer) -> str:
    """Unique at this sender, without spaces, commas or marks [3.2.1 identifier]."""
    return f"HUYING-{transfer.ticket.number}-{transfer.pk}"


def sender() -> str:
    """Who we are, for them [3.2.1 sender]."""
    return policy.current().city.hotline.email


def _info(transfer: Transfer, ticket: Ticket) -> str:
    city = policy.current().city
    name, phone, _ = caller_of(ticket.number, ticket.caller_sealed)
    english = ticket.language.startswith("en")
    told = [("language", "en" if english else "zh-CN"), ("category", CATEGORY.get(transfer.target, "Safety")),
            ("event", ticket.title or ticket.summary or transfer.target_name), ("urgency", "Immediate"),
            ("severity", "Extreme" if ticket.urgent_sort else "Severe"), ("certainty", "Likely"),
            ("senderName", f"{city.name}12345"), ("headline", (ticket.title or ticket.detail)[:LONGEST_HEADLINE]),
            ("description", ticket.detail)]
    if transfer.receipt:
        told.append(("instruction", transfer.receipt))
    if phone:
        told.append(("contact", f"{name} {phone}".strip()))
    told_more = "".join(_tag(key, text) for key, text in told if text)
    more = (("number", ticket.number), ("door", ticket.door), ("happened", ticket.happened), ("parties", ticket.parties))
    parameters = "".join(f"<parameter>{_tag('valueName', key)}{_tag('value', text)}</parameter>" for key, text in more if text)
    return f"{told_more}{parameters}<area>{_area(ticket)}</area>"


def _area(ticket: Ticket) -> str:
    """Where: the words, the point (WGS 84, "latitude,longitude radius" [3.2.4 circle]) and the division's code."""
    places = policy.current().places(ticket.division or None)
    names = " ".join(place.name for place in reversed(places))
    said = " ".join(filter(None, (names, ticket.place))) or policy.current().city.name
    found = _tag("areaDesc", said)
    if ticket.lat is not None and ticket.lon is not None:
        found += _tag("circle", f"{ticket.lat:.6f},{ticket.lon:.6f} 0")
    if ticket.division:
        found += f"<geocode>{_tag('valueName', 'GB/T 2260')}{_tag('value', ticket.division)}</geocode>"
    return found


def _tag(name: str, text: str) -> str:
    kept = "".join(char for char in text if char in "\t\n" or (char >= " " and char not in "\ufffe\uffff"))
    return f"<{name}>{escape(kept)}</{name}>"


def _moment(at: datetime) -> str:
    """With its offset, never with a Z [3.2.1 sent]."""
    return at.astimezone(policy.current().city.zone).isoformat(timespec="seconds")


def read_ack(raw: bytes) -> Ack:
    """An acknowledgement: msgType Ack whose references name one alert of ours, "sender,identifier,sent" [3.2.1 references].

    Their number: a parameter "number", else their own identifier. Raises Unreadable.
    """
    fields = {name.rpartition(":")[2]: value for name, value in xml.read(raw).items()}
    if xml.text_of(fields, "msgType") != "Ack":
        raise xml.Unreadable("no acknowledgement")
    parts = xml.text_of(fields, "references").split()[:1]
    named = parts[0].split(",") if parts else []
    if len(named) != 3:
        raise xml.Unreadable("no reference to an alert")
    return Ack(named[1], (_parameter(fields) or xml.text_of(fields, "identifier"))[:60], xml.text_of(fields, "sender")[:80])


def _parameter(fields: xml.Fields) -> str:
    infos = fields.get("info", [])
    for info in infos if isinstance(infos, list) else [infos]:
        found = info.get("parameter", []) if isinstance(info, dict) else []
        for each in found if isinstance(found, list) else [found]:
            if isinstance(each, dict) and xml.text_of(each, "valueName") == "number":
                return xml.text_of(each, "value")
    return ""
