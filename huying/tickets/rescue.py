"""Contacts that were kept but never became a ticket because a process died: registered again by themselves."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from huying.people.persons import SYSTEM
from huying.tickets import contacts, life
from huying.tickets.incoming import Incoming
from huying.tickets.models import Contact
from huying.tickets.problems import Refused

logger = logging.getLogger("huying.rescue")
GRACE = timedelta(minutes=2)


def rescue(now: datetime, *, most: int = 200) -> int:
    """Register contacts left `new` for longer than a request can last; returns how many became tickets."""
    done = 0
    waiting = Contact.objects.filter(state=Contact.NEW, received_at__lt=now - GRACE).values_list("pk", flat=True)[:most]
    for pk in list(waiting):
        try:
            life.register(again(Contact.objects.get(pk=pk)), by=SYSTEM, now=now)
            done += 1
        except Refused:
            pass
        except Exception:
            logger.exception("contact %s could not be rescued", pk)
    return done


def again(contact: Contact) -> Incoming:
    """The contact's own words as they came."""
    raw = contacts.raw_of(contact)
    raw["received_at"] = datetime.fromisoformat(raw["received_at"])
    for name in ("attachments", "tags"):
        raw[name] = tuple(raw.get(name, ()))
    return Incoming(**raw)
