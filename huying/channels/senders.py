"""Sending through a door. The console sender writes to a file and the log: it is what a city without a gateway has."""

from __future__ import annotations

import json
import logging
from datetime import datetime
from pathlib import Path
from typing import Protocol

from django.conf import settings

logger = logging.getLogger("huying.send")
LATER = "later"  # a sender's answer: laid down; who carries it on tells what becomes of it (`delivery.taken`, `failed`)


class Undeliverable(Exception):
    """The gateway will never take this message for this address: no further try, another door instead."""


class Sender(Protocol):
    def send(self, address: str, title: str, text: str, *, key: str, now: datetime, again: bool = False,
             about: str = "", language: str = "zh-hans") -> str | None:
        """Hand the message over and answer the other side's own name for it, if it gave one; raises when it was not taken.

        LATER: it lies in the door's own spool, and its notice stays queued until that tells of it.

        `key` is the same for every retry; `again`: an earlier try may have got through, so ask before sending twice.
        `about`: the ticket's number, so that an answer finds its way back. Raises Undeliverable when no try will help.
        """


class ConsoleSender:
    """Appends a JSON line to var/outbox.jsonl: address, text, time."""

    def send(self, address: str, title: str, text: str, *, key: str, now: datetime, again: bool = False,
             about: str = "", language: str = "zh-hans") -> None:
        path = Path(settings.VAR) / "outbox.jsonl"
        path.parent.mkdir(parents=True, exist_ok=True)
        if again and _holds(path, key):
            return
        line = json.dumps({"key": key, "to": address, "title": title, "text": text, "at": now.isoformat()}, ensure_ascii=False)
        with path.open("a", encoding="utf-8") as out:
            out.write(line + "\n")
        logger.info("to %s: %s", f"{address[:3]}****{address[-2:]}", title)


def _holds(path: Path, key: str) -> bool:
    """Whether a message of this key was written before."""
    if not path.exists():
        return False
    wanted = f'{{"key": {json.dumps(key)}, '
    with path.open(encoding="utf-8") as lines:
        return any(line.startswith(wanted) for line in lines)


SENDERS: dict[str, Sender] = {"sms": ConsoleSender()}
