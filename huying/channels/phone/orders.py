"""What pages ask of the exchange: a row and a note; the one application that runs takes each once."""

from __future__ import annotations

import base64
import secrets
from datetime import datetime

from django.db import connection, transaction

from huying.channels.phone.models import Call, PhoneOrder
from huying.people.models import Account
from huying.people.sealed import vault
from huying.tickets import announce

CHANNEL = "huying_phone"
# what → the arguments it takes. `to`: "account:<id>", "unit:<slug>", "target:<code of the policy's transfer list>" or
# "sealed" (then `number` is the typed number, sealed by `seal`). `which`: what to dial, "callback:<id>", "ticket:<number>",
# "unit:<number>" (the duty telephone of who handles that ticket) or "sealed".
WHATS: dict[str, frozenset[str]] = {
    "hang_up": frozenset(), "hold": frozenset(), "retrieve": frozenset(), "to_rating": frozenset(),
    "transfer": frozenset({"to", "number", "drill"}), "consult": frozenset({"to", "number", "drill"}),
    "complete": frozenset(), "conference": frozenset(), "swap": frozenset(), "drop_party": frozenset(),
    "emergency": frozenset({"target", "consent", "drill"}),
    "mute_recording": frozenset(), "resume_recording": frozenset(), "mark": frozenset({"words"}),
    "dial": frozenset({"which", "number", "purpose"}),
    "listen": frozenset(), "whisper": frozenset(), "barge": frozenset(), "redistribute": frozenset(),
}  # fmt: skip


def wake() -> None:
    """Something that the exchange reads itself (seats, debts) is different now; on commit."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])


def colleague(to: str) -> int | None:
    """The account of "account:<id>"; None for whatever else is called."""
    kind, _, name = to.partition(":")
    return int(name) if kind == "account" and name.isdigit() else None


def seal(key: str, number: str) -> str:
    """A typed number as an order's argument; no number stands in clear in a row."""
    return base64.b64encode(vault().seal(number, f"order:{key}")).decode()


def number_in(order: PhoneOrder) -> str:
    """The typed number of an order, in clear, for dialling."""
    sealed = base64.b64decode(str(order.args.get("number", "")))
    return vault().open_(sealed, f"order:{order.key.partition(':')[2]}") if sealed else ""


def ask(account: Account, what: str, now: datetime, *, call: Call | None = None, key: str = "", **args: object) -> PhoneOrder:
    """Write the order; one of the same `key` is found again. ValueError for an order that nobody knows."""
    if what not in WHATS or not args.keys() <= WHATS[what]:
        raise ValueError(f"{what} {sorted(args)}")
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
    """Note the end of an order, and tell the open pages of who gave it; False when it had one."""
    with transaction.atomic():
        first = bool(PhoneOrder.objects.filter(pk=order.pk, done_at=None).update(done_at=now, problem=problem[:200]))
        if first:
            announce.note([f"person:{order.by_id}"], "order", order.pk)
    return first


def refused(account: Account, what: str, now: datetime, key: str, problem: str) -> None:
    """Something that was asked for by the telephone itself and not done: shown like an order's answer."""
    with transaction.atomic():
        order, made = PhoneOrder.objects.get_or_create(key=f"{account.pk}:{key}"[:120], defaults={"by": account, "what": what, "at": now})
        if made:
            done(order, now, problem)
