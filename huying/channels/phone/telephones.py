"""The telephones of the seats: what each signs in with at the exchange, by SIP or from a browser."""

from __future__ import annotations

import secrets

from django.db import transaction

from huying.channels.phone.models import Seat
from huying.people.sealed import vault

BROWSER = "-web"
"""Behind the extension: the seat's second sign-in, for a browser (WebRTC). Name and secret are the same otherwise."""


def secret_of(seat: Seat) -> str:
    """The seat's password at the exchange, in clear; made when it has none."""
    with transaction.atomic():
        row = Seat.objects.select_for_update().get(pk=seat.pk)
        if row.secret_sealed:
            return vault().open_(bytes(row.secret_sealed), _sealing(row))
        secret = secrets.token_urlsafe(18)
        Seat.objects.filter(pk=row.pk).update(secret_sealed=vault().seal(secret, _sealing(row)))
    return secret


def renew(seat: Seat) -> str:
    """A new password, when somebody may have seen the old one; counts once the exchange has been configured anew."""
    Seat.objects.filter(pk=seat.pk).update(secret_sealed=None)
    return secret_of(seat)


def _sealing(seat: Seat) -> str:
    return f"seat:{seat.account_id}"
