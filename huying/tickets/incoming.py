"""What a door hands over: one message or call in the core's own words, whatever the door's language."""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from operator import attrgetter
from typing import Any

from huying import policy
from huying.tickets.states import Kind, Urgency

LONGEST_KEY = 120
TEXTS = ("title", "detail", "wish", "happened", "place", "parties", "name", "phone", "other", "holder")
LONGEST = {"title": 200, "detail": 10_000, "wish": 10_000, "happened": 200, "place": 300, "parties": 300, "name": 40}


@dataclass(frozen=True, slots=True)
class Incoming:
    """One contact. `key` makes a retry safe within its door; `raw` is kept as it came.

    `category`, `kind`, `urgency`, `division` are given only where a person chose them.
    `attachments`: tokens of finished uploads held by `holder`.
    """

    door: str
    key: str
    received_at: datetime
    title: str = ""
    detail: str = ""
    wish: str = ""
    happened: str = ""
    place: str = ""
    parties: str = ""
    lon: float | None = None
    lat: float | None = None
    division: str = ""
    category: str = ""
    kind: str = ""
    urgency: str = ""
    name: str = ""
    phone: str = ""
    other: str = ""
    language: str = "zh-hans"
    sms_only: bool = False
    confidential: bool = False
    assurance: int = 0
    citizen_id: int | None = None
    account_id: int | None = None
    attachments: Sequence[str] = ()
    holder: str = ""
    tags: Sequence[str] = ()
    raw: dict[str, Any] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return told(self.title, self.detail, self.wish)

    def as_raw(self) -> dict[str, Any]:
        """Everything that came, for keeping."""
        values = {name: value for name, value in zip(NAMES, _EVERY(self), strict=True) if value not in ("", None, (), {}, False)}
        values["received_at"] = self.received_at.isoformat()
        return values


_NO_TEXT = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_KINDS, _URGENCIES = frozenset(Kind), frozenset(Urgency)
NAMES = tuple(each.name for each in fields(Incoming))
_EVERY, _TEXTS = attrgetter(*NAMES), attrgetter(*TEXTS)


def told(title: str, detail: str, wish: str) -> str:
    """All words about a matter, as they are understood, compared and found again."""
    return "\n".join(filter(None, (title, detail, wish)))


def cleaned(text: str) -> str:
    """The text without what no reader needs: NUL, other control characters, lone surrogates, outer blanks."""
    if not text:
        return ""
    return _NO_TEXT.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def fitting(key: str) -> str:
    """A key of at most 120 characters that tells acts apart as well as `key` does."""
    spelt = cleaned(key)
    if spelt == key and len(key) <= LONGEST_KEY:
        return key
    return f"sha256:{hashlib.sha256(key.encode('utf-8', 'backslashreplace')).hexdigest()}"


def settled(incoming: Incoming) -> Incoming:
    """The contact as the core can hold it: clean texts, known codes, a point on the globe.

    What does not fit is left out here and stays in the raw contact; people see to it.
    """
    rules = policy.current()
    texts: dict[str, Any] = {name: cleaned(text) for name, text in zip(TEXTS, _TEXTS(incoming), strict=True)}
    known: dict[str, Any] = {
        "category": incoming.category if incoming.category in rules.categories else "",
        "division": incoming.division if incoming.division in rules.divisions else "",
        "kind": incoming.kind if incoming.kind in _KINDS else "",
        "urgency": incoming.urgency if incoming.urgency in _URGENCIES else "",
    }
    placed = _within(incoming.lon, 180) and _within(incoming.lat, 90)
    fits = {**texts, **known, "language": cleaned(incoming.language)[:10], "tags": tuple(cleaned(tag) for tag in incoming.tags),
            "lon": incoming.lon if placed else None, "lat": incoming.lat if placed else None}
    changed = {name: value for name, value in fits.items() if value != getattr(incoming, name)}
    return replace(incoming, **changed) if changed else incoming  # nearly always as it came


def _within(degrees: float | None, most: int) -> bool:
    return degrees is not None and math.isfinite(degrees) and -most <= degrees <= most
