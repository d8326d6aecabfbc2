"""Seats: who may be rung now. Every change ends a stretch of time and begins the next, and open pages hear of it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from huying import policy
from huying.channels.phone.models import BUSY, OFF, PAUSED, READY, RESERVED, WRAPPING, Call, Seat, SeatSpan
from huying.people.models import Account
from huying.tickets import announce
from huying.tickets.problems import Blocker, Refused

FLOOR = "desk:squad_leader"
LONGEST_WRITING = timedelta(minutes=10)  # at another exchange, whose own time to write up is not known here
ENGAGED = frozenset({RESERVED, BUSY})


def ready(account: Account, now: datetime) -> Seat:
    """Calls may come. During a call: after it."""
    return _ask(account, READY, "", now)


def pause(account: Account, reason: str, now: datetime) -> Seat:
    """No calls for a reason of the policy. During a call: after it."""
    if reason not in {each.id for each in policy.current().phone.pauses}:
        raise Refused([Blocker("no_reason", "请选择示忙原因。", "Choose why you pause.", field="reason")])
    return _ask(account, PAUSED, reason, now)


def log_out(account: Account, now: datetime) -> Seat:
    """Leave one's place. During a call: after it."""
    return _ask(account, OFF, "", now)


def reserve(account_id: int, call: Call, now: datetime) -> bool:
    """Take a ready seat for a call that is about to ring there; False when it is no longer free."""
    with transaction.atomic(savepoint=False):
        seat = Seat.objects.select_for_update().filter(account_id=account_id, state=READY).first()
        if seat is None:
            return False
        _change(seat, RESERVED, "", now, call=call)
    return True


def lend(account_id: int, call: Call, now: datetime) -> str:
    """Ring at a colleague's seat who is asked for advice; why not, in words. Afterwards it is what it was before."""
    with transaction.atomic(savepoint=False):
        seat = Seat.objects.select_for_update().filter(account_id=account_id, reachable=True).first()
        if seat is None:
            return "对方话机不在线 · their telephone is not there"
        if seat.state not in (READY, PAUSED, WRAPPING):
            return "对方已签出 · they are logged out" if seat.state == OFF else "对方正在通话 · they are in a call"
        seat.after = seat.reason if seat.state == PAUSED else READY
        _change(seat, RESERVED, "", now, call=call)
    return ""


def take_over(account_id: int, call: Call, now: datetime) -> None:
    """Whoever was asked for advice has the call now, and writes up after it like anybody."""
    with transaction.atomic(savepoint=False):
        seat = Seat.objects.select_for_update().filter(account_id=account_id).first()
        if seat is not None:
            seat.after = "" if seat.after == READY else seat.after
            seat.save(update_fields=["after"])
            _change(seat, BUSY, "", now, call=call)
            _tell(seat)


def enter(account_id: int, state: str, now: datetime, *, call: Call | None = None, reason: str = "") -> Seat | None:
    """What the exchange says of a seat: it rings, speaks, or is free of its call. None when the account has no seat.

    Free of a call, it writes up first, or does what the agent asked for meanwhile.
    """
    with transaction.atomic(savepoint=False):
        seat = Seat.objects.select_for_update().filter(account_id=account_id).first()
        if seat is None:
            return None
        until = None
        if state == WRAPPING:
            if call is not None and seat.call_id not in (None, call.pk):
                return seat  # it is in another call already
            if seat.after:
                state, reason = (OFF, "") if seat.after == OFF else (READY, "") if seat.after == READY else (PAUSED, seat.after)
            elif seconds := policy.current().phone.line.wrap_seconds:
                until = now + timedelta(seconds=seconds)
            else:
                state = READY
            call = None
        _change(seat, state, reason, now, call=call, until=until)
    return seat


def told(account_id: int, state: str, reason: str, at: datetime) -> None:
    """What another exchange says its agent does since `at`: ready, paused, wrapping or off. In a call: after it. What is older
    than the seat's own state comes too late; the same again changes nothing."""
    with transaction.atomic(savepoint=False):
        seat = Seat.objects.select_for_update().filter(account_id=account_id).first()
        if seat is None or (at < seat.since and seat.state not in ENGAGED):
            return
        if seat.state in ENGAGED:
            if at >= seat.since and state != WRAPPING:
                seat.after = (reason or PAUSED) if state == PAUSED else state
                seat.save(update_fields=["after"])
                _tell(seat)
        else:
            _change(seat, state, reason, at, until=at + LONGEST_WRITING if state == WRAPPING else None)


def end_wrapping(now: datetime) -> list[Seat]:
    """Seats whose time to write up is over become ready."""
    over = []
    with transaction.atomic(savepoint=False):
        for seat in Seat.objects.select_for_update(skip_locked=True).filter(state=WRAPPING, until__lte=now):
            _change(seat, READY, "", now)
            over.append(seat)
    return over


def reach(extension: str, reachable: bool, now: datetime) -> Seat | None:
    """The exchange sees the seat's telephone, or no longer. A telephone that is gone rings for nobody."""
    with transaction.atomic(savepoint=False):
        seat = Seat.objects.select_for_update().filter(extension=extension).first()
        if seat is not None and seat.reachable != reachable:
            seat.reachable = reachable
            seat.save(update_fields=["reachable"])
            _tell(seat)
    return seat


def _ask(account: Account, state: str, reason: str, now: datetime) -> Seat:
    with transaction.atomic():  # a refusal must not spoil the caller's own transaction
        seat = Seat.objects.select_for_update().filter(account=account).first()
        if seat is None:
            raise Refused([Blocker("no_seat", "您还没有坐席，请班长为您设置分机。",
                                   "You have no seat yet; ask your squad leader for an extension.")])
        if seat.state in ENGAGED:
            seat.after = state if state != PAUSED else reason
            seat.save(update_fields=["after"])
            _tell(seat)
        else:
            _change(seat, state, reason, now)
    return seat


def _change(seat: Seat, state: str, reason: str, now: datetime, *, call: Call | None = None, until: datetime | None = None) -> None:
    call_id = call.pk if call else None
    if (seat.state, seat.reason, seat.call_id) == (state, reason, call_id):
        return
    now = max(now, seat.since)
    SeatSpan.objects.filter(account_id=seat.account_id, ended_at=None).update(ended_at=now)
    if state != OFF:
        SeatSpan.objects.create(account_id=seat.account_id, state=state, reason=reason, call_id=call_id, began_at=now)
    seat.state, seat.reason, seat.call_id, seat.since, seat.until = state, reason, call_id, now, until
    if state not in ENGAGED:
        seat.after = ""
    seat.save(update_fields=["state", "reason", "call", "since", "until", "after"])
    _tell(seat)


def _tell(seat: Seat) -> None:
    announce.note([FLOOR, f"person:{seat.account_id}"], "seat", seat.account_id)
