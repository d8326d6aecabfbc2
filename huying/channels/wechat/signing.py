"""Who really wrote: the platform's signatures, compared in constant time, and how old one may be."""

from __future__ import annotations

import hashlib
import hmac

SKEW_SECONDS = 600  # the platform tries for 15 seconds; clocks of both sides may differ


def signature(token: str, *parts: str) -> str:
    """SHA-1 of the sorted parts, as the platform signs: (timestamp, nonce), in safe mode the sealed text as well."""
    return hashlib.sha1("".join(sorted((token, *parts))).encode("utf-8", "backslashreplace")).hexdigest()  # noqa: S324


def signed(given: str, token: str, *parts: str) -> bool:
    """Whether the platform made this signature. Without a token nothing is ever believed."""
    own = signature(token, *parts)
    return bool(token) and hmac.compare_digest(own.encode(), given.encode("utf-8", "backslashreplace"))


def timely(timestamp: str, now: float, skew: int = SKEW_SECONDS) -> bool:
    """Whether the moment lies within `skew` seconds of `now` (seconds since 1970), before or after."""
    return timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12 and abs(int(timestamp) - now) <= skew
