"""A recogniser that knows beforehand what will be said: it hears when somebody speaks, and gives the next line of its script.

For tests and demonstrations: no Chinese model is part of this product.
"""

from __future__ import annotations

from collections.abc import Sequence

from huying.channels.phone.speech.loudness import Listener
from huying.channels.phone.speech.recognising import Words

LETTERS_A_SECOND = 4.0  # of Mandarin, for what is shown while somebody still speaks


class Scripted:
    """One side of one call."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines, self.number, self.listener = tuple(lines), 0, Listener()

    async def hear(self, sound: bytes) -> list[Words]:
        found: list[Words] = []
        for stretch in self.listener.feed(sound):
            line = self.lines[self.number] if self.number < len(self.lines) else ""
            if stretch.end is None:
                now = self.listener.frames / 50
                part = line[: max(1, int((now - stretch.begin) * LETTERS_A_SECOND))]
                found += [Words(self.number, stretch.begin, now, part, final=False)] if part else []
            else:
                found += [Words(self.number, stretch.begin, stretch.end, line, final=True, confidence=1.0)] if line else []
                self.number += 1
        return found

    async def end(self) -> list[Words]:
        stretch = self.listener.end()
        if stretch is None or stretch.end is None or self.number >= len(self.lines):
            return []
        return [Words(self.number, stretch.begin, stretch.end, self.lines[self.number], final=True, confidence=1.0)]
