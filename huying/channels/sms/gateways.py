"""Which gateway HUYING_SMS_GATEWAY names, and the link that speaks to it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import parse_qsl, unquote, urlsplit

from django.conf import settings

from huying.channels.sms.links import Link

KINDS = ("kannel+http", "kannel+https", "smpp", "smpps", "cmpp", "cmpps")


@dataclass(frozen=True, slots=True)
class Address:
    """A gateway's address in its pieces: kind://user:password@host:port/path?options."""

    kind: str
    host: str
    port: int
    user: str
    password: str
    path: str
    options: dict[str, str]

    def number(self, name: str, default: int) -> int:
        return int(self.options.get(name, default))


def address(url: str) -> Address:
    """ValueError when it is none of ours."""
    parts = urlsplit(url)
    if parts.scheme not in KINDS:
        raise ValueError(f"HUYING_SMS_GATEWAY: one of {', '.join(KINDS)} is needed, not {parts.scheme!r}")
    port = parts.port or {"kannel+http": 13013, "kannel+https": 13013, "smpp": 2775, "smpps": 3550}.get(parts.scheme, 7890)
    return Address(parts.scheme, parts.hostname or "127.0.0.1", port, unquote(parts.username or ""), unquote(parts.password or ""),
                   parts.path or "/", dict(parse_qsl(parts.query)))


def made() -> Link:
    """The link to the gateway of the settings, not yet open. ValueError without a sound address."""
    return _made(str(settings.SMS["gateway"]), str(settings.SMS["number"]))


@lru_cache(maxsize=4)
def _made(url: str, number: str) -> Link:
    where = address(url)
    if where.kind.startswith("kannel"):
        from huying.channels.sms.kannel import KannelLink

        return KannelLink(where, number)
    if where.kind.startswith("smpp"):
        from huying.channels.sms.smpp import SmppLink

        return SmppLink(where, number)
    from huying.channels.sms.cmpp import CmppLink

    return CmppLink(where, number)
