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
    `raw`: whatever else must be kept, plain data.
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
    language: str = "zh-hans"
    files: Sequence[File] = ()
    raw: dict[str, Any] = field(default_factory=dict)

    @property
    def holder(self) -> str:
        """To whom its files belong until a ticket takes them."""
        return hashlib.sha256(f"{self.door}:{self.key}".encode()).hexdigest()

    def incoming(self) -> Incoming:
        """As the core keeps and registers it. A phone is a proof by the SMS door only; elsewhere it stays in the words."""
        phone = self.address if self.door == "sms" else ""
        kept = {**self.raw, "address": self.address, "proven": self.proven, "number": self.number, "automatic": self.automatic,
                "text": self.text, "title": self.title}
        title, detail = self.title, self.text
        if len(title) > LONGEST["title"]:
            title, detail = title[: LONGEST["title"]], f"{title}\n{detail}"
        return Incoming(
            door=self.door, key=self.key, received_at=self.received_at, title=title, detail=detail[: LONGEST["detail"]],
            name=self.name[: LONGEST["name"]], phone=phone, other="" if phone else self.address, language=self.language, raw=kept)


def message_of(kept: dict[str, Any], files: Sequence[File] = ()) -> Message:
    """The message again from what `contacts.keep` kept of it."""
    raw = dict(kept.get("raw", {}))
    told = {name: raw.pop(name) for name in ("address", "proven", "number", "automatic", "text", "title") if name in raw}
    return Message(door=kept["door"], key=kept["key"], received_at=datetime.fromisoformat(kept["received_at"]),
                   name=kept.get("name", ""), language=kept.get("language", "zh-hans"), files=files, raw=raw, **told)
