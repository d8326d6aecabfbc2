"""A brake on guessing and flooding that holds over all processes: one counted row a thing tried and its window."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.http import HttpRequest

from huying.people.models import Attempt
from huying.people.sealed import vault

# Neighbours whose word about the visitor's address is believed: this machine and its own network.
OWN = [ipaddress.ip_network(text) for text in ("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1/128", "fc00::/7")]

COUNT = """
INSERT INTO people_attempt AS a (what, key, count, since) VALUES (%s, %s, 1, %s)
ON CONFLICT (what, key) DO UPDATE SET
  count = CASE WHEN a.since <= %s THEN 1 ELSE a.count + 1 END,
  since = CASE WHEN a.since <= %s THEN EXCLUDED.since ELSE a.since END
RETURNING count, since
"""


@dataclass(frozen=True, slots=True)
class Brake:
    """At most `most` tries of `what` within `window` from the first one."""

    what: str
    most: int
    window: timedelta

    def hit(self, whose: str, now: datetime) -> timedelta | None:
        """Count one try. None when it is allowed, else how long to wait. One atomic statement."""
        over = now - self.window
        with connection.cursor() as cursor:
            cursor.execute(COUNT, [self.what, self._key(whose), now, over, over])
            count, since = cursor.fetchone()
        return None if count <= self.most else since + self.window - now

    def waits(self, whose: str, now: datetime) -> timedelta | None:
        """How long to wait before the next try, without counting one."""
        row = Attempt.objects.filter(what=self.what, key=self._key(whose), since__gt=now - self.window).first()
        return row.since + self.window - now if row and row.count >= self.most else None

    def clear(self, whose: str) -> None:
        """The try was right: forget the wrong ones."""
        Attempt.objects.filter(what=self.what, key=self._key(whose)).delete()

    def _key(self, whose: str) -> bytes:
        return vault().fingerprint(whose, f"brake.{self.what}")


def address_of(request: HttpRequest) -> str:
    """The visitor's network address: of IPv6 the /64 that a household has, behind a proxy of our own the one it tells.

    A forwarded address is believed only from a private or local neighbour, and only the last one of its list.
    """
    near = request.META.get("REMOTE_ADDR", "")
    told = request.META.get("HTTP_X_FORWARDED_FOR", "").rsplit(",", 1)[-1].strip()
    own = _parsed(near)
    found = (_parsed(told) if told and (own is None or any(own in net for net in OWN)) else None) or own
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is None:
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found or "")


def forget(now: datetime, *, older: timedelta = timedelta(days=2)) -> int:
    """Remove counters nobody needs any more."""
    gone, _ = Attempt.objects.filter(since__lt=now - older).delete()
    return gone


def _parsed(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None
