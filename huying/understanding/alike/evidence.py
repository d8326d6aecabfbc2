"""How far two requests agree, part by part: where it is, and what it is about. Every part is symmetric."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set

import numpy as np

from .anchors import Anchor
from .gist import Gist
from .meaning import Meaning, Vector, meaning
from .numbers import EXCLUDING

PLACE = (
    "best", "covered_most", "covered_least", "apart", "apart_any", "area_apart", "silent", "none", "near", "far", "number", "other_number",
    "line", "odd", "head_least", "head_most", "head_apart", "head_apart_one", "head_covered_least", "head_covered_most",
)
MATTER = (
    "things_least", "things_most", "things_apart", "troubles_apart", "mean", "first_mean",
    "soft_most", "soft_least", "first_things", "signs", "first_signs_most", "first_signs_least", "first_soft_least", "first_soft_most",
    "known", "known_near",
)
_NOTHING = 0.3  # what is assumed where one side is silent
_INSTITUTIONS = ("大学", "医院", "中学", "学院", "博物馆", "图书馆", "体育馆")
Scored = list[tuple[Anchor, float]]


def place(a: Gist, b: Gist, sense: Meaning | None = None) -> list[float]:
    """The parts of `PLACE`: names shared, names that exclude each other, districts, numbers, pairs of letters that no matter knows.
    Contradictions are below zero."""
    sense = sense or meaning()
    mine, yours = _scored(a, b), _scored(b, a)
    both = mine + yours
    early, late = [one for one in mine if one[0].head], [one for one in yours if one[0].head]
    best = _best(both)
    covered, head_covered = sorted((_covered(mine), _covered(yours))), sorted((_covered(early), _covered(late)))
    heads, aparts = sorted((_best(early), _best(late))), sorted((_apart(early), _apart(late)))
    same = other = 0
    for kind in a.numbers.keys() & b.numbers.keys():
        if a.numbers[kind] & b.numbers[kind]:
            same += 1
        elif kind in EXCLUDING:
            other += 1
    line = any(a.numbers.get(kind, set()) & b.numbers.get(kind, set()) for kind in ("bus", "line"))
    odd = sum(not sense.knows("#" + pair) for pair in a.pairs & b.pairs)
    named = [_apart([one for one in side if one[0].kind != "thing"]) for side in (mine, yours)]
    areas = [[score for anchor, score in side if anchor.kind in ("area", "firm", "line")] for side in (mine, yours)]
    return [
        best, covered[1], covered[0], -min(named), -min(_apart(mine), _apart(yours)),
        -float(all(areas) and max(areas[0] + areas[1]) < 0.4), -float(not mine or not yours), -float(best == 0),
        float(bool(a.districts & b.districts)), -float(bool(a.districts) and bool(b.districts) and not a.districts & b.districts),
        float(min(same, 2)), -float(min(other, 2)), float(line), min(4, odd) / 4, *heads, -aparts[0], -aparts[1],
        *head_covered,
    ]


def matter(a: Gist, b: Gist, sense: Meaning | None = None) -> list[float]:
    """The parts of `MATTER`: things and troubles by line, letters outside names, vectors of words."""
    sense = sense or meaning()
    least, most = _shares(a.things, b.things)
    soft = sorted((_soft(a.words, a.vectors, a.rare, b), _soft(b.words, b.vectors, b.rare, a)))
    first = sorted((_soft(a.first_words, a.first, a.first_rare, b), _soft(b.first_words, b.first, b.first_rare, a)))
    signs = sorted((_part(a.first_signs, b.signs, sense), _part(b.first_signs, a.signs, sense)))
    lines = [len(one.first_things & other.things.keys()) / len(one.first_things) if one.first_things else _NOTHING
             for one, other in ((a, b), (b, a))]
    known = sum(min(share, b.like.get(at, 0.0)) for at, share in a.like.items())
    return [
        least, most,
        -float(bool(a.things) and bool(b.things) and not a.things.keys() & b.things.keys()),
        -float(bool(a.troubles) and bool(b.troubles) and not a.troubles & b.troubles),
        float(a.mean @ b.mean),
        float(max(a.first_mean @ b.mean, b.first_mean @ a.mean)), soft[1], soft[0], max(lines),
        _contained(a.signs, b.signs, sense), signs[1], signs[0], *first,
        known, known * min(a.likest, b.likest),
    ]


def copied(a: Gist, b: Gist) -> float:
    """How much of the letters is the same, 0 to 1."""
    return len(a.pairs & b.pairs) / max(1, len(a.pairs | b.pairs))


def _scored(one: Gist, other: Gist) -> Scored:
    return [(anchor, _found(core, anchor, other)) for core, anchor in one.anchors.items()]


def _found(core: str, anchor: Anchor, other: Gist) -> float:
    """How surely a name stands in the other request: whole, without its ending, with a slip, or in part."""
    if core in other.letters:
        return 1.0
    stem = anchor.stem
    if len(stem) < 2:
        return 0.0
    if stem in other.letters or any(len(known.stem) >= 2 and known.stem in core for known in other.anchors.values()):
        return 0.85
    if len(core) >= 4 and any(len(known) >= 4 and _slip(core, known) for known in other.anchors):
        return 0.7
    if any(_shortened(stem, name) or _shortened(known.stem, core) for name, known in other.anchors.items()):
        return 0.7
    longest = 0
    for start in range(len(stem)):
        while start + longest < len(stem) and stem[start : start + longest + 1] in other.letters:
            longest += 1
    if longest >= 2 and longest >= 0.6 * len(stem):
        return 0.6
    return 0.5 if longest == 2 and len(stem) <= 4 and stem[:2] in other.letters else 0.0


def _slip(a: str, b: str) -> bool:
    """Whether two names differ by one letter left out, or by two that changed places."""
    if len(a) == len(b):
        apart = [at for at in range(len(a)) if a[at] != b[at]]
        return len(apart) == 2 and apart[1] == apart[0] + 1 and a[apart[0]] == b[apart[1]] and a[apart[1]] == b[apart[0]]
    short, long = sorted((a, b), key=len)
    return len(long) - len(short) == 1 and any(long[:at] + long[at + 1 :] == short for at in range(len(long)))


def _shortened(short: str, long: str) -> bool:
    """暨大 of 暨南大学, 省博 of 省博物馆: the first letter, and the first of its ending."""
    return len(short) == 2 and len(long) >= 4 and short[0] == long[0] and any(
        ending[0] == short[1] and long.find(ending) > 0 for ending in _INSTITUTIONS)


def _best(scored: Scored) -> float:
    return max((anchor.weight * score for anchor, score in scored), default=0.0)


def _apart(scored: Scored) -> float:
    return max((anchor.weight * (1 - score) for anchor, score in scored), default=0.0)


def _covered(scored: Scored) -> float:
    total = sum(anchor.weight for anchor, _ in scored)
    return sum(anchor.weight * score for anchor, score in scored) / total if total else _NOTHING


def _shares(a: Mapping[int, float], b: Mapping[int, float]) -> tuple[float, float]:
    """What both share, as a part of the larger and of the smaller."""
    if not a or not b:
        return _NOTHING, 0.2
    shared = sum(min(weight, b[line]) for line, weight in a.items() if line in b)
    first, second = sum(a.values()), sum(b.values())
    return shared / min(first, second), shared / max(first, second)


def _weight(letters: Iterable[str], sense: Meaning) -> float:
    return sum(sense.rare("@" + letter) for letter in letters)


def _part(small: Set[str], large: Set[str], sense: Meaning) -> float:
    return _weight(small & large, sense) / (_weight(small, sense) + 1e-9)


def _contained(a: Set[str], b: Set[str], sense: Meaning) -> float:
    if not a or not b:
        return 0.2
    return _weight(a & b, sense) / (min(_weight(a, sense), _weight(b, sense)) + 1e-9)


def _soft(words: Sequence[str], vectors: Vector, rare: Vector, other: Gist) -> float:
    """How near each word is to the nearest of the other request, on the mean by rarity; a word said by both is as near as can be."""
    if not words or not len(other.vectors):
        return _NOTHING
    near = (vectors @ other.vectors.T).max(1)
    near[[word in other.outside for word in words]] = 1.0
    return float(np.dot(near, rare) / (rare.sum() + 1e-9))
