"""How alike two texts are, and keys by which likely repeats are found in a database."""

import hashlib
import math
from collections import Counter

from .plain import bare

_SIZE = 3
_SPREAD = tuple(sum(((byte >> bit) & 1) << (16 * bit) for bit in range(8)) for byte in range(256))
_LANES = range(0, 128, 16)


def likeness(a: str, b: str) -> float:
    """Return 0 (nothing in common) to 1 (same letters): the cosine of their pairs and triples of characters.

    Counts enter by their square root, so that a repeated formula of politeness weighs little. From 0.75 two
    messages nearly always tell of the same matter in the same words; below 0.25 nearly never.
    """
    first, second = _grams(bare(a)), _grams(bare(b))
    if not first or not second:
        return 0.0
    if len(second) < len(first):
        first, second = second, first
    shared = sum(math.sqrt(count * second[gram]) for gram, count in first.items() if gram in second)
    return min(1.0, shared / math.sqrt(first.total() * second.total()))


def shingles(text: str) -> frozenset[int]:
    """Return unsigned 64-bit hashes of all runs of three letters; the same on every machine."""
    letters = bare(text)
    runs = {letters[i : i + _SIZE] for i in range(max(1, len(letters) - _SIZE + 1))} if letters else set()
    return frozenset(int.from_bytes(_hash(run), "big") for run in runs)


def fingerprint64(text: str) -> int:
    """Return a 64-bit simhash as a signed integer (fits PostgreSQL's bigint); 0 for a text without letters.

    Texts that share most runs of letters differ in few bits (see `distance`). Charikar 2002.
    """
    letters = bare(text)
    if not letters:
        return 0
    runs = {letters[i : i + _SIZE] for i in range(max(1, len(letters) - _SIZE + 1))}
    lanes = [0] * 8  # eight counters of 16 bits in each number: one addition counts the eight bits of a byte
    for run in runs:
        for place, byte in enumerate(_hash(run)):
            lanes[place] += _SPREAD[byte]
    half = len(runs) / 2
    bits = 0
    for lane in lanes:
        for shift in _LANES:
            bits = bits << 1 | ((lane >> shift & 0xFFFF) > half)
    return bits - (1 << 64) if bits >> 63 else bits


def distance(a: int, b: int) -> int:
    """Return in how many of 64 bits two fingerprints differ."""
    return ((a ^ b) & 0xFFFF_FFFF_FFFF_FFFF).bit_count()


def same_words(text: str) -> bytes:
    """Return 16 bytes, equal for texts with the same letters and digits, whatever the marks and spaces."""
    return hashlib.blake2b(bare(text).encode(), digest_size=16, person=b"huying-same").digest()


def _grams(letters: str) -> Counter[str]:
    pairs = Counter(letters[i : i + 2] for i in range(len(letters) - 1))
    pairs.update(letters[i : i + _SIZE] for i in range(len(letters) - _SIZE + 1))
    return pairs or Counter([letters] if letters else [])


def _hash(run: str) -> bytes:
    return hashlib.blake2b(run.encode(), digest_size=8, person=b"huying-shingle").digest()
