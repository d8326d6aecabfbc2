"""What pages ask of the exchange: a row and a note; the one application that runs takes each once."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import connection, transaction

from huying.channels.phone.models import Call, PhoneOrder
from huying.people.models import Account

CHANNEL = "huying_phone"
WHATS = frozenset({
    "ready", "pause", "log_out",                        # the seat
    "answer", "hang_up", "hold", "retrieve", "mute",    # the call
    "consult", "swap", "transfer", "complete", "conference", "drop_party", "to_rating",
    "emergency", "mute_recording", "resume_recording", "mark",
    "dial", "call_back", "listen", "whisper", "barge", "redistribute",
})  # fmt: skip


def ask(account: Account, what: str, now: datetime, *, call: Call | None = None, key: str = "", **args: object) -> PhoneOrder:
    """Write the order; one of the same `key` is found again. ValueError for an order that nobody knows."""
    if what not in WHATS:
        raise ValueError(what)
    with transaction.atomic():
        order, made = PhoneOrder.objects.get_or_create(key=f"{account.pk}:{key or secrets.token_urlsafe(12)}"[:120], defaults={
            "by": account, "what": what, "call": call, "args": args, "at": now})
        if made:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, str(order.pk)])
    return order


def open_orders() -> list[PhoneOrder]:
    """What is to be done, oldest first. One statement."""
    return list(PhoneOrder.objects.filter(done_at=None).select_related("by", "call").order_by("id")[:200])


def done(order: PhoneOrder, now: datetime, problem: str = "") -> bool:
    """Note the end of an order; False when it had one."""
    return bool(PhoneOrder.objects.filter(pk=order.pk, done_at=None).update(done_at=now, problem=problem[:200]))
