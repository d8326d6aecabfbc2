"""How much one address, and a whole door, may bring before people look first."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings

from huying.channels.base.message import Message
from huying.people.brake import Brake
from huying.tickets.problems import Blocker
from huying.understanding.alarm import alarm

NEW = Brake("door.new", 20, timedelta(hours=1))  # new matters of one address; danger always passes
MINUTE = timedelta(minutes=1)
BY_ONE = Blocker("too_many", "同一来信地址一小时内来件过多，待人工查看。", "Too many from one address within an hour; a person looks.")
BY_ALL = Blocker("flood", "本渠道一分钟内来件过多，待人工查看。", "Too many by this door within a minute; a person looks.")


def too_many(message: Message, now: datetime) -> Blocker | None:
    """Why a new matter waits for people, or None. Of a flood by many addresses nobody need be told: they may all be
    somebody else's."""
    one = NEW.hit(f"{message.door}:{message.address}", now) is not None
    most = settings.FLOOD.get(message.door, 0)
    everybody = bool(most) and Brake("door.flood", most, MINUTE).hit(message.door, now) is not None
    if not (one or everybody) or alarm(f"{message.title}\n{message.text}") is not None:
        return None
    return BY_ONE if one else BY_ALL
