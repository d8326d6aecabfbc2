"""Kannel: messages out by its sendsms address. Those in, and its receipts, come by the webhook."""

from __future__ import annotations

import http.client
import select
import socket
import time
from urllib.parse import urlencode

from django.conf import settings

from huying.channels.sms import codec
from huying.channels.sms.codec import Alphabet, Part
from huying.channels.sms.gateways import Address
from huying.channels.sms.links import Answer, Brought, Event, LinkDown, LinkRefused, NotSent, Outgoing, Report

SECONDS = 20
ALL_RECEIPTS = 31
MOST_ANSWER = 4096
# What a receipt's type (%d) says; 4 is `buffered`, of which nothing follows.
STATES = {"1": "arrived", "2": "failed", "8": "taken", "16": "failed"}


class KannelLink:
    """One call a message. Kannel divides long ones itself and knows no idempotency: the receipt carries our part's id."""

    name = "kannel"
    window = 8

    def __init__(self, where: Address, number: str) -> None:
        self.where, self.number = where, where.options.get("from", number)
        self.heard: list[Event] = []
        self.line: http.client.HTTPConnection | None = None

    def open(self) -> None:
        self.close()
        secure = self.where.kind.endswith("https")
        made = (http.client.HTTPSConnection if secure else http.client.HTTPConnection)(self.where.host, self.where.port, timeout=SECONDS)
        try:
            made.connect()
        except OSError as error:
            raise LinkDown(f"kannel: {error}") from error
        self.line = made

    def close(self) -> None:
        if self.line is not None:
            self.line.close()
        self.line = None

    def split(self, text: str) -> list[Part]:
        parts = codec.split(text)
        return [Part(parts[0].alphabet, b"")]

    def submit(self, out: Outgoing) -> None:
        if self.line is None:
            raise NotSent("kannel: not connected")
        self._reach()
        try:
            self.line.request("GET", f"{self.path}?{urlencode(self._asked(out))}", headers={"Connection": "keep-alive"})
            answer = self.line.getresponse()
            said = answer.read(MOST_ANSWER).decode("utf-8", "replace").strip()
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise LinkDown(f"kannel: {type(error).__name__}: {error}") from error
        if answer.will_close or answer.getheader("Connection", "").lower() == "close":
            self.line.close()  # opened anew with the next call
        self._judge(out, answer.status, said)

    @property
    def path(self) -> str:
        return self.where.path if self.where.path != "/" else "/cgi-bin/sendsms"

    def _reach(self) -> None:
        """Connected before the message is spoken of, so that a refused connection leaves no doubt."""
        assert self.line is not None
        if self.line.sock is None or _hung_up(self.line.sock):
            self.line.close()
            try:
                self.line.connect()
            except OSError as error:
                self.close()
                raise NotSent(f"kannel: {error}") from error

    def _asked(self, out: Outgoing) -> dict[str, str]:
        base = f"{settings.SMS['back']}/channels/sms/kannel/{settings.SMS['webhook']}/receipts"
        back = f"{base}?part={out.id}&type=%d&name=%F&to=%p&said=%A"
        asked = {
            "username": self.where.user, "password": self.where.password, "from": self.number, "to": out.to,
            "text": out.text, "charset": "UTF-8", "coding": "0" if out.part.alphabet is Alphabet.GSM else "2",
            "dlr-mask": str(ALL_RECEIPTS), "dlr-url": back,
        }
        return {**asked, **{name: value for name, value in self.where.options.items() if name in {"smsc", "account", "validity"}}}

    def _judge(self, out: Outgoing, status: int, said: str) -> None:
        if status in (401, 403):
            self.close()
            raise LinkRefused(f"kannel: {status} {said[:80]}")
        if status in (200, 202) and said[:2] in {"0:", "3:"}:
            self.heard.append(Answer(out.id))
        elif 400 <= status < 500 and status not in (404, 408, 429):
            self.heard.append(Answer(out.id, refused=f"{status} {said[:80]}"))
        elif status >= 400:
            self.heard.append(Answer(out.id, refused=f"{status} {said[:80]}", again=True))
        else:  # neither a yes nor a no: a receipt may still tell
            self.close()
            raise LinkDown(f"kannel: not understood: {status} {said[:80]}")

    def poll(self, seconds: float) -> list[Event]:
        heard, self.heard = self.heard, []
        if not heard and seconds:
            time.sleep(seconds)
        return heard

    def ack(self, told: Brought | Report, *, kept: bool) -> None:
        """Kannel brings nothing by this way."""


def _hung_up(line: socket.socket) -> bool:
    """Whether the other side has closed the connection that we kept open."""
    return bool(select.select([line], [], [], 0)[0])
