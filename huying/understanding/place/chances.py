"""How likely each piece of a text is a part of each kind, by all readings of the sequence model at once (forward and backward)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from .training import Floats

LEAST, LONGEST = 0.02, 14  # a piece less likely is left out, so is one of more tokens
_TINY = 1e-300
_Wide = npt.NDArray[np.float64]


class Piece(NamedTuple):
    """The tokens from `first` to `last` as a part of this kind, and how likely that is."""

    kind: str
    first: int
    last: int
    chance: float


class Chances:
    """The chances of pieces by the steps of a sequence model. Safe to share between threads."""

    def __init__(self, labels: Sequence[str], steps: Floats, first: Floats) -> None:
        self._kinds = [label[2:] for label in labels if label.startswith("B-") and f"I-{label[2:]}" in labels]
        self._begin = np.array([labels.index(f"B-{kind}") for kind in self._kinds], np.intp)
        self._inside = np.array([labels.index(f"I-{kind}") for kind in self._kinds], np.intp)
        self._steps, self._first = np.exp(steps.astype(np.float64)), np.exp(first.astype(np.float64))
        self._second, self._later = self._steps[self._begin, self._inside], self._steps[self._inside, self._inside]

    def pieces(self, scores: Floats) -> list[Piece]:
        """All pieces that are likely enough, the shorter first."""
        begins, second, later = self._chances(scores)
        size, found, run = len(scores), list[Piece](), begins
        for more in range(min(LONGEST, size)):
            on = later if more > 1 else second if more else None
            if on is not None:
                run = run[:-1] * on[more:size]
            ends = run * (1 - (later if more else second)[more + 1 :])
            starts, kinds = np.nonzero(ends >= LEAST)
            for i, kind, chance in zip(starts.tolist(), kinds.tolist(), ends[starts, kinds].tolist(), strict=True):
                found.append(Piece(self._kinds[kind], i, i + more, chance))
        return found

    def _chances(self, scores: Floats) -> tuple[_Wide, _Wide, _Wide]:
        """Of each token that a part begins with it; that it goes on where one begins just before, and where one went on before.

        The last two have a row more, for what is after the end: nothing goes on there.
        """
        size = len(scores)
        emit: _Wide = np.exp((scores - scores.max(1, keepdims=True)).astype(np.float64))
        forward, backward, ahead = np.empty_like(emit), np.ones_like(emit), np.zeros_like(emit)
        total = np.empty(size)
        for i in range(size):
            now = (forward[i - 1] @ self._steps if i else self._first) * emit[i]
            total[i] = now.sum() + _TINY
            forward[i] = now / total[i]
        emit /= total[:, None]
        for i in range(size - 1, 0, -1):
            ahead[i] = emit[i] * backward[i]
            backward[i - 1] = self._steps @ ahead[i]
        second, later = np.zeros((2, size + 1, len(self._kinds)))
        coming = ahead[1:, self._inside]
        second[1:size] = self._second * coming / (backward[:-1, self._begin] + _TINY)
        later[1:size] = self._later * coming / (backward[:-1, self._inside] + _TINY)
        return (forward * backward)[:, self._begin], second, later
