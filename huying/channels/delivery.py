"""Delivering notices: made once an event (unique), claimed by row lock, marked when taken by the gateway."""

from __future__ import annotations

from django.db import transaction

from huying.channels.models import Notice
from huying.channels.senders import SENDERS
from huying.channels.telling import notices_of
from huying.clocks.present import now as present
from huying.people.sealed import vault
from huying.tickets.models import Event


def tell(event_id: int) -> None:
    """A retry makes nothing twice: notices are unique by event, recipient and door."""
    event = Event.objects.select_related("ticket__lead").filter(pk=event_id).first()
    if event is None:
        return
    Notice.objects.bulk_create(notices_of(event, present()), ignore_conflicts=True)
    for notice in Notice.objects.filter(event=event, state=Notice.QUEUED):
        later = notice.not_before
        if later and later > present():
            from huying.channels.tasks import send as send_task

            send_task.configure(schedule_at=later).defer(notice=notice.pk)
        else:
            send(notice.pk)


def send(notice_id: int) -> None:
    """Send one queued notice. Raises when the gateway refuses, so that the job is tried again."""
    with transaction.atomic():
        notice = Notice.objects.select_for_update(skip_locked=True).filter(pk=notice_id, state=Notice.QUEUED).first()
        if notice is None:
            return
        now = present()
        address = vault().open_(bytes(notice.address_sealed or b""), f"notice:{notice.event_id}:{notice.recipient}")
        SENDERS[notice.door].send(address, notice.title, notice.text, key=f"notice:{notice.pk}", now=now)
        notice.state, notice.sent_at, notice.tries = Notice.SENT, now, notice.tries + 1
        notice.save(update_fields=["state", "sent_at", "tries"])
