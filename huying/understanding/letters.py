"""A linear model over letters and short runs of letters: small and quick."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .segment import cut

_PLACE = 21  # bits of a letter
_LETTER = np.uint64(_PLACE)
_OWNER = np.uint64(2 * _PLACE)  # bits of a run; above them stands the number of its text
_RUN = np.uint64((1 << 2 * _PLACE) - 1)


@dataclass(frozen=True)
class LetterModel:
    """Logistic regression over the weighted runs of one or two letters of a text.

    `weights`: for each run its rarity (idf) and what it speaks for; runs never seen in training say nothing.
    """

    weights: dict[str, tuple[float, float]]
    bias: float

    def chance(self, text: str) -> float:
        """How likely the text is of the class that was trained for, 0 to 1. About 40 µs for 100 letters."""
        return self.chances([text])[0]

    def chances(self, texts: Sequence[str]) -> list[float]:
        """The same for each of several texts, read together: sixteen sentences take hardly longer than one."""
        said = [self.bias + total / (length or 1.0) for total, length in zip(*self._sums(texts), strict=True)]
        return [1.0 / (1.0 + math.exp(-max(-50.0, min(50.0, each)))) for each in said]

    def because(self, text: str, most: int = 3) -> tuple[str, ...]:
        """The words that spoke loudest for it, in the order of the text; runs of letters where no word did."""
        return self._loudest(text, filter(str.isalnum, cut(text)), most) or self._loudest(text, _pairs(text), most)

    def _loudest(self, text: str, pieces: Iterable[str], most: int) -> tuple[str, ...]:
        loud = {piece: sum(math.prod(self.weights.get(run, (0.0, 0.0))) for run in (*piece, *_pairs(piece)))
                for piece in pieces if len(piece) > 1}
        chosen: list[str] = []
        for piece in sorted(loud, key=lambda piece: -loud[piece]):
            if loud[piece] > 0 and len(chosen) < most and not any(piece in other or other in piece for other in chosen):
                chosen.append(piece)
        return tuple(sorted(chosen, key=text.index))

    def _sums(self, texts: Sequence[str]) -> tuple[list[float], list[float]]:
        """What all runs of each text speak for, and the length of their weights; each run counts by the logarithm of how often."""
        keys, rarities, pulls = self._packed
        letters = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)
        owner = np.arange(len(texts), dtype=np.uint64).repeat([len(text) for text in texts]) << _OWNER
        pairs = owner[:-1] | letters[:-1] << _LETTER | letters[1:]
        every = np.concatenate((owner | letters, pairs[owner[:-1] == owner[1:]] if len(texts) > 1 else pairs))
        every.sort()  # by text, then by run: neighbours are looked up in neighbouring places
        bounds = starts(every)
        ranked = every.take(bounds[:-1])
        runs = ranked & _RUN
        places = keys.searchsorted(runs)
        values = rarities.take(places, mode="clip") * (1.0 + np.log(bounds[1:] - bounds[:-1])) * (keys.take(places, mode="clip") == runs)
        whose = (ranked >> _OWNER).astype(np.int64)
        totals = np.bincount(whose, values * pulls.take(places, mode="clip"), len(texts))
        lengths = np.sqrt(np.bincount(whose, values * values, len(texts)))
        return totals.tolist(), lengths.tolist()

    @cached_property
    def _packed(self) -> tuple[NDArray[np.uint64], NDArray[np.float64], NDArray[np.float64]]:
        """Runs as numbers in their order, their rarities and weights: a dictionary of texts costs its way to the memory."""
        rows = sorted((reduce(lambda run, letter: run << _PLACE | ord(letter), run, 0), *pair) for run, pair in self.weights.items())
        keys, rarities, pulls = zip(*rows, strict=True) if rows else ((), (), ())
        return np.array(keys, np.uint64), np.array(rarities, np.float64), np.array(pulls, np.float64)

    def write(self, file: Path) -> None:
        """Keep it as JSON, sorted, so that a change of the texts shows as a change of few lines."""
        rows = [[run, *map(_short, pair)] for run, pair in sorted(self.weights.items())]
        lines = ",\n".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows)
        head = json.dumps({"bias": round(self.bias, 4)})[:-1]
        file.write_text(f'{head}, "weights": [\n{lines}\n]}}\n', encoding="utf-8")


def read(file: Path) -> LetterModel:
    """A model that was written before."""
    kept = json.loads(file.read_text(encoding="utf-8"))
    return LetterModel({run: (idf, weight) for run, idf, weight in kept["weights"]}, kept["bias"])


def train(texts: Sequence[str], yes: Sequence[bool], *, strength: float = 10.0, rare: int = 1,
          balanced: bool = False, importance: Sequence[float] | None = None) -> LetterModel:
    """Learn from texts of which each is (`yes`) or is not of the class. Runs in fewer than `rare` texts are left out;
    `importance`: what each text weighs beside the others (1); `balanced` gives both sides the same weight in all.

    Needs scikit-learn; 1,000 short texts take about half a second.
    """
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    view = TfidfVectorizer(analyzer="char", ngram_range=(1, 2), sublinear_tf=True, lowercase=False, min_df=rare)
    counts, side = np.array(importance or [1.0] * len(texts)), np.array(yes, bool)
    if balanced:
        counts[side] *= counts[~side].sum() / counts[side].sum()
    fitting = LogisticRegression(C=strength, max_iter=5000, tol=1e-6)  # with the default of 1e-4 seven texts more moved everything
    fitted = fitting.fit(view.fit_transform(texts), side, sample_weight=counts * (len(counts) / counts.sum()))
    pairs = zip(view.idf_.tolist(), fitted.coef_[0].tolist(), strict=True)
    weights = dict(zip(view.get_feature_names_out().tolist(), pairs, strict=True))
    return LetterModel(weights, float(fitted.intercept_[0]))


def starts(ranked: NDArray[np.integer[Any]]) -> NDArray[np.int64]:
    """Where each new number begins in a sorted array, and its end."""
    new = np.ones(len(ranked) + 1, bool)
    np.not_equal(ranked[1:], ranked[:-1], out=new[1:-1])
    return new.nonzero()[0]


def _pairs(text: str) -> list[str]:
    return [text[at : at + 2] for at in range(len(text) - 1)]


def _short(value: float) -> float:
    return round(value, 3)
