"""Where somebody speaks: loudness by stretches of 20 ms against a floor that follows the room."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

import numpy as np

from huying.channels.phone.speech.rtp import RATE

FRAME = RATE // 50  # 20 ms
LEAST = 200.0  # root mean square below which nothing is speech, of 32,768
ABOVE = 4.0  # times the room
MEMORY = 150  # frames of which the quietest is the room: three seconds, speech has pauses shorter than that
QUIET = 25  # frames of silence that end an utterance: half a second


@dataclass(slots=True)
class Stretch:
    """An utterance; `end` is None while it goes on. Seconds since the first sound."""

    begin: float
    end: float | None = None


@dataclass(slots=True)
class Listener:
    """Finds utterances in a sound that comes in pieces."""

    frames: int = 0
    _lately: deque[float] = field(default_factory=lambda: deque([0.0], MEMORY))
    _rest: bytes = b""
    _silent: int = 0
    _now: Stretch | None = field(default=None)

    def feed(self, sound: bytes) -> list[Stretch]:
        """The utterances that began, went on or ended in this piece, each once, the one that goes on last."""
        sound = self._rest + sound
        many = len(sound) // (2 * FRAME)
        self._rest = sound[2 * FRAME * many :]
        if not many:
            return []
        frames = np.frombuffer(sound[: 2 * FRAME * many], dtype="<i2").reshape(many, FRAME).astype(np.float64)
        found: list[Stretch] = []
        for loud in np.sqrt((frames**2).mean(axis=1)):
            ended = self._frame(float(loud))
            if ended is not None:
                found.append(ended)
        return [*found, *([self._now] if self._now is not None else [])]

    def end(self) -> Stretch | None:
        """The utterance that was cut off by the end."""
        if self._now is None:
            return None
        self._now.end = self._seconds
        ended, self._now = self._now, None
        return ended

    @property
    def _seconds(self) -> float:
        return self.frames * FRAME / RATE

    def _frame(self, loud: float) -> Stretch | None:
        speaks = loud > max(LEAST, ABOVE * min(self._lately))
        self._lately.append(loud)
        if speaks:
            self._now = self._now or Stretch(self._seconds)
            self._silent = 0
        else:
            self._silent += 1
        self.frames += 1
        if self._now is None or speaks or self._silent < QUIET:
            return None
        self._now.end = self._seconds - self._silent * FRAME / RATE
        ended, self._now = self._now, None
        return ended
