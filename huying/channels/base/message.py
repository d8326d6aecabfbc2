"""One message by a text door (email, SMS, WeChat), in words that the talk understands."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from huying.tickets.incoming import LONGEST, Incoming


@dataclass(frozen=True, slots=True)
class File:
    """An attached file as it came."""

    name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Message:
    """`address`: where an answer goes. `proven`: the door vouches that it is the writer's own. `number`: the ticket in
    whose thread it stands, proven by a token of ours. `automatic`: what machine wrote it, when no person did.
    `act`: what the person did instead of writing, in the words of `intents` (a tap on the menu, coming, leaving).
    `place`, `lon`, `lat`: a point of the map that they sent. `raw`: whatever else must be kept, plain data.
    """

    door: str
    key: str
    address: str
    text: str
    received_at: datetime
    title: str = ""
    name: str = ""
    proven: bool = False
    number: str = ""
    automatic: str = ""
    act: str = ""
    place: str = ""
    lon: float | None = None
    lat: float | None = None
    language: str = "zh-hans"
    files: Sequence[File] = ()
    raw: dict[str, Any] = field(default_factory=dict)

    @property
    def holder(self) -> str:
        """To whom its files belong until a ticket takes them."""
        return holder_of(self.door, self.key)

    @property
    def wordless(self) -> bool:
        """Whether it brings only files or a place."""
        return not self.title and not self.act and (self.lon is not None or bool(self.files)) and self.text in ("", f"位置：{self.place}")

    def incoming(self) -> Incoming:
        """As the core keeps and registers it. A phone is a proof by the SMS door only; elsewhere it stays in the words."""
        phone = self.address if self.door == "sms" else ""
        kept = {**self.raw, "address": self.address, "proven": self.proven, "number": self.number, "automatic": self.automatic,
                "act": self.act, "text": self.text, "title": self.title}
        title, detail = self.title, self.text
        if len(title) > LONGEST["title"]:
            title, detail = title[: LONGEST["title"]], f"{title}\n{detail}"
        return Incoming(
            door=self.door, key=self.key, received_at=self.received_at, title=title, detail=detail[: LONGEST["detail"]],
            name=self.name[: LONGEST["name"]], phone=phone, other="" if phone else self.address,
            place=self.place[: LONGEST["place"]], lon=self.lon, lat=self.lat, language=self.language, raw=kept)


def holder_of(door: str, key: str) -> str:
    """To whom the files of a message belong until a ticket takes them."""
    return hashlib.sha256(f"{door}:{key}".encode()).hexdigest()


def message_of(kept: dict[str, Any], files: Sequence[File] = ()) -> Message:
    """The message again from what `contacts.keep` kept of it."""
    raw = dict(kept.get("raw", {}))
    told = {name: raw.pop(name) for name in ("address", "proven", "number", "automatic", "act", "text", "title") if name in raw}
    return Message(door=kept["door"], key=kept["key"], received_at=datetime.fromisoformat(kept["received_at"]),
                   name=kept.get("name", ""), place=kept.get("place", ""), lon=kept.get("lon"), lat=kept.get("lat"),
                   language=kept.get("language", "zh-hans"), files=files, raw=raw, **told)
