"""Delivering notices: made once an event (unique), claimed by row lock, marked when taken by the gateway."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Mod

from huying.channels.base import health
from huying.channels.models import Notice
from huying.channels.senders import LATER, SENDERS, Undeliverable
from huying.channels.telling import notices_of, otherwise
from huying.clocks.present import now as present
from huying.people.sealed import vault
from huying.tickets.incoming import cleaned
from huying.tickets.models import Event, Ticket

BATCH, ROUND, PARTS = 100, 2000, 2  # notices counted together, sent by one job, jobs at the same time when a door opens again
PAUSE = 30  # seconds until one that was not taken is tried by itself
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
    """Send one queued notice. Raises when the gateway refuses, so that the job is tried again.

    What the gateway will never take for this address fails at once and goes by the next door that there is.
    """
    with transaction.atomic():
        notice = _claimed(notice_id)
        if notice is None or not health.is_open(notice.door, "sending"):
            return
        notice.tries += 1
        notice.save(update_fields=["tries"])
    _attempt(notice_id)


def _attempt(notice_id: int) -> None:
    """One try, counted before: when this process dies in it, the next one knows that it may have gone out."""
    notice: Notice | None = None
    try:
        with transaction.atomic():
            notice = _claimed(notice_id)
            if notice is not None:
                _hand_over(notice)
    except Undeliverable as error:
        failed(notice_id, str(error))
    except Exception as error:
        said = cleaned(f"{type(error).__name__}: {error}")[:200]
        Notice.objects.filter(pk=notice_id).update(error=said)
        if notice is not None:
            health.trouble(notice.door, error, present())
            if notice.tries >= MOST_TRIES:
                failed(notice_id, said)
        raise


def failed(notice_id: int, why: str) -> None:
    """It did not reach the person and will not; the fallback, where there is one, is queued with it."""
    with transaction.atomic():
        states = (Notice.QUEUED, Notice.SENT)
        notice = Notice.objects.select_for_update().filter(pk=notice_id, state__in=states).first()
        if notice is None:
            return
        notice.state, notice.error = Notice.FAILED, cleaned(why)[:200]
        notice.save(update_fields=["state", "error"])
        other = otherwise(notice, present())
        if other is not None:
            Notice.objects.bulk_create([other], ignore_conflicts=True)
            queue(Notice.objects.filter(event=notice.event_id, recipient=other.recipient, door=other.door, state=Notice.QUEUED))


def taken(notice_id: int, now: datetime, receipt: str = "") -> None:
    """The other side has it, as the door's own spool, or a receipt that came before the sender's answer, tells."""
    Notice.objects.filter(pk=notice_id, state=Notice.QUEUED).update(
        state=Notice.SENT, sent_at=now, error="", receipt=cleaned(receipt)[:120])


def arrived(notice_id: int, now: datetime) -> None:
    """The other side says that it was delivered."""
    Notice.objects.filter(pk=notice_id, state=Notice.SENT).update(state=Notice.ARRIVED, arrived_at=now)


def reported(door: str, receipt: str, reached: bool, why: str, now: datetime) -> bool:
    """What the other side tells about a message by its own name for it; False when it is none of ours."""
    notice = Notice.objects.filter(door=door, receipt=receipt).only("id").first() if receipt else None
    if notice is None:
        return False
    if reached:
        arrived(notice.pk, now)
    else:
        failed(notice.pk, why)
    return True


def send_again(notice: Notice, now: datetime) -> None:
    """A person asks to try once more: the same message under the same name, so that a second copy is known as one."""
    fresh = Notice.objects.filter(pk=notice.pk, state__in=(Notice.FAILED, Notice.SENT), address_sealed__isnull=False)
    if fresh.update(state=Notice.QUEUED, not_before=None, error="", at=now):
        queue(Notice.objects.filter(pk=notice.pk))


def reopen(door: str) -> None:
    """A door sends again: what waits for it goes out, some at the same time."""
    from huying.channels.tasks import resume as task

    for part in range(PARTS):
        task.defer(door=door, part=part)


def resume(door: str, part: int = 0, parts: int = 1, after: int = 0) -> int:
    """Send what waits for this door and is due, oldest first; what is not taken gets a job of its own.

    One of `parts` shares of the notices, ROUND of them at most, so that other jobs get their turn. Returns the one to go on
    `after`, 0 when the pass is over.
    A notice that has its job already is sent once all the same.
    """
    from huying.channels.tasks import send as send_task

    due = Notice.objects.filter(Q(not_before=None) | Q(not_before__lte=present()), door=door, state=Notice.QUEUED, pk__gt=after)
    mine = due.annotate(share=Mod("id", parts)).filter(share=part) if parts > 1 else due
    waiting = list(mine.order_by("id").values_list("pk", flat=True)[: ROUND + 1])
    for start in range(0, min(len(waiting), ROUND), BATCH):
        if not health.is_open(door, "sending"):
            return 0
        batch = waiting[start : min(start + BATCH, ROUND)]
        Notice.objects.filter(pk__in=batch, state=Notice.QUEUED).update(tries=F("tries") + 1)
        for pk in batch:
            try:
                _attempt(pk)
            except Exception:
                send_task.configure(schedule_in={"seconds": PAUSE}).defer(notice=pk)
    return waiting[ROUND - 1] if len(waiting) > ROUND else 0


def queue(notices: Iterable[Notice]) -> None:
    """One job a notice, in the caller's transaction."""
    from huying.channels.tasks import send as send_task

    for notice in notices:
        send_task.configure(schedule_at=notice.not_before).defer(notice=notice.pk)


def _claimed(notice_id: int) -> Notice | None:
    return Notice.objects.select_for_update(skip_locked=True).filter(pk=notice_id, state=Notice.QUEUED).first()


def _hand_over(notice: Notice) -> None:
    now = present()
    address = vault().open_(bytes(notice.address_sealed or b""), notice.sealing)
    ticket = Ticket.objects.filter(pk=notice.ticket_id).only("number", "language").first() if notice.ticket_id else None
    receipt = SENDERS[notice.door].send(
        address, notice.title, notice.text, key=f"notice:{notice.pk}", now=now, again=notice.tries > 1,
        about=ticket.number if ticket else "", language=ticket.language if ticket else "zh-hans")
    if receipt == LATER:
        return
    notice.state, notice.sent_at, notice.error, notice.receipt = Notice.SENT, now, "", (receipt or "")[:120]
    notice.save(update_fields=["state", "sent_at", "error", "receipt"])
    health.note(notice.door, now, "out_at")
