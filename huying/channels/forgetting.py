"""What is kept no longer than the policy says (retention.yaml): raw contacts with their files, and messages sent."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.files.storage import default_storage
from django.db.models import F, Q

from huying import policy
from huying.channels.models import Notice
from huying.tickets import contacts
from huying.tickets.models import Contact

BATCH = 1000
KEPT = "raw/"  # where doors keep what came in; nothing else is ever deleted by the name that a contact holds


def forget(now: datetime) -> dict[str, int]:
    """How many raw contacts and messages were emptied. What waits for a person is never touched."""
    return {"contacts": _raw(now - _kept("raw_contacts")), "notices": _said(now - _kept("sent_notices"))}


def _kept(period: str) -> timedelta:
    return timedelta(days=policy.current().retention[period].keep_days)


def _raw(before: datetime) -> int:
    """The contact stays as a fact: when it came, by which door, and what became of it."""
    done, last = 0, 0
    old = Contact.objects.filter(received_at__lt=before, state__in=[Contact.REGISTERED, Contact.ATTACHED, Contact.SETTLED])
    while rows := list(old.filter(pk__gt=last).exclude(raw_sealed=b"").order_by("pk")[:BATCH]):
        last = rows[-1].pk
        for row in rows:
            file = str(contacts.raw_of(row).get("raw", {}).get("file", ""))
            if file.startswith(KEPT) and ".." not in file:
                default_storage.delete(file)  # first: cut off here, the next night finds the name again
        done += Contact.objects.filter(pk__in=[row.pk for row in rows]).update(raw_sealed=b"")
    return done


def _said(before: datetime) -> int:
    """That something was said, and how it fared, stays; the words and the address go."""
    old = Notice.objects.filter(~Q(text="") | Q(address_sealed__isnull=False), at__lt=before).exclude(state=Notice.QUEUED)
    return old.update(text="", title=F("door"), address_sealed=None)
