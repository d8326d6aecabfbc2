"""Who chats on the simulated platform, what they see, and the files they sent."""

from __future__ import annotations

import secrets
import threading
import time
from dataclasses import dataclass, field
from typing import Any

MOST_PEOPLE, MOST_SHOWN, MOST_FILES = 2000, 400, 300


@dataclass
class Chatter:
    """One person's chat. `shown`: what stands on their screen, numbered from 1."""

    openid: str
    follows: bool = False
    wrote_at: float = 0.0
    said_to: int = 0  # free words of the account since the person last did something
    shown: list[dict[str, Any]] = field(default_factory=list)
    count: int = 0


@dataclass(frozen=True)
class Stored:
    name: str
    mime: str
    data: bytes


class People:
    """All chats, shared by the threads of the server."""

    def __init__(self) -> None:
        self.changed = threading.Condition()
        self.chatters: dict[str, Chatter] = {}
        self.files: dict[str, Stored] = {}

    def of(self, openid: str, *, make: bool = False) -> Chatter | None:
        with self.changed:
            found = self.chatters.get(openid)
            if found is None and make:
                if len(self.chatters) >= MOST_PEOPLE:
                    self.chatters.pop(next(iter(self.chatters)))
                found = self.chatters[openid] = Chatter(openid)
            return found

    def show(self, openid: str, kind: str, *, mine: bool = False, **what: Any) -> None:
        """Put something on the person's screen."""
        chatter = self.of(openid, make=True)
        assert chatter is not None
        with self.changed:
            chatter.count += 1
            chatter.shown.append({"id": chatter.count, "kind": kind, "mine": mine, "at": time.time(), **what})
            del chatter.shown[:-MOST_SHOWN]
            self.changed.notify_all()

    def news(self, openid: str, after: int, seconds: float) -> list[dict[str, Any]]:
        """What came after number `after`; waits for something to come."""
        end = time.monotonic() + seconds
        with self.changed:
            while True:
                chatter = self.chatters.get(openid)
                found = [each for each in chatter.shown if each["id"] > after] if chatter else []
                left = end - time.monotonic()
                if found or left <= 0:
                    return found
                self.changed.wait(left)

    def keep(self, name: str, mime: str, data: bytes) -> str:
        """Store a file as the platform would; its media id."""
        media_id = f"M{secrets.token_urlsafe(24)}"
        with self.changed:
            while len(self.files) >= MOST_FILES:
                self.files.pop(next(iter(self.files)))
            self.files[media_id] = Stored(name, mime, data)
        return media_id
