"""The SMS door without a gateway: a message as if a telephone had sent it, and the answer at once. For development."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.conf import settings

from huying.channels.base import at_once, receiving
from huying.channels.base.correspondents import normal
from huying.channels.sms import incoming
from huying.channels.sms.codec import Alphabet
from huying.channels.sms.links import Brought
from huying.tickets.models import Contact

LINK = "console"


def say(sender: str, words: str, now: datetime) -> tuple[str, str]:
    """Take the words in as any message and answer them: (the number of the ticket that they belong to, the answer). What is
    answered here is marked as sent, so that no worker says it again."""
    brought = Brought(LINK, sender, str(settings.SMS["number"]), words.encode("utf-16-be"), Alphabet.UCS2, key=secrets.token_hex(8))
    kept = incoming.take(brought, now)
    receiving.take_up(kept.contact, now)
    row = Contact.objects.select_related("ticket").defer("raw_sealed", "ticket__search").get(pk=kept.contact)
    number = row.ticket.number if row.ticket else ""
    taken = receiving.Taken(row.pk, row.state, row.purpose, number)
    return number, at_once.answer(incoming.DOOR, normal(incoming.DOOR, sender), row.pk, taken, now)
