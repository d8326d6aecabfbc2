"""Canonical bytes of an act, their checksum, and commitments to personal values.

The bytes are UTF-8 JSON with sorted keys and no spaces (RFC 8785 for the values used here: strings,
integers, booleans, null, lists, objects; no floats), instants in UTC with microseconds and `Z`.
A personal value never enters: its commitment does, SHA-256(salt ‖ value) with a 32-byte salt derived
from a key, the ticket's number and the field, so that the value can be erased and the checksum stays.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any


def instant(at: datetime) -> str:
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def canonical(values: Mapping[str, Any]) -> bytes:
    """The bytes that are hashed; raises TypeError for a value without a canonical form."""
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain).encode()


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    raise TypeError(f"no canonical form for {type(value).__name__}")


def checksum(values: Mapping[str, Any]) -> bytes:
    """SHA-256 of the canonical bytes, 32 bytes."""
    return hashlib.sha256(canonical(values)).digest()


def salt(key: bytes, number: str, field: str) -> bytes:
    begun = _begun(key).copy()
    begun.update(f"{number}\0{field}".encode())
    return begun.digest()


@lru_cache(maxsize=4)
def _begun(key: bytes) -> hmac.HMAC:
    """Begun once a key: setting out costs more than the few letters."""
    return hmac.new(key, digestmod="sha256")


def commitment(key: bytes, number: str, field: str, value: str) -> str:
    """Hex SHA-256 that binds to `value` without telling it."""
    return hashlib.sha256(salt(key, number, field) + value.encode()).hexdigest()
