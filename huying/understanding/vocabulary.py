"""Which words a city's requests have in common, so that the others can be taken for names of its places and firms."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import rjieba

from .lexicon.matters import MATTERS
from .lexicon.naming import COMMON, NO_NAMES
from .phrases import PhraseBook
from .plain import plain

_NAMED = frozenset({"ns", "nt", "nz", "nr", "nrt", "nrfg", "eng", "n", "x", "j", "l", "zg", "vn"})
_EMPTY = frozenset({"m", "t", "r", "q", "p", "c", "d", "uj", "ul", "f", "u", "y"})


REMEMBERED = 10_000
_SPEECH = frozenset("的了在是和到来去把被有没不很要会能都就我你他她们个只说着过给让请全从向对还也又再吗呢这那哪谁么得")


class Vocabulary:
    """`texts`: what the catalogue says of its leaves; `city`: names of the city and its districts, which say little of a place."""

    def __init__(self, texts: Iterable[str] = (), city: Iterable[str] = ()) -> None:
        self.city = frozenset(city)
        self.book = PhraseBook(self.city)
        words = {word for text in texts for word in rjieba.cut_for_search(plain(text))}
        self.known = frozenset(words) | _own()
        self._known = lru_cache(maxsize=REMEMBERED)(self._knows)  # the same few thousand words come again and again

    def split(self, text: str) -> tuple[dict[str, None], dict[str, None]]:
        """The words of a plain text that look like names, and those that look like matters; each once, in order."""
        things: dict[str, None] = {}
        said: dict[str, None] = {}
        for word, sort in rjieba.tag(text):
            known = self._known(word, sort)
            if known is not None:
                (said if known else things)[word] = None
        return things, said

    def _knows(self, word: str, sort: str) -> bool | None:
        """Whether a word looks like a matter (else like a name); None when it says nothing."""
        if (len(word) < 2 and sort != "eng") or sort in _EMPTY or word in self.city or word in generic() or not _letters(word):
            return None
        return word in self.known or (sort not in _NAMED and rjieba.has_word(word))

    def districts(self, text: str) -> frozenset[str]:
        """The city's districts that a plain text names, each by the first two letters of its name."""
        return frozenset(hit.phrase[:2] for hit in self.book.longest(text))


def _letters(word: str) -> bool:
    return not _SPEECH.intersection(word) and all("\u4e00" <= letter <= "\u9fff" or "a" <= letter <= "z" for letter in word)


@lru_cache(maxsize=1)
def generic() -> frozenset[str]:
    """Everyday words, and what ends like a name and is none."""
    return frozenset(COMMON.split()) | frozenset(NO_NAMES.split())


@lru_cache(maxsize=1)
def _own() -> frozenset[str]:
    told = {word for line in MATTERS.replace("\n    ", " ").splitlines() for word in line.split()[1:]}
    return frozenset(told | {part for word in told for part in rjieba.cut(word)})
