"""Calls as they are at this moment, in memory: legs, bridge, keys pressed. The names of channels and bridges tell whose they are,
so that everything is found again from Asterisk alone."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from huying.channels.phone.line import Waiting
from huying.channels.phone.models import GREETING, IN, WAITING
from huying.channels.phone.signals import Signal

CITIZEN, AGENT, PARTY, WATCH, SNOOP = "c", "a", "p", "w", "s"
TRUNK = "trunk"  # the carrier's endpoint
MOST_KEYS = 40  # of a flood of keys the rest is not heard
CUT: Final = "~"


@dataclass(eq=False)
class Leg:
    """One channel of a call. `up` becomes True when it is answered and ours, False when it ended without."""

    channel: str
    kind: str
    account: int | None = None
    up: asyncio.Future[bool] = field(default_factory=lambda: asyncio.get_running_loop().create_future())
    cause: int = 0
    gone: bool = False
    party: str = ""      # CallParty.kind
    target: str = ""
    drill: bool = False
    refers: bool = False  # its telephone asked for a transfer and waits to hear how that came out

    @property
    def is_up(self) -> bool:
        return not self.gone and self.up.done() and not self.up.cancelled() and self.up.result()

    def may_ring(self, endpoint: str) -> None:
        """The last gate, whoever asks: raises ValueError for a drill that would go by the carrier."""
        if self.drill and TRUNK in endpoint:
            raise ValueError("a drill never goes by the carrier")

    def answered(self) -> None:
        if not self.up.done():
            self.up.set_result(True)

    def ended(self) -> None:
        self.gone = True
        if not self.up.done():
            self.up.set_result(False)


@dataclass(eq=False)
class Live:
    """One call. `key`: its name at the exchange, the citizen's channel for calls in. `row`: the call's id once it is known."""

    key: str
    began_at: datetime
    direction: str = IN
    purpose: str = ""
    number: str = ""
    called: str = ""
    row: int = 0
    language: str = "zh-hans"
    skills: frozenset[str] = frozenset()
    priority: int = 0
    stage: str = GREETING
    queued_at: datetime | None = None
    unwritten: Signal | None = None  # that they joined the line: written together with the first offer, where one follows at once
    not_before: datetime | None = None
    tried: set[int] = field(default_factory=set)
    only: int | None = None  # the one seat to which it was handed
    citizen: Leg | None = None
    agent: Leg | None = None
    legs: dict[str, Leg] = field(default_factory=dict)
    bridge: str = ""
    inside: set[str] = field(default_factory=set)  # channels in the bridge
    music: set[str] = field(default_factory=set)  # channels that hear music
    recording: str = ""
    ears: set[str] = field(default_factory=set)  # channels that are listened to
    muted_since: float | None = None
    recorded_since: float = 0.0
    broke: int = 0  # recordings of this call that ended by themselves
    back: int = 0  # the debt that this call is to settle
    keys: asyncio.Queue[str] = field(default_factory=lambda: asyncio.Queue(MOST_KEYS))
    leading: asyncio.Task[None] | None = None  # who speaks with the citizen now: greeting, line, rating
    tasks: set[asyncio.Task[None]] = field(default_factory=set)
    offering: Leg | None = None
    direct: bool = False
    callable: bool = False  # a number that can be called back
    over: bool = False
    at_end: Callable[[], object] | None = None  # what else is written when it is over
    if_left: str = ""  # how a call out came out, when the citizen hangs up now

    def waits(self) -> Waiting:
        return Waiting(call=self.row, since=self.queued_at or self.began_at, skills=self.skills, priority=self.priority,
                       not_before=self.not_before, tried=frozenset(self.tried))

    @property
    def is_waiting(self) -> bool:
        return self.stage == WAITING and self.offering is None and not self.over and self.row > 0

    @property
    def party(self) -> Leg | None:
        """The other side beside citizen and agent: the latest that is still there."""
        return next((leg for leg in reversed(self.legs.values()) if leg.kind == PARTY and not leg.gone), None)

    def key_pressed(self, key: str) -> None:
        if not self.keys.full():
            self.keys.put_nowait(key)

    def forget_keys(self) -> None:
        while not self.keys.empty():
            self.keys.get_nowait()

    def spawn(self, task: asyncio.Task[None]) -> None:
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    def name(self, kind: str, account: int | None = None) -> str:
        """A new channel's name."""
        return f"{self.key}{CUT}{kind}{account or ''}{CUT}{secrets.token_hex(3)}"

    @property
    def bridge_name(self) -> str:
        return f"{self.key}{CUT}b"


@dataclass(frozen=True, slots=True)
class Named:
    """What a channel's or bridge's name says."""

    call: str
    kind: str
    account: int | None = None


def named(name: str) -> Named | None:
    """Read a name of ours; None for any other."""
    call, cut, rest = name.partition(CUT)
    if not cut or not call or not rest:
        return None
    kind, account = rest[0], rest[1:].partition(CUT)[0]
    return Named(call, kind, int(account) if account.isdigit() else None)


REASONS = {17: "busy", 18: "no_answer", 19: "no_answer", 21: "refused", **dict.fromkeys(
    (1, 3, 20, 27, 28, 29, 34, 38, 41, 42, 44, 47, 58, 102, 127), "failed")}  # no such number, or no way to it


def reason_of(cause: int) -> str:
    """A channel's end by Q.850 cause, in the words of `Call.outcome`."""
    return REASONS.get(cause, "no_answer")
