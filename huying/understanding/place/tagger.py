"""The sequence model at work: the best labels of the tokens of a text, by Viterbi's way, and a second look at its parts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from .chances import LEAST, Chances, Piece
from .features import features
from .gazetteer import Gazetteer
from .names import known_names
from .second import Second, Span, spans_of
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

    def __init__(self, learned: Learned, second: Second | None = None) -> None:
        self._second = second
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
        self._chances = Chances(self.labels, self._steps, self._first)
        self._outside = self.labels.index(OUTSIDE) if OUTSIDE in self.labels else None

    def parts(self, text: str, gazetteer: Gazetteer, *, whole: bool = False) -> list[Part]:
        """Return the parts from left to right. `whole`: the text is an address and nothing else, so all of it is some part."""
        found = tokens(text)
        if not found:
            return []
        rows = seen(text, found, gazetteer)
        if self._second is None:
            spans = self._spans(self._ruled(rows, whole))
        else:
            spans, pieces = self.read(rows, whole=whole)
            spans = self._second.divided(pieces, spans, rows)
        return [Part(kind, found[first].start, found[last].end) for kind, first, last in spans if kind]

    def read(self, rows: list[list[str]], *, whole: bool = False) -> tuple[list[Span], list[Piece]]:
        """The first answer, and all pieces that are likely enough or in the answer, for the features of the tokens."""
        scores = self._ruled(rows, whole)
        spans, pieces = self._spans(scores), self._chances.pieces(scores)
        likely = {piece[:3] for piece in pieces}
        return spans, [*pieces, *(Piece(*span, LEAST) for span in spans if span.kind and span not in likely)]

    def _spans(self, scores: Floats) -> list[Span]:
        return spans_of([self.labels[i] for i in self._best(scores)])

    def _ruled(self, rows: list[list[str]], whole: bool) -> Floats:
        scores = self._scores(rows)
        if whole and self._outside is not None:
            scores[:, self._outside] = _NEVER
        return scores

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
