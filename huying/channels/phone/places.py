"""Who has a seat: extension, password at the exchange, skills; given and changed by the squad leader."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from huying import policy
from huying.channels.phone import orders
from huying.channels.phone.models import OFF, Seat
from huying.people.models import Account
from huying.people.sealed import vault
from huying.tickets.problems import Blocker, Refused

EXTENSION = re.compile(r"[1-8]\d{2,5}")  # 9 and what follows belongs to stand-ins and outside lines, 0 and * to the exchange


def give(account: Account, extension: str, skills: Iterable[str], now: datetime, *, browser: bool = False) -> Seat:
    """Give the account a seat, or change it. A new seat gets a password of its own; the exchange hears of it."""
    known = {each.id for each in policy.current().phone.skills}
    chosen = [each for each in dict.fromkeys(skills) if each in known]
    if not EXTENSION.fullmatch(extension):
        raise Refused([Blocker("extension", "分机号为 3 至 6 位数字，首位 1 至 8。",
                               "An extension has 3 to 6 digits, the first from 1 to 8.", field="extension")])
    if Seat.objects.filter(extension=extension).exclude(account=account).exists():
        raise Refused([Blocker("taken", "这个分机已经分给别人。", "This extension belongs to somebody else.", field="extension")])
    with transaction.atomic():
        seat = Seat.objects.select_for_update().filter(account=account).first() or Seat(account=account, since=now)
        if seat.pk and seat.extension != extension and seat.state != OFF:
            raise Refused([Blocker("in_use", "坐席在线，签出后才能换分机。", "Log the seat out before changing its extension.",
                                   field="extension")])
        if seat.extension != extension or not seat.secret_sealed:
            seat.extension, seat.secret_sealed = extension, seal_secret(extension, secrets.token_urlsafe(18))
        seat.skills, seat.browser = chosen, browser
        seat.save()
        orders.wake()
    return seat


def take_back(account: Account, now: datetime) -> bool:
    """No seat any more. Refused while it is in use; False when there was none."""
    with transaction.atomic():
        seat = Seat.objects.select_for_update().filter(account=account).first()
        if seat is not None and seat.state != OFF:
            raise Refused([Blocker("in_use", "坐席在线，签出后才能收回。", "The seat is in use; log it out first.")])
        if seat is not None:
            seat.delete()
            orders.wake()
    return seat is not None


def seal_secret(extension: str, secret: str) -> bytes:
    """The seat's password as it is kept."""
    return vault().seal(secret, f"seat:{extension}")


def secret_of(seat: Seat) -> str:
    """The seat's password in clear: for the exchange's configuration, and for the seat's own browser."""
    return vault().open_(bytes(seat.secret_sealed), f"seat:{seat.extension}") if seat.secret_sealed else ""
