"""Signatures that were used: in plain mode they do not cover the message, so a caught one must not carry another."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from django.db import connection

from huying.channels.models import SeenNonce

SEEN = """
INSERT INTO channels_seennonce AS seen (key, digest, at) VALUES (%s, %s, %s)
ON CONFLICT (key) DO UPDATE SET at = EXCLUDED.at RETURNING digest
"""
KEEP = timedelta(days=1)  # far beyond the skew that `signing` allows


def stands_for(timestamp: str, nonce: str, xml: str, now: datetime) -> bool:
    """Whether this signed moment is new, or was used for the same message: the platform's retries. One statement."""
    key = hashlib.sha256(f"wechat:{timestamp}:{nonce}".encode("utf-8", "backslashreplace")).digest()
    digest = hashlib.sha256(xml.encode("utf-8", "backslashreplace")).digest()
    with connection.cursor() as cursor:
        cursor.execute(SEEN, [key, digest, now])
        return bytes(cursor.fetchone()[0]) == digest


def forget(now: datetime) -> int:
    """Remove those that are too old to be accepted anyway."""
    return SeenNonce.objects.filter(at__lt=now - KEEP).delete()[0]
