"""The matters that a text speaks of, by families of everyday words."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from .lexicon.matters import MATTERS
from .phrases import PhraseBook


def matters(text: str) -> dict[str, int]:
    """Return the matters named in a plain text (`plain.plain`), `family` or `family.matter`, with how many words told.

    A word inside a longer one that also tells counts with it; the same word said twice counts once.
    """
    book, told = _book()
    found: dict[str, int] = {}
    for phrase in book.firsts(text):  # in their order: of two families told as often, every process takes the same
        for matter in told[phrase]:
            found[matter] = found.get(matter, 0) + 1
    return found


def agreement(a: Mapping[str, float], b: Mapping[str, float]) -> float:
    """How far two sets of weighted matters agree, 0 to 1; the same family with another matter counts a third.

    A half when either says nothing: silence is neither agreement nor contradiction.
    """
    if not a or not b:
        return 0.5
    exact = sum(min(weight, b[name]) for name, weight in a.items() if name in b)
    families_a, families_b = _families(a), _families(b)
    near = sum(min(weight, families_b[name]) for name, weight in families_a.items() if name in families_b)
    return (2 * exact + near) / 3 / min(sum(a.values()), sum(b.values()))


def _families(found: Mapping[str, float]) -> dict[str, float]:
    families: dict[str, float] = {}
    for name, weight in found.items():
        family = name.partition(".")[0]
        families[family] = families.get(family, 0.0) + weight
    return families


@lru_cache(maxsize=1)
def _book() -> tuple[PhraseBook, dict[str, tuple[str, ...]]]:
    told: dict[str, tuple[str, ...]] = {}
    for line in MATTERS.replace("\n    ", " ").strip().splitlines():
        name, *words = line.split()
        for word in words:
            told[word] = (*told.get(word, ()), name)
    return PhraseBook(told), told
