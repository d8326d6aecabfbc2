"""How many people nearby reported the same sort of matter: a count and the class's public name, never anybody's words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Sum

from huying import policy
from huying.tickets.models import Ticket
from huying.tickets.reading import Reading
from huying.tickets.states import OPEN, Kind

MOST = 200  # tickets looked at; the count says "at least" beyond it
STREET = 9  # digits of a street's or town's code; a whole district is not near
_OPEN = [state.value for state in OPEN]
# Where somebody's report or complaint about persons must not be guessed from a count.
_PUBLIC = [Kind.HELP.value, Kind.COMPLAINT.value, Kind.SUGGESTION.value]


@dataclass(frozen=True, slots=True)
class Near:
    """`count` people in `division` with running tickets of `category`."""

    count: int
    category: str
    division: str


def nearby(reading: Reading, now: datetime) -> Near | None:
    """People with running, non-confidential tickets of this class in this street; None below the policy's least.

    One statement over the index ticket_by_class, bounded by MOST rows.
    """
    rules = policy.current().understanding
    if not rules.on("nearby") or not reading.category or len(reading.division) != STREET or reading.kind not in _PUBLIC:
        return None
    rows = (Ticket.objects.filter(category=reading.category, division=reading.division, state__in=_OPEN, confidential=False,
                                  kind__in=_PUBLIC, registered_at__gte=now - timedelta(days=rules.nearby.days))
            .order_by("-id").values("callers")[:MOST])
    count = rows.aggregate(people=Sum("callers"))["people"] or 0
    return Near(count, reading.category, reading.division) if count >= rules.nearby.least else None
