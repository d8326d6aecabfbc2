"""The city's vault, and the sealed parts of a ticket: who called and how to reach them."""

from __future__ import annotations

import json
from functools import lru_cache

from django.conf import settings
from pydantic_core import to_json

from huying.people.vault import Vault, mask_name, mask_phone, normal_phone


@lru_cache(maxsize=1)
def vault() -> Vault:
    return Vault.from_secret(settings.MASTER_SECRET)


def phone_key(phone: str) -> bytes | None:
    """The keyed hash by which a phone number is found again; None when it is no phone number."""
    spelt = normal_phone(phone)
    return vault().fingerprint(spelt, "phone") if spelt else None


def seal_caller(number: str, name: str, phone: str, other: str = "") -> bytes:
    """Seal the caller's name, phone and other contact of one ticket."""
    return vault().seal_bytes(to_json([name, phone, other]), f"ticket.caller:{number}")


def caller_of(number: str, sealed: bytes | memoryview | None) -> tuple[str, str, str]:
    """(name, phone, other contact) in clear; empty after erasure. Ask `people.looks` before showing it."""
    if not sealed:
        return "", "", ""
    name, phone, other = json.loads(vault().open_(bytes(sealed), f"ticket.caller:{number}"))
    return name, phone, other


def masked_caller(number: str, sealed: bytes | memoryview | None) -> tuple[str, str]:
    """(name, phone) masked for lists and pages."""
    name, phone, _ = caller_of(number, sealed)
    return (mask_name(name) if name else "", mask_phone(phone) if phone else "")
