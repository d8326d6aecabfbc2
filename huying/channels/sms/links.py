"""The interface of gateways: what goes to them and what they say, whatever protocol they speak."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from huying.channels.sms.codec import Alphabet, Part, Piece


class LinkDown(Exception):
    """The connection is gone, or was never there. What awaits an answer is in doubt."""


class LinkRefused(LinkDown):
    """The gateway does not let us in: wrong name or secret. Waiting alone will not help."""


class NotSent(LinkDown):
    """The connection is gone, and this part certainly did not go out."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One part to be sent. `id`: its row, by which receipts find it; `ref`: the same for every try."""

    id: int
    to: str
    part: Part
    ref: int
    text: str = ""  # of the whole message, for gateways that split by themselves


@dataclass(frozen=True, slots=True)
class Answer:
    """What the gateway said to a part: taken under a name, or refused; `again`: later it may be taken."""

    part: int
    name: str = ""
    refused: str = ""
    again: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """A delivery receipt. `state`: taken, arrived, failed; `part` where the gateway carried our own id.

    `token`: by which the link acknowledges it once it is written down.
    """

    state: str
    name: str = ""
    to: str = ""
    part: int = 0
    why: str = ""
    token: object = None


@dataclass(frozen=True, slots=True)
class Brought:
    """A message from a telephone, or a part of one. `key`: the gateway's own name, where it has one.

    `token`: by which the link acknowledges it once it is kept.
    """

    link: str
    sender: str
    to: str
    body: bytes
    alphabet: Alphabet
    key: str = ""
    session: str = ""
    piece: Piece | None = None
    token: object = None
    more: dict[str, str] = field(default_factory=dict)


Event = Answer | Report | Brought


class Link(Protocol):
    """A gateway as the process `huying sms` uses it, from one thread only."""

    name: str
    window: int  # parts that may await an answer

    def open(self) -> None:
        """Connect and say who we are. Raises LinkDown."""

    def close(self) -> None:
        """Say goodbye where that is possible; never raises."""

    def split(self, text: str) -> list[Part]:
        """The message in parts as this gateway wants them."""

    def submit(self, out: Outgoing) -> None:
        """Hand over one part; the answer comes by `poll`. Raises LinkDown when it is in doubt whether it went."""

    def poll(self, seconds: float) -> list[Event]:
        """What the gateway said, waiting at most so long for the first word. Raises LinkDown."""

    def ack(self, told: Brought | Report, *, kept: bool) -> None:
        """Acknowledge what was brought, or ask for it once more later."""
