"""Marks of classifiers and finders, with their confidence intervals."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

Item = TypeVar("Item")
_Z = 1.959963984540054  # two-sided 95 %


@dataclass(frozen=True, slots=True)
class Interval:
    """A value between 0 and 1 with its 95 % confidence interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Marks:
    """Precision, recall and F1 of one class, from counts of true positives, false positives and false negatives."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 0.0

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed) if self.right + self.missed else 0.0

    @property
    def f1(self) -> float:
        return 2 * self.right / (2 * self.right + self.wrong + self.missed) if self.right else 0.0


def share(hits: int, of: int) -> Interval:
    """`hits` of `of` as a share, with Wilson's interval (Wilson 1927). Of nothing: 0 with the widest interval."""
    if not of:
        return Interval(0.0, 0.0, 1.0)
    p, z2 = hits / of, _Z * _Z
    middle = (p + z2 / (2 * of)) / (1 + z2 / of)
    half = _Z / (1 + z2 / of) * math.sqrt(p * (1 - p) / of + z2 / (4 * of * of))
    return Interval(p, max(0.0, middle - half), min(1.0, middle + half))


def by_class(truth: Sequence[str], said: Sequence[str]) -> dict[str, Marks]:
    """The marks of each class that occurs in either, by name in order."""
    right, wrong, missed = Counter[str](), Counter[str](), Counter[str]()
    for true, given in zip(truth, said, strict=True):
        if true == given:
            right[true] += 1
        else:
            wrong[given] += 1
            missed[true] += 1
    return {name: Marks(right[name], wrong[name], missed[name]) for name in sorted({*truth, *said})}


def macro_f1(truth: Sequence[str], said: Sequence[str]) -> float:
    """The mean F1 of the classes of `truth`, each counting the same."""
    marks = by_class(truth, said)
    known = set(truth)
    return sum(marks[name].f1 for name in known) / len(known) if known else 0.0


def bootstrap(items: Sequence[Item], score: Callable[[Sequence[Item]], float], times: int = 300, seed: int = 12345) -> Interval:
    """`score` of the items with the percentile interval of resampled items (Efron 1979); the same for the same seed."""
    value = score(items)
    if len(items) < 2:
        return Interval(value, value, value)
    dice = random.Random(seed)
    drawn = sorted(score(dice.choices(items, k=len(items))) for _ in range(times))
    return Interval(value, drawn[int(0.025 * times)], drawn[min(times - 1, int(0.975 * times))])
