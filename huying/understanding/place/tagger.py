"""The sequence model at work: the best labels of the tokens of a text, by Viterbi's way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from .features import features
from .gazetteer import Gazetteer
from .names import known_names
from .tokens import Token, tokens
from .training import Learned, Row
from .wording import wording

OUTSIDE = "O"
_NEVER = np.float32(-1e6)
Floats = npt.NDArray[np.float32]


class Part(NamedTuple):
    """A labelled piece: text[start:end] is of this kind."""

    kind: str
    start: int
    end: int


class Tagger:
    """Labels texts; safe to share between threads."""

    def __init__(self, learned: Learned) -> None:
        self.labels, self._names = learned.labels, learned.names
        self._padded = np.concatenate([learned.weights, np.zeros((1, len(learned.labels)), np.float32)])
        self._steps, self._first = learned.steps.copy(), learned.first.copy()
        for after, label in enumerate(self.labels):
            if label.startswith("I-"):
                self._first[after] = _NEVER
                for before, other in enumerate(self.labels):
                    if other[2:] != label[2:]:
                        self._steps[before, after] = _NEVER
        self._from = np.ascontiguousarray(self._steps.T)
        self._outside = self.labels.index(OUTSIDE) if OUTSIDE in self.labels else None

    def parts(self, text: str, gazetteer: Gazetteer, *, whole: bool = False) -> list[Part]:
        """Return the parts from left to right. `whole`: the text is an address and nothing else, so all of it is some part."""
        found = tokens(text)
        if not found:
            return []
        scores = self._scores(seen(text, found, gazetteer))
        if whole and self._outside is not None:
            scores[:, self._outside] = _NEVER
        return list(_joined(found, [self.labels[i] for i in self._best(scores)]))

    def _scores(self, rows: list[list[str]]) -> Floats:
        names = self._names
        ids: list[int] = []
        starts: list[int] = []
        for row in rows:
            starts.append(len(ids))
            ids += [names[name] for name in row if name in names]
            if len(ids) == starts[-1]:
                ids.append(-1)  # nothing known of it: the row of zeros at the end
        scores: Floats = np.add.reduceat(self._padded[ids], starts, axis=0)
        return scores

    def _best(self, scores: Floats) -> list[int]:
        size = len(scores)
        back = np.empty((size, scores.shape[1]), np.intp)
        every = np.arange(scores.shape[1])
        best = scores[0] + self._first
        for i in range(1, size):
            ways = self._from + best
            back[i] = ways.argmax(1)
            best = ways[every, back[i]] + scores[i]
        path = [int(best.argmax())]
        for i in range(size - 1, 0, -1):
            path.append(int(back[i, path[-1]]))
        return path[::-1]


def seen(text: str, found: Sequence[Token], gazetteer: Gazetteer, *, words: bool = True) -> list[list[str]]:
    """All features of the tokens. `words`: with the sorts of words of a dictionary."""
    rows = features([token.sign for token in found], known_names(text, found, gazetteer))
    return [row + more for row, more in zip(rows, wording(text, found), strict=True)] if words else rows


def row_of(text: str, parts: Sequence[Part], gazetteer: Gazetteer, *, words: bool = True) -> Row:
    """A labelled text as a row to learn from. A token across two parts takes the label of its first sign."""
    found = tokens(text)
    by_sign = [OUTSIDE] * len(text)
    for kind, start, end in parts:
        by_sign[start:end] = [f"I-{kind}"] * (end - start)
        by_sign[start] = f"B-{kind}"
    labels = [by_sign[token.start] for token in found]
    return Row(seen(text, found, gazetteer, words=words), labels)


def _joined(found: Sequence[Token], labels: Sequence[str]) -> list[Part]:
    parts: list[Part] = []
    for token, label in zip(found, labels, strict=True):
        if label == OUTSIDE:
            continue
        if label.startswith("I-") and parts:
            parts[-1] = Part(label[2:], parts[-1].start, token.end)
        else:
            parts.append(Part(label[2:], token.start, token.end))
    return parts
