"""Finding many known phrases in one pass over a text (Aho and Corasick 1975)."""

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from .plain import whole


class Hit(NamedTuple):
    """One phrase found: text[start:end]."""

    start: int
    end: int
    phrase: str


class PhraseBook:
    """A set of phrases; time grows with the text, not with the set. Made ready when the first text asks."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._phrases = sorted({phrase for phrase in phrases if phrase})

    def every(self, text: str) -> list[Hit]:
        """All phrases in the text, overlapping ones too, from left to right, longer ones first at each place."""
        phrases = self._phrases
        found = self._all.find_matches_as_indexes(whole(text), overlapping=True)
        return [Hit(start, end, phrases[phrase]) for phrase, start, end in sorted(found, key=_longer_first)]

    def firsts(self, text: str) -> dict[str, int]:
        """Each phrase in the text with the place where it begins first."""
        found: dict[str, int] = {}
        for phrase, start, _ in self._all.find_matches_as_indexes(whole(text), overlapping=True):
            found.setdefault(self._phrases[phrase], start)
        return found

    def longest(self, text: str) -> Iterator[Hit]:
        """Yield phrases from left to right, the longest at each place, none overlapping."""
        phrases = self._phrases
        for phrase, start, end in self._longest.find_matches_as_indexes(whole(text)):
            yield Hit(start, end, phrases[phrase])

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Only where those of `longest` begin and end."""
        return [(start, end) for _, start, end in self._longest.find_matches_as_indexes(whole(text))]

    @cached_property
    def _all(self) -> AhoCorasick:
        return AhoCorasick(self._phrases, store_patterns=False)

    @cached_property
    def _longest(self) -> AhoCorasick:
        return AhoCorasick(self._phrases, MatchKind.LeftmostLongest, store_patterns=False)


def _longer_first(found: tuple[int, int, int]) -> tuple[int, int]:
    return found[1], -found[2]
