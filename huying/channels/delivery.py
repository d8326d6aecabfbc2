"""Delivering notices: made once an event (unique), claimed by row lock, marked when taken by the gateway."""

from __future__ import annotations

from django.db import transaction

from huying.channels.models import Notice
from huying.channels.senders import SENDERS
from huying.channels.telling import notices_of
from huying.clocks.present import now as present
from huying.people.sealed import vault
from huying.tickets.incoming import cleaned
from huying.tickets.models import Event

MOST_TRIES = 8  # as often as the job is tried (huying.channels.tasks)


def tell(event_id: int) -> None:
    """A retry makes nothing twice: notices are unique by event, recipient and door."""
    event = Event.objects.select_related("ticket__lead").filter(pk=event_id).first()
    if event is None:
        return
    Notice.objects.bulk_create(notices_of(event, present()), ignore_conflicts=True)
    trouble: Exception | None = None
    for notice in Notice.objects.filter(event=event, state=Notice.QUEUED):
        later = notice.not_before
        try:
            if later and later > present():
                from huying.channels.tasks import send as send_task

                send_task.configure(schedule_at=later).defer(notice=notice.pk)
            else:
                send(notice.pk)
        except Exception as error:  # one bad number keeps nobody else from the answer
            trouble = error
    if trouble is not None:
        raise trouble


def send(notice_id: int) -> None:
    """Send one queued notice. Raises when the gateway refuses, so that the job is tried again."""
    with transaction.atomic():
        notice = _claimed(notice_id)
        if notice is None:
            return
        notice.tries += 1
        notice.save(update_fields=["tries"])
    try:
        with transaction.atomic():
            notice = _claimed(notice_id)
            if notice is not None:
                _hand_over(notice)
    except Exception as error:
        said = cleaned(f"{type(error).__name__}: {error}")[:200]
        Notice.objects.filter(pk=notice_id).update(error=said)
        Notice.objects.filter(pk=notice_id, tries__gte=MOST_TRIES).update(state=Notice.FAILED)
        raise


def _claimed(notice_id: int) -> Notice | None:
    return Notice.objects.select_for_update(skip_locked=True).filter(pk=notice_id, state=Notice.QUEUED).first()


def _hand_over(notice: Notice) -> None:
    """The try was counted before: when this process dies in between, the next one knows that it may have gone out."""
    now = present()
    address = vault().open_(bytes(notice.address_sealed or b""), f"notice:{notice.event_id}:{notice.recipient}")
    SENDERS[notice.door].send(address, notice.title, notice.text, key=f"notice:{notice.pk}", now=now, again=notice.tries > 1)
    notice.state, notice.sent_at, notice.error = Notice.SENT, now, ""
    notice.save(update_fields=["state", "sent_at", "error"])
