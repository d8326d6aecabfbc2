"""Stories that every demo city has, however small: each state at its end, and incidents with many callers."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta

from huying.demo import city, scenes
from huying.demo.accounts import Staff
from huying.demo.requests import DOORS, compose
from huying.demo.story import tell
from huying.demo.teller import Teller, Waiting

# (days before the end, plan, until, matter, door)
RESTING = (
    (0.010, "ordinary", "received", "010301", "web"), (0.03, "ordinary", "received", "040101", "wechat"),
    (0.04, "ordinary", "pending", "010301", "app"), (0.05, "ordinary", "pending", "030301", "phone"),
    (0.4, "ordinary", "dispatched", "010301", "phone"), (1.2, "ordinary", "dispatched", "040101", "web"),
    (2.2, "ordinary", "handling", "020303", "phone"), (3.5, "ordinary", "handling", "040401", "app"),
    (1.5, "hand_back", "asked", "030301", "phone"), (5.0, "suspend", "suspended", "020303", "web"),
    (4.5, "suspend", "asked", "020303", "phone"), (3.0, "ordinary", "replied", "010301", "phone"),
    (4.0, "unhappy", "reviewing", "040101", "wechat"), (5.5, "unhappy", "", "020101", "phone"),
    (6.5, "unhappy", "", "040401", "web"), (5.0, "silent", "", "010301", "sms"), (5.5, "silent", "", "030301", "sms"),
    (2.0, "decline", "", "010301", "email"), (2.5, "transfer", "", "010301", "phone"), (3.0, "withdraw", "", "030301", "app"),
    (1.0, "ordinary", "", "010301", "platform"), (1.1, "ordinary", "", "010301", "open311"), (1.2, "ordinary", "", "020101", "counter"),
    (1.0, "silent", "", "010301", "sms"),
)


def stories(staff: Staff, seed: int, start: datetime, end: datetime, crowd: int) -> Iterator[Waiting]:
    """All of them, as many as fit between `start` and `end`."""
    for place, (days, plan, until, code, door) in enumerate(RESTING):
        at = end - timedelta(days=days)
        if at <= start:
            continue
        rng = random.Random(f"{seed}:resting:{place}")
        request = compose(rng, 10_000_000 + place, at, scenes.named(code), crowd=crowd, door=door, who=90_000 + place,
                          whole=plan != "silent", prefix=f"demo:{seed}")
        if plan == "silent":
            request.incoming = _vague(request.incoming)
        yield tell(Teller(request, staff, rng, plan=plan, until=until))


def _vague(incoming: object) -> object:
    return incoming


assert DOORS and city
