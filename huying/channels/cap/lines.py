"""Where each emergency service takes CAP messages: HUYING_CAP, "police=https://…|https://the-second,fire=https://…"."""

from __future__ import annotations

from django.conf import settings

DOOR = "cap"


def of(service: str) -> tuple[str, ...]:
    """The addresses of a service (a code of the policy's transfer list), the first choice first; empty without one."""
    return lines().get(service, ())


def lines() -> dict[str, tuple[str, ...]]:
    """Every service with its addresses."""
    found = {}
    for item in settings.CAP_LINES:
        service, _, addresses = str(item).partition("=")
        kept = tuple(each.strip() for each in addresses.split("|") if each.strip().startswith(("https://", "http://")))
        if kept:
            found[service.strip()] = kept
    return found
