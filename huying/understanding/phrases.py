"""Finding many known phrases in one pass over a text."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple


class Hit(NamedTuple):
    """One phrase found: text[start:end]."""

    start: int
    end: int
    phrase: str


class PhraseBook:
    """A set of phrases, looked up at every position by length; time grows with the text, not with the set."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._lengths: dict[str, list[int]] = {}
        self._phrases = frozenset(phrase for phrase in phrases if phrase)
        starts: dict[str, set[int]] = {}
        for phrase in self._phrases:
            starts.setdefault(phrase[0], set()).add(len(phrase))
        self._lengths = {first: sorted(lengths, reverse=True) for first, lengths in starts.items()}

    def every(self, text: str) -> Iterator[Hit]:
        """Yield all phrases in the text, overlapping ones too, longer ones first at each place."""
        for start, first in enumerate(text):
            for length in self._lengths.get(first, ()):
                phrase = text[start : start + length]
                if len(phrase) == length and phrase in self._phrases:
                    yield Hit(start, start + length, phrase)

    def longest(self, text: str) -> Iterator[Hit]:
        """Yield phrases from left to right, the longest at each place, none overlapping."""
        free = 0
        for hit in self.every(text):
            if hit.start >= free:
                free = hit.end
                yield hit
