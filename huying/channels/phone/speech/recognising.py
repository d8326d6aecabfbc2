"""What a recogniser is: sound in, words out, as people speak."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

CALLER, AGENT = "caller", "agent"


@dataclass(frozen=True, slots=True)
class Words:
    """What was heard. `number`: of the utterance on its side, from 0; while it is not `final` a later one replaces it.

    `begin`, `end`: seconds since the side was first heard. `confidence`: 0 to 1, None when the recogniser does not say.
    """

    number: int
    begin: float
    end: float
    text: str
    final: bool
    confidence: float | None = None


class Recogniser(Protocol):
    """One side of one call. `hear` and `end` never raise for what the sound contains; a recogniser that breaks raises
    RecogniserLost, and the call goes on without it."""

    async def hear(self, sound: bytes) -> list[Words]:
        """Take the next sound (16 bits little-endian, 16 kHz, mono, any length); what is new since the last one."""

    async def end(self) -> list[Words]:
        """Nobody speaks any more; the last words. The recogniser is closed."""


class RecogniserLost(Exception):
    """The recogniser does not answer (any more)."""


Maker = Callable[[str, str], Recogniser]
"""(side, language) → a recogniser for it."""
