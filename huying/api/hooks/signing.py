"""Secrets and signatures of the Standard Webhooks specification: HMAC-SHA256 over id, timestamp and body."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Sequence

PREFIX = "whsec_"
BYTES = 32


def fresh() -> str:
    """A new secret, as it is shown to the partner once."""
    return PREFIX + base64.b64encode(secrets.token_bytes(BYTES)).decode()


def headers(known: Sequence[str], webhook_id: str, at: int, body: bytes) -> dict[str, str]:
    """The three headers; one signature for each secret that is valid now (two while the former one runs out)."""
    said = f"{webhook_id}.{at}.".encode() + body
    signs = (base64.b64encode(hmac.digest(_key(secret), said, hashlib.sha256)).decode() for secret in known)
    return {"webhook-id": webhook_id, "webhook-timestamp": str(at), "webhook-signature": " ".join(f"v1,{sign}" for sign in signs)}


def _key(secret: str) -> bytes:
    return base64.b64decode(secret.removeprefix(PREFIX))
