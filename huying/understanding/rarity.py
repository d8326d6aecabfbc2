"""How rare a run of letters is in a city's own requests: the document frequency of its pairs and triples, in one table."""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable, Sequence

from .plain import bare

SLOTS = 1 << 18  # four bytes each: one megabyte
REMEMBERED = 200_000  # runs whose slot is kept at hand, some 20 MB
READ = 1200  # letters of a text
UNKNOWN = 4.0  # the rarity of every run before anything was learned, in nats


class Rarity:
    """Counts by slot; runs that share one are taken for as common as both together. One thread writes."""

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self.documents = 0
        self._slots: dict[str, int] = {}
        self._counts = array("I", bytes(4 * SLOTS))
        for text in texts:
            self.learn(text)

    def learn(self, text: str) -> None:
        """Count the runs of one more text."""
        self.documents += 1
        for run in set(runs(bare(text)[:READ])):
            self._counts[self._slot(run)] += 1

    @classmethod
    def known(cls, counts: Sequence[int] | bytes, documents: int) -> Rarity:
        """What was learned before (`counts` as they were given by it). ValueError when they do not fit."""
        found = cls()
        table = array("I", counts)
        if len(table) != SLOTS:
            raise ValueError(f"{len(table)} slots, not {SLOTS}")
        found._counts, found.documents = table, documents
        return found

    @property
    def counts(self) -> Sequence[int]:
        """The table as it is to be kept."""
        return self._counts

    def of(self, run: str) -> float:
        """Return ln(texts / texts that contain it) of a run of two or three letters; at least 0."""
        if not self.documents:
            return UNKNOWN
        return max(0.0, math.log((self.documents + 1) / (self._counts[self._slot(run)] + 0.5)))

    def of_name(self, name: str) -> float:
        """The rarity of the rarest triple (pair) in a name: a whole name is at least as rare."""
        size = min(3, len(name))
        return max((self.of(name[at : at + size]) for at in range(len(name) - size + 1)), default=0.0)

    def _slot(self, run: str) -> int:
        slot = self._slots.get(run)
        if slot is None:
            if len(self._slots) >= REMEMBERED:
                self._slots.clear()
            slot = self._slots[run] = slot_of(run)
        return slot

    @property
    def most(self) -> float:
        """The rarity of what occurs in no text."""
        return math.log((self.documents + 1) / 0.5) if self.documents else UNKNOWN


def runs(letters: str) -> list[str]:
    """All runs of two and of three letters, in order."""
    return [letters[at : at + 2] for at in range(len(letters) - 1)] + [letters[at : at + 3] for at in range(len(letters) - 2)]


def slot_of(run: str) -> int:
    """The slot of a run; the same on every machine."""
    code = 0
    for letter in run:
        code = (code * 0x9E3779B1 + ord(letter)) & 0xFFFFFFFF
    return (code * 0x85EBCA6B & 0xFFFFFFFF) >> 14
