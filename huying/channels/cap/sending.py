"""Handing an alert over: by HTTP to the first line that takes it, at once to the next one when it does not."""

from __future__ import annotations

import logging
from datetime import datetime
from urllib.parse import urlsplit

import httpx
from django.conf import settings

from huying.channels.base import xml
from huying.channels.cap import acks, alert, lines
from huying.tickets.models import Transfer

logger = logging.getLogger("huying.cap")
SECONDS = 6.0
TYPE = "application/cap+xml; charset=utf-8"
MOST_BYTES = 64 * 1024


class NotTaken(RuntimeError):
    """No line of the service took the alert; it is tried again."""


class CapSender:
    """`address`: the service, a code of the policy's transfer list; `about`: the ticket's number."""

    def send(self, address: str, title: str, text: str, *, key: str, now: datetime, again: bool = False,
             about: str = "", language: str = "zh-hans") -> str | None:
        transfer = Transfer.objects.select_related("ticket").filter(ticket__number=about, target=address).order_by("-pk").first()
        if transfer is None:
            return None
        body, troubles = alert.written(transfer, transfer.ticket, drill=settings.CAP_DRILL), []
        for line in lines.of(address):
            try:
                answer = _post(line, body)
            except (httpx.HTTPError, ValueError) as error:
                troubles.append(f"{urlsplit(line).hostname}: {type(error).__name__}")
                logger.warning("the line of %s at %s did not take an alert: %s", address, urlsplit(line).hostname, error)
                continue
            _acknowledged(answer, now)
            return alert.identifier(transfer)
        raise NotTaken("; ".join(troubles) or "no line")


def _post(line: str, body: bytes) -> bytes:
    """Their answer; raises when it is none of success."""
    with httpx.Client(timeout=SECONDS, trust_env=False, follow_redirects=False) as client:
        answer = client.post(line, content=body, headers={"Content-Type": TYPE})
        answer.raise_for_status()
        if answer.is_redirect:
            raise ValueError("a redirect is not followed")
        return answer.content[:MOST_BYTES]


def _acknowledged(answer: bytes, now: datetime) -> None:
    """Whoever answers with an Ack need not call us again."""
    if answer.lstrip().startswith(b"<"):
        try:
            acks.take(alert.read_ack(answer), now)
        except xml.Unreadable:
            logger.info("the answer to an alert is no acknowledgement")
