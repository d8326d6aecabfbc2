"""A linear model over letters and short runs of letters: small and quick."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

_PLACE = np.uint64(21)  # bits of a letter


@dataclass(frozen=True)
class LetterModel:
    """Logistic regression over the weighted runs of 1 to `longest` letters of a text.

    `weights`: for each run its rarity (idf) and what it speaks for; runs never seen in training say nothing.
    """

    weights: dict[str, tuple[float, float]]
    bias: float
    longest: int = 2

    def chance(self, text: str) -> float:
        """How likely the text is of the class that was trained for, 0 to 1. About 80 µs for 100 letters."""
        total, length = self._sum(text)
        return 1.0 / (1.0 + math.exp(-max(-50.0, min(50.0, self.bias + total / length))))

    def because(self, text: str, most: int = 3) -> tuple[str, ...]:
        """The runs of two letters or more that spoke loudest for it, in the order of the text."""
        runs = dict.fromkeys(run for size in range(2, self.longest + 1) for run in _runs(text, size))
        known = {run: self.weights[run][0] * self.weights[run][1] for run in runs if run in self.weights}
        loudest = [run for run in sorted(known, key=lambda run: -known[run])[:most] if known[run] > 0]
        return tuple(sorted(loudest, key=text.index))

    def _sum(self, text: str) -> tuple[float, float]:
        """What all runs of the text speak for, and the length of their weights; each run counts by the logarithm of how often."""
        keys, rarities, pulls = self._packed
        letters = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)
        sizes = [letters]
        while len(sizes) < self.longest and len(sizes[-1]) > 1:
            sizes.append(sizes[-1][:-1] << _PLACE | letters[len(sizes) :])
        every = np.concatenate(sizes)
        places = keys.searchsorted(every)
        places = places[keys.take(places, mode="clip") == every]
        if not len(places):
            return 0.0, 1.0
        places.sort()
        bounds = starts(places)
        firsts = bounds[:-1]
        places = places.take(firsts)
        values = rarities.take(places) * (1.0 + np.log(bounds[1:] - firsts))
        return float(values @ pulls.take(places)), math.sqrt(values @ values) or 1.0

    @cached_property
    def _packed(self) -> tuple[NDArray[np.uint64], NDArray[np.float64], NDArray[np.float64]]:
        """Runs as numbers in their order, their rarities and weights: a dictionary of texts costs its way to the memory."""
        rows = sorted((reduce(lambda run, letter: run << int(_PLACE) | ord(letter), run, 0), *pair) for run, pair in self.weights.items())
        keys, rarities, pulls = zip(*rows, strict=True) if rows else ((), (), ())
        return np.array(keys, np.uint64), np.array(rarities, np.float64), np.array(pulls, np.float64)

    def write(self, file: Path) -> None:
        """Keep it as JSON, sorted, so that a change of the texts shows as a change of few lines."""
        rows = [[run, *map(_short, pair)] for run, pair in sorted(self.weights.items())]
        lines = ",\n".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows)
        head = json.dumps({"bias": round(self.bias, 4), "longest": self.longest})[:-1]
        file.write_text(f'{head}, "weights": [\n{lines}\n]}}\n', encoding="utf-8")


def read(file: Path) -> LetterModel:
    """A model that was written before."""
    kept = json.loads(file.read_text(encoding="utf-8"))
    return LetterModel({run: (idf, weight) for run, idf, weight in kept["weights"]}, kept["bias"], kept["longest"])


def train(texts: Sequence[str], yes: Sequence[bool], *, longest: int = 2, strength: float = 10.0, rare: int = 1,
          balanced: bool = False) -> LetterModel:
    """Learn from texts of which each is (`yes`) or is not of the class. Runs in fewer than `rare` texts are left out;
    `balanced` gives both sides the same weight however many they are.

    Needs scikit-learn; 1,000 short texts take about half a second.
    """
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    view = TfidfVectorizer(analyzer="char", ngram_range=(1, longest), sublinear_tf=True, lowercase=False, min_df=rare)
    fitting = LogisticRegression(C=strength, max_iter=2000, class_weight="balanced" if balanced else None)
    fitted = fitting.fit(view.fit_transform(texts), list(yes))
    pairs = zip(view.idf_.tolist(), fitted.coef_[0].tolist(), strict=True)
    weights = dict(zip(view.get_feature_names_out().tolist(), pairs, strict=True))
    return LetterModel(weights, float(fitted.intercept_[0]), longest)


def starts(ranked: NDArray[np.int64]) -> NDArray[np.int64]:
    """Where each new number begins in a sorted array, and its end."""
    new = np.ones(len(ranked) + 1, bool)
    np.not_equal(ranked[1:], ranked[:-1], out=new[1:-1])
    return new.nonzero()[0]


def _runs(text: str, size: int) -> list[str]:
    return list(text) if size == 1 else [text[at : at + size] for at in range(len(text) - size + 1)]


def _short(value: float) -> float:
    return round(value, 3)
