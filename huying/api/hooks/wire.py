"""One POST to an address that a stranger named: https only, public addresses only, no redirect, within seconds.

The name is resolved once, every address that it has is judged, and the connection goes to one that was judged: a name
that answers differently the next moment (DNS rebinding) leads nowhere else.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

SECONDS, CONNECT_SECONDS = 15.0, 5.0
LONGEST = 500
# Global by the registry, yet ways into an IPv4 network behind a translator or tunnel.
TUNNELS = [ipaddress.ip_network(text) for text in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")]
TLS = ssl.create_default_context()


class Forbidden(Exception):
    """The address may not be called; the words say why."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: a status, or none and what went wrong. `retry_after` in seconds, 0: nothing was said."""

    status: int | None
    error: str = ""
    retry_after: int = 0
    ms: int = 0

    @property
    def taken(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


def parsed(url: str) -> SplitResult:
    """The parts of an address that may be called. Raises Forbidden."""
    if len(url) > LONGEST or not url.isascii() or any(sign <= " " or sign == "\\" for sign in url):
        raise Forbidden("not an absolute ASCII address without spaces")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise Forbidden("not an address") from None
    if parts.scheme not in ({"https", "http"} if settings.HOOKS_PRIVATE else {"https"}):
        raise Forbidden("https only")
    if not parts.hostname or parts.username is not None or parts.password is not None or parts.fragment or port == 0:
        raise Forbidden("a host name is needed; no user, password or fragment")
    with suppress(ValueError):
        _judged(ipaddress.ip_address(parts.hostname))
    return parts


def resolved(host: str, port: int) -> list[str]:
    """The host's addresses, all of them judged. Raises Forbidden when one of them is not public."""
    found = list(dict.fromkeys(str(each[4][0]) for each in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))
    for each in found:
        _judged(ipaddress.ip_address(each.partition("%")[0]))
    return found


def post(url: str, body: bytes, headers: Mapping[str, str], *, seconds: float = SECONDS) -> Answer:
    """Send; only the status and Retry-After of what comes back are read. Raises nothing."""
    begun = time.monotonic()

    def took() -> int:
        return round((time.monotonic() - begun) * 1000)

    try:
        parts = parsed(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        addresses, live = resolved(parts.hostname or "", port), list[socket.socket]()
        over = threading.Timer(seconds, _shut, [live])  # an answer that drips is no answer
        over.start()
        try:
            channel = _connected(parts, port, addresses, live)
            path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            channel.request("POST", path, body, {"Content-Type": "application/json", "User-Agent": "Huying-Webhooks/1", **headers})
            got = channel.getresponse()
            return Answer(got.status, "" if got.status < 300 else f"HTTP {got.status}", _seconds(got.getheader("Retry-After")), took())
        finally:
            over.cancel()
            for each in live:
                each.close()
    except Forbidden as error:
        return Answer(None, f"refused: {error}", ms=took())
    except (OSError, http.client.HTTPException, ValueError) as error:
        said = "no answer in time" if took() >= seconds * 1000 else f"{type(error).__name__}: {error}"
        return Answer(None, said[:200], ms=took())


def _connected(parts: SplitResult, port: int, addresses: list[str], live: list[socket.socket]) -> http.client.HTTPConnection:
    """A channel to the first judged address that takes one; certificate and Host are those of the name. Its sockets into `live`."""
    host, trouble = parts.hostname or "", OSError("no address")
    for address in addresses:
        try:
            raw = socket.create_connection((address, port), CONNECT_SECONDS)
        except OSError as error:
            trouble = error
            continue
        sock = raw
        live.append(raw)
        if parts.scheme == "https":
            sock = TLS.wrap_socket(raw, server_hostname=host, do_handshake_on_connect=False)
            live.append(sock)
            sock.do_handshake()
        sock.settimeout(SECONDS)
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        channel = kind(host, port)
        channel.auto_open, channel.sock = 0, sock  # never another way there
        return channel
    raise trouble


def _judged(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    if settings.HOOKS_PRIVATE:
        return
    found = getattr(address, "ipv4_mapped", None) or address
    tunnel = any(found in each for each in TUNNELS if each.version == found.version)
    if not found.is_global or found.is_multicast or found.is_reserved or found.is_unspecified or tunnel:
        raise Forbidden("not a public network address")


def _shut(live: list[socket.socket]) -> None:
    for sock in live:
        with suppress(OSError):
            sock.shutdown(socket.SHUT_RDWR)


def _seconds(text: str | None) -> int:
    """Retry-After as seconds: a number or a date (RFC 9110 §10.2.3); 0 when there is no sense in it."""
    if not text:
        return 0
    if text.isascii() and text.isdigit():
        return min(int(text[:9]), 86_400)
    with suppress(ValueError, TypeError):
        at = parsedate_to_datetime(text)
        return max(0, min(round((at - datetime.now(UTC)).total_seconds()), 86_400)) if at.tzinfo else 0
    return 0
