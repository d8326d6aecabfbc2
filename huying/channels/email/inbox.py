"""IMAP in: every letter in the inbox is taken and then moved away; what dies in between is brought again and known."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from io import BufferedReader
from typing import cast
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db import close_old_connections
from imap_tools import BaseMailBox, MailBox, MailBoxUnencrypted

from huying.channels.base import health
from huying.channels.email import receiving
from huying.clocks.present import now

logger = logging.getLogger("huying.mail")
DONE = "Huying"  # the folder of letters that were taken
IDLE_SECONDS = 240  # renewed well before the 29 minutes of RFC 2177
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
STOPPED_PAUSE = 5.0


def open_box() -> BaseMailBox:
    """The mailbox of HUYING_MAIL_IMAP: imap:// or imaps://user:password@host:port/folder."""
    parts = urlsplit(str(settings.MAIL["imap"]))
    host, user, password = parts.hostname or "127.0.0.1", unquote(parts.username or ""), unquote(parts.password or "")
    safe = parts.scheme == "imaps"
    made: BaseMailBox = MailBox(host, parts.port or 993, timeout=30) if safe else MailBoxUnencrypted(host, parts.port or 143, timeout=30)
    return made.login(user, password, initial_folder=unquote(parts.path.lstrip("/")) or "INBOX")


def listen(over: threading.Event) -> None:
    """Take letters until `over`; whatever breaks, it begins anew with growing pauses. Seen marks mean nothing to it."""
    pause = FIRST_PAUSE
    while not over.is_set():
        try:
            with open_box() as box:
                while not over.is_set():
                    health.note(receiving.DOOR, now(), "seen_at")
                    if not health.is_open(receiving.DOOR, "receiving"):
                        over.wait(STOPPED_PAUSE)
                        box.client.noop()
                        continue
                    sweep(box, over)
                    pause = FIRST_PAUSE
                    _wait(box, over)
        except Exception as error:
            logger.warning("mailbox: %s: %s", type(error).__name__, error)
            _told(error)
            over.wait(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
        close_old_connections()


def sweep(box: BaseMailBox, over: threading.Event | None = None) -> int:
    """Take all letters that lie in the inbox, oldest first; returns how many. A letter leaves only after it is kept."""
    _make_done(box)
    box.client.untagged_responses.pop("EXISTS", None)  # what came until now is found by this search
    taken = 0
    for uid in sorted(box.uids("ALL"), key=int):
        if over is not None and over.is_set():
            break
        raw = fetch(box, uid)
        if raw is not None:
            receiving.take(raw, now())
            taken += 1
        box.move(uid, DONE)
    return taken


def fetch(box: BaseMailBox, uid: str) -> bytes | None:
    """The whole letter, without marking it; of one beyond the limit its beginning. None when it has gone meanwhile."""
    answer = box.client.uid("fetch", uid, f"(BODY.PEEK[]<0.{receiving.MOST_BYTES}>)")[1]
    return next((bytes(part[1]) for part in _pairs(answer)), None)


def _pairs(answer: object) -> Iterator[tuple[bytes, bytes]]:
    for part in answer if isinstance(answer, list) else []:
        if isinstance(part, tuple) and len(part) == 2:
            yield part


def _make_done(box: BaseMailBox) -> None:
    if not box.folder.exists(DONE):
        box.folder.create(DONE)


def _wait(box: BaseMailBox, over: threading.Event) -> None:
    """Until something comes: by IDLE where the server can, else by asking every HUYING_MAIL_POLL seconds."""
    if "IDLE" not in box.client.capabilities:
        over.wait(float(settings.MAIL_POLL))
        box.client.noop()
        return
    waited = 0
    with box.idle as idle:
        if _told_already(box):
            return
        while waited < IDLE_SECONDS and not over.is_set():
            if idle.poll(timeout=1):
                return
            waited += 1
            if waited % 30 == 0:
                health.note(receiving.DOOR, now(), "seen_at")


def _told_already(box: BaseMailBox) -> bool:
    """Whether the server spoke of a letter since the last search: beside another answer, or in one breath with the
    beginning of IDLE. Such words lie in imaplib, where no poll of the socket sees them."""
    client = box.client
    if "EXISTS" in client.untagged_responses:
        return True
    before = client.sock.gettimeout()
    client.sock.settimeout(0)
    try:
        return bool(cast(BufferedReader, client.file).peek(1))
    except OSError:  # an encrypted line says so that nothing is there
        return False
    finally:
        client.sock.settimeout(before)


def _told(error: Exception) -> None:
    try:
        health.trouble(receiving.DOOR, error, now())
    except Exception:  # the database may be what is broken
        logger.warning("the trouble could not be written down")


def probe() -> None:
    """Send a letter to ourselves; the listener marks its return. Raises what stands in the way."""
    from huying.channels.email import sending, tokens

    at = now()
    with open_box() as box:
        box.client.noop()
    letter = sending.written(str(settings.MAIL["address"]), "12345", f"{at:%Y-%m-%d %H:%M:%S}", key=f"probe:{at.timestamp()}", now=at,
                             probe=tokens.sign("b", int(at.timestamp())))
    health.probed(receiving.DOOR, at)  # before it goes: it may be back before the server lets go of us
    sending.deliver(letter, str(settings.MAIL["address"]), str(settings.MAIL["address"]))


