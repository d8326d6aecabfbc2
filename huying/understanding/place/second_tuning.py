"""Tuning the numbers of the second look: which likely pieces are right parts, by logistic regression over classes and kinds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from .conventions import Conventions, Number
from .second import FIRST, looks, odds, spans_of
from .tagger import Tagger
from .training import Row

_Wide = npt.NDArray[np.float64]
_OFTEN, _CALM, _TURNS = 30, 2.0, 60
CUTS = (4000,)  # how many numbers are left after each round of leaving out


def tune_second(tagger: Tagger, addresses: Sequence[Row], stories: Sequence[Row], most: int) -> Conventions:
    """Return at most `most` numbers that tell right from wrong pieces of what the `tagger` reads. The same for the same rows."""
    seen: list[list[tuple[str, str]]] = []
    said, right = list[float](), list[bool]()
    for row, whole in [*((row, True) for row in addresses), *((row, False) for row in stories)]:
        spans, pieces = tagger.read(row.features, whole=whole)
        gold = set(spans_of(row.labels))
        for piece, features in zip(pieces, looks(pieces, spans, row.features), strict=True):
            seen.append([(name, piece.kind) for name in features])
            said.append(odds(piece.chance))
            right.append(piece[:3] in gold)
    names, there = _matrix(seen)
    first, truth = np.array(said), np.array(right, np.float64)
    values, weight = np.append(np.zeros(len(names)), 1.0), np.zeros(len(names))
    for cut in (0, *(cut for cut in CUTS if cut > most), most):
        if cut:
            kept = np.sort(np.argsort(-(values[:-1] ** 2 * weight), kind="stable")[:cut])
            names, there, values = [names[i] for i in kept], there[:, kept], np.append(values[:-1][kept], values[-1])
        values, weight = _fitted(there, first, truth, values)
    numbers = [Number(name, kind, round(float(add), 2)) for (name, kind), add in zip(names, values[:-1], strict=True)]
    return Conventions({FIRST: round(float(values[-1]), 2)}, [number for number in numbers if number.add])


def _matrix(seen: Sequence[Sequence[tuple[str, str]]]) -> tuple[list[tuple[str, str]], Any]:
    from scipy.sparse import csr_matrix

    counts = Counter(name for names in seen for name in names)
    names = sorted(name for name, count in counts.items() if count >= _OFTEN)
    number = {name: i for i, name in enumerate(names)}
    flat = [[number[name] for name in row if name in number] for row in seen]
    ids = np.fromiter((i for row in flat for i in row), np.int32)
    return names, csr_matrix((np.ones(len(ids)), ids, np.cumsum([0, *map(len, flat)])), (len(flat), len(names)))


def _fitted(there: Any, first: _Wide, truth: _Wide, values: _Wide) -> tuple[_Wide, _Wide]:
    """The likeliest values with a little calm (L2), the scale of the first reading last; and how much each is known by."""
    from scipy.optimize import minimize

    turned = there.T.tocsr()

    def loss(now: _Wide) -> tuple[float, _Wide]:
        score = there @ now[:-1] + now[-1] * first
        slope = 1 / (1 + np.exp(-score)) - truth
        cost = np.logaddexp(0, score).sum() - (truth * score).sum() + _CALM / 2 * (now[:-1] ** 2).sum()
        return float(cost), np.append(turned @ slope + _CALM * now[:-1], slope @ first)

    best: _Wide = minimize(loss, values, jac=True, method="L-BFGS-B", options={"maxiter": _TURNS}).x
    chance = 1 / (1 + np.exp(-(there @ best[:-1] + best[-1] * first)))
    return best, turned @ (chance * (1 - chance))
