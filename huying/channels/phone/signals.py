"""What an exchange tells of a call: the same signals whether it is our own application or a cloud call centre's webhook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from huying.channels.phone.models import ENDED, GREETING, RATING, RINGING, TALKING, WAITING


class What(StrEnum):
    """What can happen to a call."""

    ARRIVED = "arrived"          # the first ring, in or out
    QUEUED = "queued"            # waits for a person
    OFFERED = "offered"          # rings at a seat
    DECLINED = "declined"        # the seat did not take it
    ANSWERED = "answered"        # two people speak
    HELD = "held"
    RETRIEVED = "retrieved"
    HANDED = "handed"            # another agent, who was asked for advice, goes on with the call
    LEFT = "left"                # the agent is out of the call, which may go on
    PARTY_CALLED = "party_called"
    PARTY_ANSWERED = "party_answered"
    PARTY_LEFT = "party_left"
    KEYED = "keyed"              # the caller pressed a key; which, is not kept but for choices of ours
    SERVED = "served"            # got what they wanted without a person
    PROMISED = "promised"        # left their place for a call back
    TAGGED = "tagged"            # left a note in a surge
    ASKED_RATING = "asked_rating"
    RATED = "rated"
    WARNED = "warned"            # too many calls of one number
    MARKED = "marked"            # a moment worth finding again in the recording
    LOST = "lost"                # the exchange or its application broke down
    ENDED = "ended"


ANY = frozenset({GREETING, WAITING, RINGING, TALKING, RATING})
# what → (states from which it changes the call, the state after; None: it stays)
STEPS: Mapping[What, tuple[frozenset[str], str | None]] = {
    What.ARRIVED: (frozenset({GREETING}), None),
    What.QUEUED: (frozenset({GREETING, RINGING, TALKING}), WAITING),
    What.OFFERED: (frozenset({GREETING, WAITING, TALKING}), RINGING),
    What.DECLINED: (frozenset({RINGING}), WAITING),
    What.ANSWERED: (frozenset({GREETING, WAITING, RINGING}), TALKING),
    What.HELD: (frozenset({TALKING}), None),
    What.RETRIEVED: (frozenset({TALKING}), None),
    What.HANDED: (frozenset({TALKING}), None),
    What.LEFT: (ANY, None),
    What.PARTY_CALLED: (ANY, None),
    What.PARTY_ANSWERED: (ANY, None),
    What.PARTY_LEFT: (ANY, None),
    What.KEYED: (ANY, None),
    What.SERVED: (ANY, None),
    What.PROMISED: (ANY, None),
    What.TAGGED: (ANY, None),
    What.ASKED_RATING: (frozenset({TALKING}), RATING),
    What.RATED: (frozenset({RATING, TALKING, ENDED}), None),  # some exchanges ask by message afterwards
    What.WARNED: (ANY, None),
    What.MARKED: (ANY, None),
    What.LOST: (ANY, None),
    What.ENDED: (ANY, ENDED),
}


@dataclass(frozen=True, slots=True)
class Signal:
    """One signal. `key` names it within its call, so that a repeated one changes nothing; `agent` is an account's id.

    `number`: the other side's, as the exchange gave it; stands on the first signal. `reason`: why declined or ended, in the
    words of `Call.outcome` where one of them fits. `party`: who else (CallParty.kind), with `target`, `number`, `consent`.
    `data`: kept with the event; no number and no name belongs there.
    """

    exchange: str
    call: str
    what: What
    key: str
    at: datetime
    direction: str = "in"
    purpose: str = ""
    number: str = ""
    called: str = ""
    language: str = "zh-hans"
    skills: tuple[str, ...] = ()
    priority: int = 0
    agent: int | None = None
    reason: str = ""
    score: int | None = None
    party: str = ""
    target: str = ""
    consent: str = ""
    drill: bool = False
    ticket: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
