"""What a door that is waiting for our answer can say in the same breath, instead of by the worker a moment later."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from huying.channels.base import health
from huying.channels.base.receiving import Taken
from huying.channels.models import Notice
from huying.channels.telling import notices_of
from huying.people.sealed import vault
from huying.tickets import announce
from huying.tickets.models import Contact, Event

TELL = "channels.tell"  # whoever hears events so tells people of them
MOST_BYTES = 2000  # of one answer; what does not fit goes its own way


def answer(door: str, address: str, contact_id: int, taken: Taken | None, now: datetime) -> str:
    """The text to answer `address` with, empty when there is none yet. The same contact gets the same answer again.

    What is said here is marked as sent: the worker leaves it alone. When the other side does not get our answer it asks
    once more, and hears the same.
    """
    said = _said(door, contact_id)
    if said or taken is None or not health.is_open(door, "sending"):
        return said
    event = _caused(contact_id, taken)
    if event is not None:
        Notice.objects.bulk_create(notices_of(event, now), ignore_conflicts=True)
    return _take(door, address, contact_id, now, event)


def _caused(contact_id: int, taken: Taken) -> Event | None:
    """The event that this contact brought about, if people are told of it."""
    if not taken.number or taken.state not in (Contact.REGISTERED, Contact.ATTACHED):
        return None
    events = Event.objects.select_related("ticket__lead").defer("ticket__search")
    event = events.filter(ticket__number=taken.number, verb="register").first() if taken.state == Contact.REGISTERED else (
        events.filter(Q(ticket__number=taken.number) | Q(ticket__joined__number=taken.number), key=f"contact:{contact_id}").first())
    return event if event is not None and TELL in announce.HEARERS.get(event.verb, ()) else None


def _mark(contact_id: int) -> str:
    return f"at_once:{contact_id}"


def _said(door: str, contact_id: int) -> str:
    return _joined(list(Notice.objects.filter(door=door, receipt=_mark(contact_id)).order_by("id")))


def _take(door: str, address: str, contact_id: int, now: datetime, event: Event | None) -> str:
    """Claim what waits for this address, as the worker would; what the worker holds already is the worker's."""
    with transaction.atomic():
        waiting = Notice.objects.select_for_update(skip_locked=True).filter(door=door, state=Notice.QUEUED, not_before=None)
        mine = list(waiting.filter(contact_id=contact_id)) + (list(waiting.filter(event=event)) if event is not None else [])
        chosen: list[Notice] = []
        for row in sorted(mine, key=_first):
            whose = vault().open_(bytes(row.address_sealed or b""), row.sealing)
            if whose == address and len(_joined([*chosen, row]).encode()) <= MOST_BYTES:
                chosen.append(row)
        Notice.objects.filter(pk__in=[row.pk for row in chosen]).update(
            state=Notice.SENT, sent_at=now, tries=1, receipt=_mark(contact_id))
    if chosen:
        health.note(door, now, "out_at")
    return _joined(chosen)


def _first(notice: Notice) -> tuple[int, int]:
    name = (notice.key or "").rpartition(":")[2]
    return {"danger": 0, "real_name": 2}.get(name, 1), notice.pk


def _joined(rows: list[Notice]) -> str:
    """Danger first, what can wait last."""
    return "\n\n".join(row.text for row in sorted(rows, key=_first))
