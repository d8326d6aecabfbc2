"""Signed addresses and names of messages: by them, never by a subject, an answer finds its ticket or its notice."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re

from django.conf import settings

MAC = 10  # bytes
_FOUND = re.compile(r"\+([rb])([a-z2-7]{10,40})@|<([rb])([a-z2-7]{10,40})\.[^@<>\s]{1,80}@", re.I)


def sign(kind: str, value: int) -> str:
    """A word that only we can make: `r` for the ticket of this number, `b` for the notice of this id."""
    body = value.to_bytes(6, "big")
    return kind + base64.b32encode(body + _mac(kind, body)).decode().rstrip("=").lower()


def check(word: str) -> int | None:
    """The value of a word of ours; None when it is not."""
    kind, text = word[:1].lower(), word[1:].upper()
    try:
        raw = base64.b32decode(text + "=" * (-len(text) % 8))
    except (ValueError, TypeError):
        return None
    body, mac = raw[:6], raw[6:]
    return int.from_bytes(body, "big") if hmac.compare_digest(mac, _mac(kind, body)) else None


def reply_to(number: str) -> str:
    """The address that an answer about this ticket goes to."""
    return _plus(sign("r", int(number)))


def bounces_to(notice: int) -> str:
    """The envelope's sender of one notice: what comes back tells which."""
    return _plus(sign("b", notice))


def message_id(number: str, key: str) -> str:
    """The same for every try of one message, so that a second copy is known as one."""
    head = sign("r", int(number)) if number else "n"
    digest = hmac.digest(settings.MASTER_SECRET, f"mail:{key}".encode(), hashlib.sha256).hex()[:20]
    return f"<{head}.{digest}@{_domain()}>"


def thread_id(number: str) -> str:
    """The common ancestor of all that we say about one ticket."""
    return f"<{sign('r', int(number))}.thread@{_domain()}>"


def find(text: str, kind: str) -> int | None:
    """The first value of ours of this kind in addresses or message ids."""
    for found in _FOUND.finditer(text):
        word = f"{found[1] or found[3]}{found[2] or found[4]}".lower()
        if word[0] == kind and (value := check(word)) is not None:
            return value
    return None


def _plus(word: str) -> str:
    local, _, domain = str(settings.MAIL["address"]).partition("@")
    return f"{local}+{word}@{domain}"


def _domain() -> str:
    return str(settings.MAIL["address"]).rpartition("@")[2]


def _mac(kind: str, body: bytes) -> bytes:
    return hmac.digest(settings.MASTER_SECRET, b"huying mail " + kind.encode() + body, hashlib.sha256)[:MAC]
