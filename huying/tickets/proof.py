"""Proving that a ticket is one's own: its number with the extraction code, or with the phone number that was given."""

from __future__ import annotations

import hmac
from datetime import timedelta

from django.conf import settings

from huying.people.brake import Brake
from huying.people.sealed import phone_key
from huying.tickets import numbers
from huying.tickets.models import Ticket

# The same counters for every door: guessing through two of them is no faster.
PER_NUMBER = Brake("progress.number", 5, timedelta(minutes=15))
PER_ADDRESS = Brake("progress.address", 20, timedelta(minutes=15))


def proven(number: str, secret: str) -> str | None:
    """The ticket's thirteen digits when `secret` is its extraction code or its caller's phone; else None.

    Unknown numbers and wrong secrets are told alike. Count the tries (PER_NUMBER, PER_ADDRESS) before asking.
    """
    spelt = numbers.normalise(number)
    given = "".join(secret.split())
    if spelt is None or not given:
        return None
    ticket = Ticket.objects.filter(number=spelt).only("number", "phone_key").first()
    code_fits = hmac.compare_digest(numbers.code_for(spelt, settings.MASTER_SECRET).encode(), given.encode())
    key = phone_key(given)
    phone_fits = bool(ticket and key and ticket.phone_key and hmac.compare_digest(bytes(ticket.phone_key), key))
    return spelt if ticket is not None and (code_fits or phone_fits) else None
