"""Which lines of words that mean nearly the same a text touches, so that a rare word leads to what was learned of its line.

A line is known by its first two words, and lines that share these are one; words added at its end later make a learned model
hear more and forget nothing.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from hashlib import blake2b

import numpy as np
from ahocorasick_rs import AhoCorasick, MatchKind
from numpy.typing import NDArray

from .lexicon.concepts import CONCEPTS
from .lexicon.fields import FIELDS

_DIGITS = re.compile(r"\d+")


class Lines:
    """Finds the words of all lines in one pass; `texts` hold lines, a line that begins with spaces goes on with the one before."""

    def __init__(self, texts: Iterable[str]) -> None:
        words: list[str] = []
        keys: list[int] = []
        for text in texts:
            for line in _DIGITS.sub("0", text.lower()).replace("\n    ", " ").splitlines():
                said = list(dict.fromkeys(line.split()))
                words += said
                keys += [_key(said)] * len(said)
        self._keys = np.array(keys, np.uint64)
        self._book = AhoCorasick(words, MatchKind.Standard, store_patterns=False)

    def found(self, letters: str) -> tuple[NDArray[np.uint64], NDArray[np.int64], NDArray[np.int64]]:
        """The key of a line for each of its words in the letters, and where the word begins and ends."""
        hits = np.array(self._book.find_matches_as_indexes(letters, overlapping=True), np.int64).reshape(-1, 3)
        return self._keys[hits[:, 0]], hits[:, 1], hits[:, 2]


def _key(words: list[str]) -> int:
    return int.from_bytes(blake2b(" ".join(words[:2]).encode(), digest_size=8).digest())


@lru_cache(maxsize=1)
def shipped() -> Lines:
    """The lines that come with the house, made ready once a process (some 10 ms)."""
    return Lines((CONCEPTS, FIELDS))
