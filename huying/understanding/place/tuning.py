"""Tuning the conventions: some hundred numbers over classes, on labelled addresses, with all else as it was learned.

The names of labelled addresses are read here but cannot stay: what is tuned hangs on classes of signs, sorts of words and labels only,
and of all such numbers the `most` telling are kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from .conventions import SORTS, STEPS, TUNED, Conventions, Number, follow, meant, stay
from .tagger import OUTSIDE
from .training import Floats, Learned, Row, gradient

_NEVER, _OFTEN, _BATCH, _RATE, _CALM, _ROUNDS = np.float32(-30), 20, 64, 0.1, 2.0, 6
CUTS = (2500, 1600, 1100, 800, 600)  # how many numbers are left after each round of leaving out


class _Values(NamedTuple):
    """By feature and meaning; by step; scale of each sort, of the steps last."""

    by: Floats
    step: Floats
    scale: Floats


def tune(learned: Learned, addresses: Sequence[Row], stories: Sequence[Row], most: int = 500) -> Conventions:
    """Return the conventions of labelled `addresses` for a reader as `learned` without any.

    `stories`: running words with places, so that the reader goes on to leave words alone. The same for the same rows.
    """
    work = _Work(learned, addresses, stories)
    values = work.start()
    seen = _Values(np.ones_like(values.by), np.ones_like(values.step), np.ones_like(values.scale))
    for cut in (0, *(cut for cut in CUTS if cut > most), most):
        if cut:
            seen = work.strongest(values, cut)
        values = work.tuned(values, seen)
    return work.conventions(values)


class _Work:
    def __init__(self, learned: Learned, addresses: Sequence[Row], stories: Sequence[Row]) -> None:
        known, labels = set(learned.labels), learned.labels
        rows = [(row, whole) for some, whole in ((addresses, True), (stories, False)) for row in some]
        rows = [(row, whole) for row, whole in rows if row.labels and known.issuperset(row.labels)]
        self.labels, self.kinds = labels, sorted({label[2:] for label in labels if label != OUTSIDE})
        self.whats = [*self.kinds, "begin", *(f"begin {kind}" for kind in self.kinds), "outside"]
        self.means: Floats = np.zeros((len(self.whats), len(labels)), np.float32)
        for i, what in enumerate(self.whats):
            self.means[i, meant(what, labels)] = 1
        self.steps, self.of = self._steps()
        possible = self.of >= 0
        self.base: Floats = np.where(possible, np.vstack([learned.steps, learned.first[None]]), _NEVER).astype(np.float32)
        self.ends = np.cumsum([0, *(len(row.labels) for row, _ in rows)])
        number = {label: i for i, label in enumerate(labels)}
        self.gold = np.array([number[label] for row, _ in rows for label in row.labels])
        self.whole = np.repeat([whole for _, whole in rows], np.diff(self.ends))
        tokens = [token for row, _ in rows for token in row.features]
        self.names, self.seen = _tuned_features(tokens)
        self.scores = _scores(learned, tokens)
        self.squares = self.start()

    def _steps(self) -> tuple[list[tuple[str, str]], npt.NDArray[np.int64]]:
        """The steps that can be, by their names, and for each pair of labels which of them it is (or -1)."""
        of = np.full((len(self.labels) + 1, len(self.labels)), -1)
        found: list[tuple[str, str]] = []
        kinds = [*self.kinds, "outside"]
        ways = [("follow", one, other) for one in ("^", *kinds) for other in kinds]
        for how, one, other in (*ways, *(("stay", mark, kind) for mark in "BI" for kind in self.kinds)):
            for where in (follow if how == "follow" else stay)(one, other, self.labels):
                of[where] = len(found)
            found.append((how, f"{one} {other}"))
        return found, of

    def start(self) -> _Values:
        """Nothing is added yet."""
        return _Values(np.zeros((len(self.names), len(self.whats)), np.float32), np.zeros(len(self.steps), np.float32),
                       np.full(len(SORTS) + 1, 0.7, np.float32))  # fmt: skip

    def tuned(self, values: _Values, seen: _Values) -> _Values:
        """Some rounds of AdaGrad with a little calm (L2), from the values; the mean of the later half."""
        values = _Values(*(value * mask for value, mask in zip(values, seen, strict=True)))
        self.squares = _Values(np.full_like(values.by, 0.1), np.full_like(values.step, 0.1), np.full_like(values.scale, 100))
        dice, lengths, sums, many = np.random.default_rng(1), np.diff(self.ends), self.start(), 0
        sums.scale[:] = 0
        for turn in range(_ROUNDS):
            order = np.lexsort((dice.random(len(lengths)), lengths))
            parts = [order[i : i + _BATCH] for i in range(0, len(order), _BATCH)]
            for i in dice.permutation(len(parts)):
                self._step(values, seen, parts[i])
                if turn >= _ROUNDS // 2:
                    many += 1
                    for total, value in zip(sums, values, strict=True):
                        total += value
        return _Values(*(total / np.float32(many) for total in sums))

    def _step(self, values: _Values, seen: _Values, rows: npt.NDArray[np.int64]) -> None:
        at = np.concatenate([np.arange(self.ends[row], self.ends[row + 1]) for row in rows])
        seen_here, sorts = self.seen[at], self.scores[:, at]
        scores = np.tensordot(values.scale[:-1], sorts, 1) + (seen_here @ values.by) @ self.means
        if OUTSIDE in self.labels:
            scores[self.whole[at], self.labels.index(OUTSIDE)] = _NEVER
        added = np.where(self.of >= 0, values.step[self.of], 0)
        lengths = [int(self.ends[row + 1] - self.ends[row]) for row in rows]
        slope, steps = gradient(scores.astype(np.float32), values.scale[-1] * self.base + added, lengths, self.gold[at])
        calm = np.float32(_CALM * len(rows) / (len(self.ends) - 1))
        by_step = np.bincount(self.of[self.of >= 0], steps[self.of >= 0], len(self.steps)).astype(np.float32)
        by_scale = np.append(np.einsum("gnl,nl->g", sorts, slope), (steps * self.base).sum())
        grads = (seen_here.T @ (slope @ self.means.T) + calm * values.by, by_step + calm * values.step, by_scale)
        for value, square, grad, mask, rate in zip(values, self.squares, grads, seen, (_RATE, _RATE, _RATE / 2), strict=True):
            kept = (grad * mask).astype(np.float32)
            square += kept * kept
            value -= np.float32(rate) * kept / np.sqrt(square)

    def strongest(self, values: _Values, most: int) -> _Values:
        """Which numbers to keep: those whose loss would cost most, by size and by how much the slope moved."""
        by, step = values.by**2 * self.squares.by, values.step**2 * self.squares.step
        least = np.sort(np.concatenate([by.ravel(), step]))[-most]
        return _Values((by >= least).astype(np.float32), (step >= least).astype(np.float32), np.ones_like(values.scale))

    def conventions(self, values: _Values) -> Conventions:
        """The values that are left, in hundredths, with their names."""
        scales = dict(zip((*SORTS, STEPS), (round(float(scale), 2) for scale in values.scale), strict=True))
        numbers = [Number(how, what, round(float(add), 2)) for (how, what), add in zip(self.steps, values.step, strict=True)]
        for name, row in zip(self.names, values.by, strict=True):
            numbers += [Number(name, what, round(float(add), 2)) for what, add in zip(self.whats, row, strict=True)]
        return Conventions(scales, [number for number in numbers if number.add])


def _tuned_features(tokens: Sequence[Sequence[str]]) -> tuple[list[str], Any]:
    from scipy.sparse import csr_matrix

    tuned = [[name for name in token if name.startswith(TUNED) and not name.startswith(TUNED + ":")] for token in tokens]
    counts = Counter(name for token in tuned for name in token)
    names = sorted(name for name, count in counts.items() if count >= _OFTEN)
    number = {name: i for i, name in enumerate(names)}
    flat = [[number[name] for name in token if name in number] for token in tuned]
    ids = np.fromiter((i for token in flat for i in token), np.int32)
    return names, csr_matrix((np.ones(len(ids), np.float32), ids, np.cumsum([0, *map(len, flat)])), (len(tokens), len(names)))


def _scores(learned: Learned, tokens: Sequence[Sequence[str]]) -> Floats:
    """What the reader says without conventions, apart for each sort of features."""
    sort_of = {sign: i for i, sort in enumerate(SORTS) for sign in sort}
    scores: Floats = np.zeros((len(SORTS), len(tokens), len(learned.labels)), np.float32)
    for i, token in enumerate(tokens):
        for name in token:
            at = learned.names.get(name)
            if at is not None:
                scores[sort_of[name[0]], i] += learned.weights[at]
    return scores
