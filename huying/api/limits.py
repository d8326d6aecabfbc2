"""How often one address may send: a bucket in the process's memory, so that a flood costs the database nothing."""

from __future__ import annotations

import ipaddress
import math
import time
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from huying.people.brake import address_of
from huying.people.models import Partner

PER_MINUTE = 120
MOST_KNOWN = 20_000


class Buckets:
    """At most `per_minute` tries a minute and address, in bursts of the same size. Each process counts for itself."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, most_known: int = MOST_KNOWN) -> None:
        self._clock, self._most = clock, most_known
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = Lock()

    def wait(self, whose: str, per_minute: int) -> int:
        """Take one try. 0 when it was there, else the seconds after which there will be one."""
        now = self._clock()
        with self._lock:
            left, since = self._left.pop(whose, (float(per_minute), now))
            left = min(float(per_minute), left + (now - since) * per_minute / 60)
            taken = left >= 1
            self._left[whose] = (left - 1 if taken else left, now)
            if len(self._left) > self._most:
                self._left.popitem(last=False)  # the address that was silent longest
        return 0 if taken else max(1, math.ceil((1 - left) * 60 / per_minute))

    def left(self, whose: str) -> int:
        """Whole tries left at the moment of the last one."""
        with self._lock:
            return int(self._left.get(whose, (0.0, 0.0))[0])


BUCKETS = Buckets()


def wait(request: HttpRequest, what: str = "") -> int:
    """Seconds this visitor must wait; 0: welcome. Programs of this machine and trusted networks never wait.

    `what` is counted for itself.
    """
    per_minute = int(getattr(settings, "API_RATE", PER_MINUTE))
    whose = address_of(request)
    if per_minute <= 0 or _trusted(whose):
        return 0
    return BUCKETS.wait(what + whose, per_minute)


class Waits(Exception):
    """This visitor must wait for `seconds`."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"wait {seconds} s")
        self.seconds = seconds


def of_partner(partner: Partner) -> int:
    """Seconds this partner must wait; 0: welcome."""
    return BUCKETS.wait(f"partner:{partner.pk}", partner.per_minute)


def partner(whose: Partner, response: HttpResponse) -> None:
    """Take one of the partner's calls and say how many are left (draft-ietf-httpapi-ratelimit-headers). Raises Waits."""
    seconds = of_partner(whose)
    if seconds:
        raise Waits(seconds)
    left = BUCKETS.left(f"partner:{whose.pk}")
    response["RateLimit-Limit"], response["RateLimit-Remaining"] = str(whose.per_minute), str(left)
    response["RateLimit-Reset"] = str(math.ceil((whose.per_minute - left) * 60 / max(1, whose.per_minute)))


def _trusted(address: str) -> bool:
    """Whether the address is this machine's own, or in HUYING_API_TRUSTED (gateways that keep a limit themselves)."""
    if address in {"", "127.0.0.1", "::/64"}:
        return True
    networks = getattr(settings, "API_TRUSTED", ())
    if not networks:
        return False
    found = ipaddress.ip_network(address)
    return any(found.version == each.version and found.subnet_of(each)  # type: ignore[arg-type]
               for each in map(ipaddress.ip_network, networks))
