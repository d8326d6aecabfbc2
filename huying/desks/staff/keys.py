"""Security keys and passkeys (WebAuthn) as a second factor, kept by allauth.mfa; the browser answers a fresh challenge each time."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth
from django.core.exceptions import ValidationError
from django.utils import timezone

from huying.people.models import Account

MOST = 10
LONGEST = 20_000  # characters of what a browser answers
WRONG = (ValidationError, ValueError, TypeError, KeyError, AttributeError, IndexError)  # an answer that is none, or somebody else's


@dataclass(frozen=True, slots=True)
class Key:
    """One key as pages show it."""

    id: int
    name: str
    made_at: datetime
    used_at: datetime | None


def of(account: Account) -> list[Key]:
    rows = Authenticator.objects.filter(user=account, type=Authenticator.Type.WEBAUTHN).order_by("id")
    return [Key(row.pk, str(row.data.get("name", "")), row.created_at, row.last_used_at) for row in rows]


def offer(account: Account) -> str:
    """What the browser needs to make a key, as JSON; the challenge waits in the session."""
    return json.dumps(auth.begin_registration(account, False))


def add(account: Account, name: str, answer: str) -> bool:
    """Keep the key that the browser has made; False when its answer does not fit the challenge, or there are enough."""
    given = _read(answer)
    if given is None or len(of(account)) >= MOST:
        return False
    try:
        auth.parse_registration_response(given)
        auth.complete_registration(given)
    except WRONG:
        return False
    auth.WebAuthn.add(account, name.strip()[:40], given)
    return True


def ask(account: Account) -> str:
    """What the browser needs to show a key of the account, as JSON; empty when it has none."""
    return json.dumps(auth.begin_authentication(account)) if of(account) else ""


def right(account: Account, answer: str) -> bool:
    """Whether the answer is one of the account's keys', over the challenge of this session (once)."""
    given = _read(answer)
    if given is None:
        return False
    try:
        auth.parse_authentication_response(given)
        found = auth.complete_authentication(account, given)
    except WRONG:
        return False
    Authenticator.objects.filter(pk=found.pk).update(last_used_at=timezone.now())
    return True


def remove(account: Account, pk: int) -> bool:
    gone, _ = Authenticator.objects.filter(user=account, type=Authenticator.Type.WEBAUTHN, pk=pk).delete()
    return gone > 0


def _read(answer: str) -> dict[str, object] | None:
    try:
        given = json.loads(answer) if len(answer) <= LONGEST else None
    except (ValueError, RecursionError):
        return None
    return given if isinstance(given, dict) else None
