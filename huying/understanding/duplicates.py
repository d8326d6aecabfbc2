"""Whether two requests tell of one matter at one place: evidence, a probability, and the reasons in words.

Merging needs both, the place and the matter: the same street with another trouble is another matter, and so is
the same trouble in another street. Words alike alone mean little: people complain in the same phrases.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from .compare import cosine
from .matters import agreement
from .profile import Profile

# Weights of a logistic curve, fitted on half of the samples in tests/understanding/samples (figures and limits:
# docs/understanding.md). Each part lies between 0 and 1.
WEIGHTS: Mapping[str, float] = MappingProxyType({
    "place": 0.25, "things": 1.16, "far": -1.79, "near": 0.71, "apart": -1.86, "strange": -1.05, "words": -0.89, "told": 2.26,
    "other": -2.02, "group": -0.14, "matter": 0.68, "both": 1.52,
})
BIAS = -2.52
SHOW = 0.5  # from here on two requests are shown to a person as perhaps one
MERGE = 0.76  # from here on merging is proposed; nothing is ever merged without a person
COPY = 0.75  # from this cosine on the texts are one text
_LARGE = frozenset({"area", "firm", "mark"})


@dataclass(frozen=True, slots=True)
class Likeness:
    """`probability` 0 to 1 that both are one matter; `reasons` as (Chinese, English)."""

    probability: float
    reasons: tuple[tuple[str, str], ...]


def judge(a: Profile, b: Profile) -> Likeness:
    """Judge two requests; symmetric."""
    found = evidence(a, b)
    copied = found["copy"] >= COPY and not found["far"] and not found["apart"]
    score = BIAS + sum(weight * found[name] for name, weight in WEIGHTS.items())
    probability = max(0.99 if copied else 0.0, 1 / (1 + math.exp(-score)))
    reasons = [("文字相同", "same words")] if copied else []
    if found["place"] >= 0.5:
        reasons.append(("地点相同", "same place"))
    if found["matter"] >= 0.5:
        reasons.append(("事项相同", "same matter"))
    if not copied and found["words"] >= 0.35:
        reasons.append(("文字相近", "like words"))
    return Likeness(probability, tuple(reasons))


def evidence(a: Profile, b: Profile) -> dict[str, float]:
    """The parts of the judgement by name, each 0 to 1."""
    place = _place(a, b)
    shared = {word for word in a.words if word in b.letters} | {word for word in b.words if word in a.letters}
    many = min(4, len(shared)) / 4
    ratio = len(shared) / (1 + min(len(a.words), len(b.words)))
    told = agreement(a.matters, b.matters) if a.matters and b.matters else 0.0
    leaf = float(bool(set(a.leaves[:1]) & set(b.leaves) or set(b.leaves[:1]) & set(a.leaves)))
    group = float(bool({code[:4] for code in a.leaves} & {code[:4] for code in b.leaves}))
    first = float(bool(a.leaves and a.leaves[:1] == b.leaves[:1]))
    both = float(bool(set(a.leaves) & set(b.leaves)))
    matter = min(1.0, 0.35 * first + 0.25 * leaf + 0.15 * both + 0.15 * group + 0.4 * told + 0.35 * many + 0.4 * ratio)
    copy = min(1.0, cosine(a.said, b.said))
    words = min(1.0, 0.3 * cosine(a.titled, b.titled) + 0.7 * copy)
    silent = float(bool(a.matters) and bool(b.matters) and told < 0.2)
    return {**place, "copy": copy, "words": words, "told": told, "other": silent, "group": group, "matter": matter,
            "both": place["place"] * matter}


def _place(a: Profile, b: Profile) -> dict[str, float]:
    """`place`: names shared; `apart`: both name places and share none; `far`, `near`: their districts."""
    mine, yours = _cores(a), _cores(b)
    common = [name for name in a.names if name.core in b.letters] + [name for name in b.names if name.core in a.letters]
    kin = any(one in other or other in one or one[:2] == other[:2] for one in mine for other in yours)
    things = {word for word in a.things if word in b.letters} | {word for word in b.things if word in a.letters}
    far = float(bool(a.districts) and bool(b.districts) and not a.districts & b.districts)
    none = not common and not kin
    large = any(name.kind in _LARGE for name in common)
    long = any(name.kind in ("road", "street") for name in common)
    place = min(1.0, 0.6 * large + 0.45 * long + 0.5 * kin + 0.2 * min(2, len(things))) * (1 - 0.8 * far)
    return {
        "place": place, "things": min(2, len(things)) / 2, "far": far,
        "near": float(bool(a.districts & b.districts)), "apart": float(none and bool(mine) and bool(yours)),
        "strange": float(none and not things and bool(mine or a.things) and bool(yours or b.things)),
    }


def _cores(one: Profile) -> list[str]:
    return [name.core for name in one.names if name.kind != "mark"]
