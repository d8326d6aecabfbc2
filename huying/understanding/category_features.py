"""What a text is known by: characters, pairs, triples and words, those of its head, and lines of like words, as hashed numbers.

Every feature is 32 bits: 29 of hash and, lowest, the block it belongs to. A model keeps only the numbers it has a
weight for, so that no list of words is stored.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import rjieba
from numpy.typing import NDArray

from .category_lines import shipped
from .lexicon.hollow import HOLLOW
from .plain import plain

READ = 1200  # characters; what a message is about stands early
HEAD = 24  # letters that stand for the title
BLOCKS = 8  # letters, pairs, triples, words, pairs and words of the head, lines of like words, those of the head
BLOCK_WEIGHTS: Sequence[float] = (0.5, 1.2, 0.8, 0.6, 0.7, 0.4, 0.3, 0.35)

_SPACED = re.compile(r"(?<=[^\x00-\x7f]) | (?=[^\x00-\x7f])")
_DIGITS = re.compile(r"\d+")
_WORDS = 3  # the block of words
_PRIME = 0x9E3779B97F4A7C15
_MIX = np.uint64(0xD6E8FEB86659FD93)
_PLACE, _HALF, _HIGH = np.uint64(21), np.uint64(32), np.uint64(35)
_NUMBERS = np.arange(BLOCKS, dtype=np.uint32)
_TOPS = np.arange(4, dtype=np.uint32) << np.uint32(29)
_SALTS = np.array([(block + 1) * 0xA0761D6478BD642F % 2**64 for block in range(BLOCKS)], dtype=np.uint64)


def _powers(base: int) -> NDArray[np.uint64]:
    found = [1]
    for _ in range(READ * 2):
        found.append(found[-1] * base % 2**64)
    return np.array(found, dtype=np.uint64)


# A word's number is its part of one running sum, brought back to place zero by the inverse power.
_UP = _powers(_PRIME)
_DOWN = _powers(pow(_PRIME, -1, 2**64))


@dataclass(frozen=True)
class Read:
    """The telling words of a text in order, and the places where each ends in their joined letters."""

    words: tuple[str, ...]
    ends: NDArray[np.int64]

    def head(self, letters: int) -> "Read":
        """The words that begin within the first `letters`."""
        many = int(np.searchsorted(self.ends, letters)) + 1
        return Read(self.words[:many], self.ends[:many])

    @cached_property
    def lines(self) -> tuple[NDArray[np.uint64], NDArray[np.int64], NDArray[np.int64]]:
        """Which lines of the lexicon the joined letters touch, and from where to where."""
        return shipped().found("".join(self.words))


def read(text: str) -> Read:
    """Cut the first 1,200 characters into words; marks and words that say nothing are left out, numbers are all 0."""
    said = plain(text[:READ].encode("utf-8", "ignore").decode())
    said = _DIGITS.sub("0", _SPACED.sub("", said))[: READ * 2]
    words = tuple([word for word in rjieba.cut(said) if word not in HOLLOW and word[0].isalnum()])
    return Read(words, np.cumsum(np.fromiter(map(len, words), np.int64, len(words))))


def numbers(found: Read) -> NDArray[np.uint32]:
    """Return every feature of the text, block after block; repeats stay."""
    blocks = _blocks(found)
    if not blocks:
        return np.zeros(0, np.uint32)
    _, pairs, _, words = blocks
    lines, _, ends = found.lines
    blocks += (pairs[: HEAD - 1], words[: int(np.searchsorted(_starts(found), HEAD))], lines, lines[ends <= HEAD])
    hashed = _hashed(blocks, _HALF) & np.uint32(0xFFFFFFF8)
    return np.asarray(hashed | np.repeat(_NUMBERS, [len(values) for values in blocks]), dtype=np.uint32)


def plain_numbers(found: Read) -> tuple[NDArray[np.uint32], list[int]]:
    """The features without those of the head, and how many there are of each block; the block stands in the highest bits."""
    blocks = _blocks(found)
    if not blocks:
        return np.zeros(0, np.uint32), [0, 0, 0, 0]
    sizes = [len(values) for values in blocks]
    return _hashed(blocks, _HIGH) | _TOPS.repeat(sizes), sizes


def _blocks(found: Read) -> tuple[NDArray[np.uint64], ...]:
    """Letters, pairs, triples and words, each as a number that tells it apart; nothing for a text without words."""
    if not found.words:
        return ()
    letters = np.frombuffer("".join(found.words).encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    pairs = letters[:-1] << _PLACE | letters[1:]
    triples = pairs[:-1] << _PLACE | letters[2:]
    starts = _starts(found)
    sums = np.zeros(len(letters) + 1, np.uint64)
    (letters * _UP[: len(letters)]).cumsum(out=sums[1:])
    return letters, pairs, triples, (sums[found.ends] - sums[starts]) * _DOWN[starts]


def _hashed(blocks: tuple[NDArray[np.uint64], ...], shift: np.uint64) -> NDArray[np.uint32]:
    mixed = np.concatenate(blocks)
    mixed ^= _SALTS[: len(blocks)].repeat([len(values) for values in blocks])
    mixed *= _MIX
    mixed ^= mixed >> _HALF
    mixed *= _MIX
    mixed >>= shift
    return mixed.astype(np.uint32)


def body_words(keys: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Only those of `numbers` that are whole words."""
    return np.asarray(keys[(keys & np.uint32(7)) == _WORDS], dtype=np.uint32)


def reaches(found: Read) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return from which and up to which letter of the joined words each of `numbers` reaches, in the same order."""
    n = int(found.ends[-1]) if found.words else 0
    place, starts = np.arange(n), _starts(found)
    pairs, head = place[: max(0, n - 1)], int(np.searchsorted(starts, HEAD))
    _, first, last = found.lines
    early = last <= HEAD
    begins = (place, pairs, place[: max(0, n - 2)], starts, pairs[: HEAD - 1], starts[:head], first, first[early])
    ends = (place + 1, pairs + 2, begins[2] + 3, found.ends, begins[4] + 2, found.ends[:head], last, last[early])
    return np.concatenate(begins), np.concatenate(ends)


def _starts(found: Read) -> NDArray[np.int64]:
    starts = np.zeros(len(found.words), np.int64)
    starts[1:] = found.ends[:-1]
    return starts
