"""The test of the desk: a message to our own number through the gateway, known by a signed word when it comes back.

Where a gateway does not bring back what is sent to our own number, the receipt tells that the way out works.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta

from django.conf import settings

from huying.channels.base import health
from huying.channels.models import Notice
from huying.channels.sms import codec, spool
from huying.channels.sms.links import Brought
from huying.people.sealed import vault
from huying.tickets.incoming import fitting

DOOR = "sms"
LISTENS = timedelta(minutes=1)  # the process that holds the link shows itself more often
MARK = "HUYING-TEST-"


def probe(now: datetime, to: str = "") -> Notice:
    """Send a test to `to`, by default our own number. Raises what stands in the way."""
    if not spool.gateway():
        raise ValueError("HUYING_SMS_GATEWAY")
    seen = health.of(DOOR).seen_at
    if seen is None or seen < now - LISTENS:
        raise ValueError("`huying sms` 没有运行 · is not running")
    at = int(now.timestamp())
    row = Notice(door=DOOR, key=fitting(f"probe:{at}"), recipient=spool.PROBE, title="12345", text=f"{MARK}{at}-{_mac(at)}", at=now)
    row.address_sealed = vault().seal(to or str(settings.SMS["number"]), row.sealing)
    row.save()
    health.probed(DOOR, now)  # before it goes: it may be back at once
    spool.lay_down(row.pk, to or str(settings.SMS["number"]), row.text, now)
    return row


def heard(brought: Brought, now: datetime) -> bool:
    """Whether this is a test of ours that came back."""
    if len(brought.body) > 2 * codec.ROOM:
        return False
    text = codec.decode(brought.body, brought.alphabet)
    _, found, rest = text.partition(MARK)
    at, _, mac = rest.strip().partition("-")
    if not found or not at.isascii() or not at.isdigit() or len(at) > 12 or not hmac.compare_digest(mac.encode(), _mac(int(at)).encode()):
        return False
    health.echoed(DOOR, now)
    return True


def _mac(at: int) -> str:
    return hmac.digest(settings.MASTER_SECRET, f"sms probe {at}".encode(), hashlib.sha256).hex()[:12]
