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
        self._phrases = frozenset(phrase for phrase in phrases if phrase)
        lengths: dict[str, set[int]] = {}
        for phrase in self._phrases:
            lengths.setdefault(phrase[:2], set()).add(len(phrase))
        for pair in lengths:
            lengths[pair] |= lengths.get(pair[0], set())  # a phrase of one letter may begin at any pair
        self._lengths = {pair: sorted(found, reverse=True) for pair, found in lengths.items()}
        self._single = any(len(phrase) == 1 for phrase in self._phrases)

    def every(self, text: str) -> Iterator[Hit]:
        """Yield all phrases in the text, overlapping ones too, longer ones first at each place."""
        for start in range(len(text)):
            pair = text[start : start + 2]
            lengths = self._lengths.get(pair)
            if lengths is None:
                if self._single and pair[0] in self._phrases:
                    yield Hit(start, start + 1, pair[0])
                continue
            for length in lengths:
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
