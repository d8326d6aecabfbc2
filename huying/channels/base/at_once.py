"""What a door that is waiting for our answer can say in the same breath, instead of by the worker a moment later."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q

from huying.channels.base import health
from huying.channels.base.receiving import Taken
from huying.channels.models import Notice
from huying.channels.telling import notices_of
from huying.people.sealed import vault
from huying.tickets import announce
from huying.tickets.models import Contact, Event
from huying.understanding.alarm import alarm

TELL = "channels.tell"  # whoever hears events so tells people of them
BUSY = 10.0  # messages a second and web process; a talk takes as long as five of them wait
MOST_BYTES = 2000  # of one answer; what does not fit goes its own way
_WAITS = "SELECT EXISTS (SELECT FROM procrastinate_jobs WHERE lock = %s AND status IN ('todo', 'doing'))"


class _Pace:
    """So many talks a second, saved up for one second at most; none while messages come quicker than `BUSY` a second."""

    def __init__(self) -> None:
        self.left, self.rate, self.guard = 1.0, 0.0, threading.Lock()
        self.took = self.came = time.monotonic()

    def comes(self) -> None:
        """Count a message: those of the last second, the newest weigh most."""
        with self.guard:
            moment = time.monotonic()
            self.rate = self.rate * math.exp(self.came - moment) + 1
            self.came = moment

    def take(self, most: float) -> bool:
        with self.guard:
            moment = time.monotonic()
            self.left = min(max(1.0, most), self.left + (moment - self.took) * most)
            self.took = moment
            if self.left < 1 or self.rate > BUSY:
                return False
            self.left -= 1
            return True


_pace, _one = _Pace(), threading.Lock()


@contextmanager
def turn(talk: str, text: str) -> Iterator[bool]:
    """Whether to talk now, while the other side waits, or to keep the message and leave it to a worker.

    When many write at once, none is answered here: all of them get a quick answer to their door and their words a moment
    later; and nobody's words overtake their own that still wait. Danger is answered now, whatever else there is to do.
    `talk`: the name under which a worker takes the messages of one person one after the other (`receiving.lock_of`).
    """
    urgent = alarm(text) is not None
    _pace.comes()
    held = _one.acquire(blocking=urgent)
    try:
        yield urgent or (held and _pace.take(settings.TALKS_AT_ONCE) and not _waits(talk))
    finally:
        if held:
            _one.release()


def _waits(talk: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_WAITS, [talk])
        return bool(cursor.fetchone()[0])


def answer(door: str, address: str, contact_id: int, taken: Taken | None, now: datetime) -> str:
    """The text to answer `address` with, empty when there is none yet. The same contact gets the same answer again.

    What is said here is marked as sent: the worker leaves it alone. When the other side does not get our answer it asks
    once more, and hears the same.
    """
    said = _said(door, contact_id) if taken is None or taken.again else ""
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
