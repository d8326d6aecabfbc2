"""Contacts that were kept but never became a ticket because a process died: registered again by themselves."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.utils.module_loading import import_string

from huying.people.persons import SYSTEM
from huying.tickets import announce, contacts, life
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
            take_up(Contact.objects.get(pk=pk), now)
            done += 1
        except Refused:
            pass
        except Exception:
            logger.exception("contact %s could not be rescued", pk)
    return done


def take_up(contact: Contact, now: datetime, *, by_hand: bool = False) -> None:
    """Go on with a kept contact where its door had stopped. Raises Refused, or whatever stops it again.

    Doors that talk take up their own: what was meant as an answer must not become a ticket. `by_hand`: a person
    decided that it shall be one.
    """
    taker = announce.TAKERS.get(contact.door)
    if taker:
        import_string(taker)(contact, now, by_hand=by_hand)
    else:
        life.register(again(contact), by=SYSTEM, now=now)


def again(contact: Contact) -> Incoming:
    """The contact's own words as they came."""
    raw = contacts.raw_of(contact)
    raw["received_at"] = datetime.fromisoformat(raw["received_at"])
    for name in ("attachments", "tags"):
        raw[name] = tuple(raw.get(name, ()))
    return Incoming(**raw)
