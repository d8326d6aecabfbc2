"""What people at the desks may ask of the exchange: refuse in words, or write the order."""

from __future__ import annotations

import re
from datetime import datetime

from django.db import transaction

from huying import policy
from huying.channels.phone import duties, orders, owing, seats
from huying.channels.phone.models import (
    BUSY,
    PAUSED,
    READY,
    RINGING,
    TALKING,
    WAITING,
    WRAPPING,
    Call,
    PhoneOrder,
    Seat,
)
from huying.people.models import Account
from huying.policy.grounds import Reason
from huying.tickets.models import Ticket
from huying.tickets.problems import Blocker, Refused

IN_A_CALL = frozenset({"hang_up", "hold", "retrieve", "to_rating", "transfer", "consult", "complete", "conference", "swap", "drop_party",
                       "emergency", "mute_recording", "resume_recording", "mark"})
JOINING = frozenset({"listen", "whisper", "barge"})
DIALLED = re.compile(r"\d[\d-]{2,19}")
FREE = frozenset({READY, PAUSED, WRAPPING})


def act(account: Account, what: str, call: str, now: datetime, *, key: str, **args: object) -> PhoneOrder:
    """Something about the call at one's own seat; `call`: the one that the page showed."""
    if what not in IN_A_CALL:
        raise Refused([Blocker("unknown", "没有这个操作。", "There is no such act.")])
    seat = Seat.objects.select_related("call").filter(account=account).first()
    own = seat.call if seat else None
    if seat is None or own is None or own.is_over or str(own.pk) != call:
        raise Refused([Blocker("no_call", "这个通话已经不在您这里。", "This call is no longer yours.")])
    if seat.state != BUSY and what != "hang_up":
        raise Refused([Blocker("not_talking", "接通以后才能操作。", "This can be done once you are talking.")])
    return orders.ask(account, what, now, call=own, key=key, **args)


def step_in(account: Account, what: str, call: Call, now: datetime, *, key: str) -> PhoneOrder:
    """A squad leader listens, whispers, barges in, or gives a ringing call to somebody else."""
    if call.state not in ((TALKING,) if what in JOINING else (RINGING, WAITING)):
        raise Refused([Blocker("too_late", "这个通话的状态已经变了，请看最新列表。", "The call has moved on; look at the list again.")])
    if what in JOINING and not Seat.objects.filter(account=account).exists():
        raise Refused([Blocker("no_seat", "监听要用您自己的分机，请先给自己设置坐席。",
                               "Listening rings at your own extension; give yourself a seat first.")])
    return orders.ask(account, what, now, call=call, key=key)


def call_back(account: Account, back_id: int, now: datetime) -> PhoneOrder:
    """Take an owed call and have it dialled. A ready seat is paused first, so that no caller rings where we call out."""
    seat = _free_seat(account)
    if not owing.may_dial(now):
        raise Refused([Blocker("hours", f"现在不在外呼时段（{hours('、')}）。", f"Calls go out between {hours(', ')} only.")])
    with transaction.atomic():
        if owing.take(back_id, account, now) is None:
            raise Refused([Blocker("taken", "这一件已经有人在回拨。", "Somebody else is calling already.")])
        return _dial(seat, now, f"callback:{back_id}", "callback")


def remind(account: Account, ticket: Ticket, now: datetime) -> PhoneOrder:
    """Have the duty telephone of the unit that handles a ticket dialled; the call is part of the ticket's history."""
    seat, slug = _free_seat(account), duties.of_ticket(ticket)
    if not duties.number_of(slug, now)[0]:
        raise Refused([duties.blocker(slug, now)])
    with transaction.atomic():
        return _dial(seat, now, f"unit:{ticket.number}", "reminder")


def _free_seat(account: Account) -> Seat:
    seat = Seat.objects.select_related("account").filter(account=account).first()
    if seat is None:
        raise Refused([Blocker("no_seat", "您还没有坐席，请班长为您设置分机。",
                               "You have no seat yet; ask your squad leader for an extension.")])
    if seat.state not in FREE:
        raise Refused([Blocker("not_free", "通话中或已签出，不能外呼。", "You cannot call out during a call or when logged out.")])
    return seat


def _dial(seat: Seat, now: datetime, which: str, purpose: str) -> PhoneOrder:
    if seat.state == READY:
        seats.pause(seat.account, _calling_out(), now)
    return orders.ask(seat.account, "dial", now, key=f"{which}:{now.timestamp():.3f}", which=which, purpose=purpose)


def targets() -> dict[str, Reason]:
    """Where a call can be handed to: those of the policy's list with a number to dial; emergency services have keys of their own."""
    known = policy.current().reasons["transfer"]
    return {code: each for code, each in known.items() if not each.emergency and DIALLED.fullmatch(each.phone)}


def hours(between: str) -> str:
    """When people may be called, as people read it."""
    return between.join(f"{begin:%H:%M}–{end:%H:%M}" for begin, end in policy.current().phone.outbound.hours)


def _calling_out() -> str:
    """The reason of the policy under which one calls out, or its first."""
    known = [each.id for each in policy.current().phone.pauses]
    return "outbound" if "outbound" in known else known[0]
