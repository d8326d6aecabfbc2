"""Learning the address reader: a linear-chain conditional random field, by stochastic steps over labelled rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]


class Row(NamedTuple):
    """One labelled text: the features of its tokens and their labels."""

    features: list[list[str]]
    labels: list[str]


class Learned(NamedTuple):
    """Weights of features by label, of label after label, and of labels at the beginning."""

    labels: list[str]
    names: dict[str, int]
    weights: Floats
    steps: Floats
    first: Floats


class Manner(NamedTuple):
    """How to learn. A feature seen less than `rare` times is left out; in each step a share `keep` of the features is
    seen, by chance, so that none of them is leaned upon alone; the mean of the later half of the rounds is the result."""

    rounds: int = 5
    rare: int = 2
    rate: float = 0.12
    keep: float = 0.5
    batch: int = 48
    seed: int = 7


FURTHER = Manner(rounds=8, rate=0.08, keep=0.4)  # for learning on from a prior: in smaller steps


class _Data(NamedTuple):
    """The rows as numbers: features of all tokens one after the other, where each token and each row begins, labels."""

    ids: npt.NDArray[np.int32]
    tokens: npt.NDArray[np.int64]
    rows: npt.NDArray[np.int64]
    labels: npt.NDArray[np.int64]


def learn(rows: Sequence[Row], manner: Manner = Manner(), *, prior: Learned | None = None) -> Learned:  # noqa: B008 - a tuple cannot change
    """Return what the rows teach; the same for the same rows. Memory: about 500 MB for 9,000 addresses.

    `prior`: what was known before. Its weights are where learning begins, so that few rows teach much.
    """
    rows = [row for row in rows if row.labels]
    counts = Counter(name for row in rows for token in row.features for name in token)
    known = set(prior.names) if prior else set()
    names = {name: i for i, name in enumerate(sorted(known.union(n for n, count in counts.items() if count >= manner.rare)))}
    labels = sorted({label for row in rows for label in row.labels}.union(prior.labels if prior else ()))
    data = _numbered(rows, names, {label: i for i, label in enumerate(labels)})
    work = _Work(data, len(names), len(labels), manner)
    if prior:
        _begin(work, prior, names, labels)
    for _ in range(manner.rounds // 2):
        work.round()
    weights, steps = np.zeros_like(work.w), np.zeros_like(work.t)
    later = manner.rounds - manner.rounds // 2
    for _ in range(later):
        work.round()
        weights += work.w
        steps += work.t
    steps /= later
    return Learned(labels, names, weights * np.float32(manner.keep / later), steps[:-1], steps[-1])


def averaged(some: Sequence[Learned]) -> Learned:
    """The mean of what several sets of rows taught, with the same labels: what the dice did counts less."""
    names = {name: i for i, name in enumerate(sorted({name for each in some for name in each.names}))}
    weights = np.zeros((len(names), len(some[0].labels)), np.float32)
    for each in some:
        at = [names[name] for name in sorted(each.names, key=each.names.__getitem__)]
        weights[at] += each.weights / np.float32(len(some))
    steps: Floats = np.stack([each.steps for each in some]).mean(0, dtype=np.float32)
    first: Floats = np.stack([each.first for each in some]).mean(0, dtype=np.float32)
    return Learned(some[0].labels, names, weights, steps, first)


def _begin(work: _Work, prior: Learned, names: dict[str, int], labels: list[str]) -> None:
    at = [labels.index(label) for label in prior.labels]
    rows = [names[name] for name in sorted(prior.names, key=prior.names.__getitem__)]
    work.w[np.ix_(rows, at)] = prior.weights / np.float32(work.manner.keep)
    work.t[np.ix_(at, at)], work.t[-1, at] = prior.steps, prior.first


def _numbered(rows: Sequence[Row], names: dict[str, int], labels: dict[str, int]) -> _Data:
    flat = [[names[name] for name in token if name in names] for row in rows for token in row.features]
    return _Data(
        np.fromiter((i for token in flat for i in token), np.int32),
        np.cumsum([0, *map(len, flat)]),
        np.cumsum([0, *(len(row.labels) for row in rows)]),
        np.fromiter((labels[label] for row in rows for label in row.labels), np.int64),
    )


class _Work:
    """The weights while they are learned (AdaGrad: Duchi, Hazan, Singer 2011)."""

    def __init__(self, data: _Data, features: int, labels: int, manner: Manner) -> None:
        self.data, self.manner = data, manner
        self.dice = np.random.default_rng(manner.seed)
        self.w = np.zeros((features, labels), np.float32)
        self.t = np.zeros((labels + 1, labels), np.float32)  # the last row: at the beginning
        self.w2 = np.full_like(self.w, 1e-6)
        self.t2 = np.full_like(self.t, 1e-6)

    def round(self) -> None:
        """Once over all rows. Rows of like length go together, so that little is padded; the order is by chance."""
        lengths = np.diff(self.data.rows)
        order = np.lexsort((self.dice.random(len(lengths)), lengths))
        parts = [order[i : i + self.manner.batch] for i in range(0, len(order), self.manner.batch)]
        for i in self.dice.permutation(len(parts)):
            self._step(parts[i])

    def _step(self, rows: npt.NDArray[np.int64]) -> None:
        from scipy.sparse import csr_matrix

        at = np.concatenate([np.arange(self.data.rows[row], self.data.rows[row + 1]) for row in rows])
        ids = np.concatenate([self.data.ids[self.data.tokens[i] : self.data.tokens[i + 1]] for i in at])
        many = self.data.tokens[at + 1] - self.data.tokens[at]
        kept = self.dice.random(len(ids)) < self.manner.keep
        ends = np.concatenate([[0], np.cumsum(kept)])[np.concatenate([[0], np.cumsum(many)])]
        used, where = np.unique(ids[kept], return_inverse=True)
        seen = csr_matrix((np.ones(len(where), np.float32), where, ends), (len(at), len(used)))
        lengths = [int(self.data.rows[row + 1] - self.data.rows[row]) for row in rows]
        grad, steps = gradient(seen @ self.w[used], self.t, lengths, self.data.labels[at])
        self._move(self.w, self.w2, used, seen.T @ grad)
        self._move(self.t, self.t2, slice(None), steps)

    def _move(self, weights: Floats, squares: Floats, used: Any, grad: Floats) -> None:
        square = squares[used] + grad * grad
        squares[used] = square
        weights[used] -= self.manner.rate * grad / np.sqrt(square)


def gradient(scores: Floats, t: Floats, lengths: list[int], gold: npt.NDArray[np.int64]) -> tuple[Floats, Floats]:
    """The slope of the negative log-likelihood by the scores and by the steps; forward and backward, a batch at once."""
    many, longest, size = len(lengths), max(lengths), scores.shape[1]
    inside = np.arange(longest)[None, :] < np.array(lengths)[:, None]
    emit = np.ones((many, longest, size), np.float32)
    rows = np.exp(scores - scores.max(1, keepdims=True))
    emit[inside] = rows
    step, first = np.exp(t[:-1]), np.exp(t[-1])
    alpha, beta = np.empty_like(emit), np.empty_like(emit)
    alpha[:, 0] = first * emit[:, 0]
    alpha[:, 0] /= alpha[:, 0].sum(1, keepdims=True)
    for i in range(1, longest):
        now = (alpha[:, i - 1] @ step) * emit[:, i]
        alpha[:, i] = now / now.sum(1, keepdims=True)
    beta[:, -1] = 1
    for i in range(longest - 2, -1, -1):
        now = (beta[:, i + 1] * emit[:, i + 1]) @ step.T
        beta[:, i] = np.where(inside[:, i + 1, None], now / now.sum(1, keepdims=True), 1)
    both = alpha * beta
    likely = (both / both.sum(2, keepdims=True))[inside]
    likely[np.arange(len(gold)), gold] -= 1
    slope = np.zeros_like(t)
    right = np.full((many, longest), -1)
    right[inside] = gold
    for i in range(1, longest):
        on = inside[:, i]
        ahead = emit[on, i] * beta[on, i]
        total = np.einsum("bi,ij,bj->b", alpha[on, i - 1], step, ahead, optimize=True)
        slope[:-1] += (alpha[on, i - 1].T @ (ahead / total[:, None])) * step
        np.subtract.at(slope, (right[on, i - 1], right[on, i]), 1)
    at_first = both[:, 0] / both[:, 0].sum(1, keepdims=True)
    slope[-1] = at_first.sum(0)
    np.subtract.at(slope, (size, right[:, 0]), 1)
    return likely, slope
