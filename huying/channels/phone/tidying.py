"""What sets the phone right by itself: calls that fell silent end, seats come free, numbers are forgotten in time."""

from __future__ import annotations

import logging
from collections.abc import Collection
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError
from django.db.models import Exists, Max, OuterRef, Q

from huying import policy
from huying.channels.phone import book, seats
from huying.channels.phone.models import (
    BUSY,
    ENDED,
    OWN,
    RESERVED,
    WRAPPING,
    Call,
    CallBack,
    CallParty,
    PhoneOrder,
    Seat,
)
from huying.channels.phone.signals import Signal, What
from huying.channels.phone.transcript import CallWords

logger = logging.getLogger("huying.phone")
BATCH = 200
JUST_NOW = timedelta(seconds=10)
LOST_RING = 20  # minutes: no telephone rings so long


def sweep(now: datetime) -> dict[str, int]:
    """Every minute. Nobody stays busy with a call that is over, and nobody writes up for ever."""
    return {"silent": end_silent(now), "freed": free(now), "ready": len(seats.end_wrapping(now))}


def end_silent(now: datetime) -> int:
    """End calls of other exchanges of which nothing was heard for HUYING_PHONE_SILENT_HOURS: their end went astray. They end
    when they were last heard of; who was waiting is owed a call. Our own exchange is asked itself which calls it has.
    """
    quiet = now - timedelta(hours=max(1, settings.PHONE_SILENT_HOURS))
    found = Call.objects.filter(~Q(state=ENDED), ~Q(exchange=OWN), began_at__lt=quiet).annotate(heard=Max("events__at"))
    done = 0
    for call in found.filter(heard__lt=quiet).order_by("began_at", "pk")[:BATCH]:
        try:
            book.hear(Signal(exchange=call.exchange, call=call.key, what=What.ENDED, key="silent", at=call.heard,
                             direction=call.direction, reason="" if call.queued_at else "failed"))
            done += 1
        except DatabaseError:
            logger.exception("the silent call %s could not be ended; the others are", call.pk)
    return done


def free(now: datetime, running: Collection[str] | None = None) -> int:
    """Free seats that ring or speak without a call that still goes on. One statement when there are none.

    `running`: the calls that our own exchange has at this moment, told by the application that leads them; a call of its own that
    is not among them is over, whatever the book says. A seat of the last seconds may be of a call that is just being written.
    """
    on = Q(~Q(state=ENDED), pk=OuterRef("call"))
    if running is not None:
        on &= ~Q(exchange=OWN) | Q(key__in=running)
    stuck = ~Exists(Call.objects.filter(on)) | Q(state=RESERVED, since__lt=now - timedelta(minutes=LOST_RING))
    found = list(Seat.objects.filter(stuck, state__in=[RESERVED, BUSY], since__lt=now - JUST_NOW).values_list("account_id", flat=True))
    for account in found:
        seats.enter(account, WRAPPING, now)
    return len(found)


def forget(now: datetime) -> dict[str, int]:
    """Every night: numbers older than the policy keeps contact data. The call stays as a fact: when, how long, how it came out.
    Debts that are still open keep theirs until they are settled or given up. What was said goes with the recordings.
    """
    kept = policy.current().retention
    before, said = (now - timedelta(days=kept[name].keep_days) for name in ("contact_data", "recordings"))
    settled = [CallBack.DONE, CallBack.GIVEN_UP]
    there = Q(number_sealed__isnull=False)
    return {
        "calls": Call.objects.filter(there, began_at__lt=before, state=ENDED).update(number_sealed=None, number_key=None),
        "backs": CallBack.objects.filter(there, placed_at__lt=before, state__in=settled).update(number_sealed=None, number_key=None),
        "parties": CallParty.objects.filter(number_sealed__isnull=False, began_at__lt=before).update(number_sealed=None),
        "orders": PhoneOrder.objects.filter(at__lt=before, args__has_key="number").update(args={}),
        "words": CallWords.objects.filter(call__began_at__lt=said).delete()[0],
    }
