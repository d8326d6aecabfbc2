"""Whether two requests tell of one matter at one place: a probability, and the reasons in words.

Merging needs both, the place and the matter: the same street with another trouble is another matter, and so is the same
trouble in another street. Words alike alone mean little: people complain in the same phrases. So the place and the matter
are judged apart, each by a logistic curve over its evidence, and the weaker of the two decides.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from .alike.evidence import MATTER, PLACE, copied, matter, place
from .alike.gist import Gist

FILE = Path(__file__).parent / "alike" / "weights.json"
SHOW = 0.4  # from here on two requests are shown to a person as perhaps one
MERGE = 0.7  # from here on merging is proposed; nothing is ever merged without a person
MOST = 4.0  # of a logit: one side that is very sure does not outvote the other
ELSEWHERE = -1.5  # of a logit: below, the places are two, whatever the matter
ALIKE = 0.5  # of the pairs of letters that either has: worth saying
COPY = 0.75  # from here on the texts are one text, unless their names exclude each other
_APART, _HEAD_APART = PLACE.index("apart"), PLACE.index("head_apart")
_NONE, _LINE, _NUMBER, _OTHER = (PLACE.index(name) for name in ("none", "line", "number", "other_number"))
_ODD = PLACE.index("odd")


@dataclass(frozen=True, slots=True)
class Likeness:
    """`probability` 0 to 1 that both are one matter; `reasons` as (Chinese, English)."""

    probability: float
    reasons: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Weights:
    """What each part of the evidence counts, and how the two sides are joined. Made by `scripts/alike.py`."""

    place: tuple[float, ...]
    place_bias: float
    matter: tuple[float, ...]
    matter_bias: float
    weaker: float
    bias: float


def judge(a: Gist, b: Gist) -> Likeness:
    """Judge two requests; symmetric. At most 0.2 ms; where the place is another the matter is not asked."""
    if a.letters and a.letters == b.letters:
        return Likeness(1.0, (("文字相同", "same words"),))
    by, part, where = weights(), copied(a, b), place(a, b)
    near = place_logit(where, by, part)
    if near < ELSEWHERE and part < COPY:
        return Likeness(joined(near, near, by), ())
    same = matter_logit(matter(a, b), by)
    probability = joined(near, same, by)
    reasons = [("文字相近", "like words")] if part >= ALIKE else []
    if part >= COPY and not apart(where):
        probability, reasons = max(probability, 0.99), [("文字相同", "same words")]
    if near > 0:
        reasons.append(("地点相同", "same place"))
    if same > 0:
        reasons.append(("事项相同", "same matter"))
    return Likeness(probability, tuple(reasons))


def apart(where: Sequence[float]) -> bool:
    """Whether names or numbers exclude each other."""
    return where[_APART] < -0.3 or where[_HEAD_APART] < -0.3 or where[_OTHER] < 0


def sides(where: Sequence[float], what: Sequence[float], by: Weights, part: float) -> tuple[float, float]:
    """The logits of one place and of one matter."""
    return place_logit(where, by, part), matter_logit(what, by)


def place_logit(where: Sequence[float], by: Weights, part: float) -> float:
    """Of one place. Where nothing that both share tells a place, it is at most as likely as not."""
    near = by.place_bias + sum(weight * value for weight, value in zip(by.place, where, strict=True))
    if where[_NONE] and not where[_LINE] and not where[_NUMBER] and where[_ODD] < 0.5 and part < 0.5:
        near = min(near, 0.0)
    return max(-MOST, min(MOST, near))


def matter_logit(what: Sequence[float], by: Weights) -> float:
    """Of one matter."""
    same = by.matter_bias + sum(weight * value for weight, value in zip(by.matter, what, strict=True))
    return max(-MOST, min(MOST, same))


def joined(near: float, same: float, by: Weights) -> float:
    """The probability of one matter at one place."""
    return 1 / (1 + math.exp(-(by.bias + by.weaker * min(near, same))))


@lru_cache(maxsize=1)
def weights() -> Weights:
    """The weights that come with the house."""
    kept = json.loads(FILE.read_text(encoding="utf-8"))
    return Weights(tuple(kept["place"][name] for name in PLACE), kept["place_bias"],
                   tuple(kept["matter"][name] for name in MATTER), kept["matter_bias"], kept["weaker"], kept["bias"])
