"""Learning categories from texts whose label a person confirmed. Needs scikit-learn; never on the path of a page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .category_features import HEAD, READ, numbers, read
from .category_model import TABLE_SHIFT, Layer, Vocabulary, WarmModel

LEAST = 3  # texts of a label from which it can be learned
FLAT = 60  # more labels than this are learned in two layers when groups are known
_FEATURES = 500_000
_CELLS = 4_000_000  # weights of one layer: 8 MB
_HEAD_WEIGHT = 0.5
_NEXT_WEIGHT = 0.1
_NEXT = 60  # letters: where the piece behind the head ends
_FOLDS = 3
_COST = 0.3
_BAYES = 0.7  # the part of complement naive Bayes beside the linear machines
_PLAIN_HEAT = 2.0  # where too few texts are there to calibrate

_TITLE = re.compile(r"\s*([^\n\u3000\xa0\t]+?)\s*(?:[\n\u3000\xa0\t]|_x000D_|(?:尊敬|敬爱|尊|领导|您好|你好|大家好)(?:的| |$))")
_LEAST_LETTERS, _MOST_LETTERS = 7, 30  # of a title

Told = Callable[[str, float], None]
Labelled = tuple[str, str]


@dataclass(slots=True)
class _Lesson:
    """Features of every text, of every head, and of the letters behind 24: rows `i`, `i + n`, `i + 2 n` are of one text."""

    matrix: Any
    labels: NDArray[np.str_]
    weights: NDArray[np.float64]
    n: int


def train(rows: Sequence[Labelled], *, groups: Mapping[str, str] | None = None, tell: Told | None = None) -> WarmModel:
    """Learn from (text, label) rows; deterministic. `groups` (label: group) lets many labels be learned in two layers.

    Labels of fewer than three texts are left out. `tell` hears what is done and how much of all (0 to 1). ValueError
    when fewer than two labels remain. Takes about 10 s for 6,000 texts of 300 characters.
    """
    tell = tell or (lambda what, share: None)
    counts = Counter(label for _, label in rows)
    kept = [(text, label) for text, label in rows if counts[label] >= LEAST]
    labels = sorted({label for _, label in kept})
    if len(labels) < 2:
        raise ValueError(f"at least two labels with {LEAST} texts each are needed, found {len(labels)}")
    above = {label: groups.get(label, label) for label in labels} if groups and len(labels) > FLAT else None
    names = sorted(set(above.values())) if above else labels
    vocabulary, lesson = _lesson(kept, min(_FEATURES, 10 * _CELLS // len(names)), tell)
    tell("learning", 0.4)
    if above is None or len(names) < 2:
        return WarmModel(vocabulary, _layer("", lesson, lesson.labels, cells=0), {})
    of = np.array([above[label] for label in lesson.labels])
    top = _layer("", lesson, of, cells=0)
    below = {}
    for number, name in enumerate(names):
        tell("learning", 0.5 + 0.5 * number / len(names))
        below[name] = _layer(name, _part(lesson, of == name), lesson.labels[of == name], cells=_CELLS)
    return WarmModel(vocabulary, top, below)


def _lesson(rows: Sequence[Labelled], most: int, tell: Told) -> tuple[Vocabulary, _Lesson]:
    from scipy import sparse

    keys, heads, nexts = [], [], []
    for number, (text, _) in enumerate(rows):
        if number % 500 == 0:
            tell("reading", 0.4 * number / len(rows))
        found = read(text)
        letters = "".join(found.words)
        keys.append(numbers(found))
        heads.append(numbers(read(title(text) or letters[:HEAD])))
        nexts.append(numbers(read(letters[HEAD:_NEXT])))
    vocabulary = _vocabulary(keys, heads, most)
    places, values, ends = [], [], [0]
    for some in (*keys, *heads, *nexts):
        place, value = vocabulary.weigh(some)
        places.append(place)
        values.append(value)
        ends.append(ends[-1] + len(place))
    cells = (np.concatenate(values), np.concatenate(places), np.array(ends))
    matrix = sparse.csr_matrix(cells, shape=(3 * len(rows), len(vocabulary.keys)))
    labels = np.array([label for _, label in rows] * 3)
    weights = np.repeat([1.0, _HEAD_WEIGHT, _NEXT_WEIGHT], len(rows))
    return vocabulary, _Lesson(matrix, labels, weights, len(rows))


def title(text: str) -> str:
    """The title before a line break, a wide blank or a greeting, "" where none can be told from what follows."""
    found = _TITLE.match(text[:READ])
    return found[1] if found and _LEAST_LETTERS <= len(found[1].replace(" ", "")) <= _MOST_LETTERS else ""


def _vocabulary(keys: Sequence[NDArray[np.uint32]], heads: Sequence[NDArray[np.uint32]], most: int) -> Vocabulary:
    """Features of at least two texts or heads; the `most` frequent when there are more."""
    every = np.concatenate([np.unique(some) for some in (*keys, *heads)])
    found, counts = np.unique(every, return_counts=True)
    order = np.argsort(-counts, kind="stable")
    order = order[counts[order] >= 2][:most]
    _, firsts = np.unique(found[order] >> np.uint32(TABLE_SHIFT), return_index=True)
    kept = order[firsts]  # of those that share a place in the table the most frequent one, in the order of numbers
    if not len(kept):
        raise ValueError("the texts have nothing in common")
    rarity = np.log((1 + len(keys) + len(heads)) / (1 + counts[kept])) + 1
    return Vocabulary(found[kept], rarity.astype(np.float32))


def _part(lesson: _Lesson, chosen: NDArray[np.bool_]) -> _Lesson:
    where = np.flatnonzero(chosen)
    return _Lesson(lesson.matrix[where], lesson.labels[where], lesson.weights[where], int(chosen[: lesson.n].sum()))


def _layer(of: str, lesson: _Lesson, labels: NDArray[np.str_], *, cells: int) -> Layer:
    names = sorted(set(labels.tolist()))
    if len(names) == 1:
        empty = np.zeros((0, 1), np.float16)
        return Layer(of, (str(names[0]),), empty, np.zeros(1, np.float32), 1.0, np.zeros(0, np.int32))
    weights, bias = _fit(lesson.matrix, labels, lesson.weights)
    heat = _heat(lesson, labels, names)
    rows: NDArray[np.int32] | None = None
    if cells:
        strength = np.abs(weights).max(axis=1)
        most = min(int((strength > 0).sum()), cells // len(names))
        rows = np.sort(np.argsort(-strength)[:most]).astype(np.int32)
        weights = weights[rows]
    return Layer(of, tuple(map(str, names)), weights.astype(np.float16), bias.astype(np.float32), heat, rows)


def _fit(matrix: Any, labels: NDArray[np.str_], weights: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Weights by feature and label and the bias: one linear machine a label against all others, and naive Bayes.

    Both are linear in the same features and are added up, each brought to the same spread: the machines know long
    texts better, Bayes short ones. Complement naive Bayes: Rennie et al. 2003.
    """
    from sklearn.naive_bayes import ComplementNB
    from sklearn.svm import LinearSVC

    machine = LinearSVC(C=_COST, class_weight="balanced", random_state=0).fit(matrix, labels, sample_weight=weights)
    coefficients, bias = machine.coef_.T, machine.intercept_
    if coefficients.shape[1] == 1:  # two labels share one machine
        coefficients, bias = np.hstack([-coefficients, coefficients]), np.concatenate([-bias, bias])
    bayes = ComplementNB(alpha=0.1).fit(matrix, labels, sample_weight=weights).feature_log_prob_.T
    bayes = bayes - bayes.mean(axis=1, keepdims=True)
    part = _BAYES * _spread(matrix, coefficients) / max(1e-9, _spread(matrix, bayes))
    return coefficients + part * bayes, bias


def _spread(matrix: Any, weights: NDArray[np.float64]) -> float:
    return float((matrix[:4000] @ weights).std())


def _heat(lesson: _Lesson, labels: NDArray[np.str_], names: Sequence[str]) -> float:
    """The factor that makes chances of margins on texts not learned from most likely (temperature: Guo et al. 2017)."""
    n = lesson.n
    if min(Counter(labels[:n].tolist()).values()) < _FOLDS or n < 30:
        return _PLAIN_HEAT
    fold = np.zeros(n, np.int64)
    dice = np.random.default_rng(0)
    for name in names:
        where = dice.permutation(np.flatnonzero(labels[:n] == name))
        fold[where] = np.arange(len(where)) % _FOLDS
    margins = np.zeros((n, len(names)))
    for number in range(_FOLDS):
        learned = np.flatnonzero(np.tile(fold != number, 3))
        asked = np.flatnonzero(fold == number)
        weights, bias = _fit(lesson.matrix[learned], labels[learned], lesson.weights[learned])
        margins[asked] = lesson.matrix[asked] @ weights + bias
    right = np.searchsorted(np.array(names), labels[:n])
    heats = np.geomspace(0.5, 8, 50)
    return float(heats[int(np.argmin([_surprise(margins * heat, right) for heat in heats]))])


def _surprise(margins: NDArray[np.float64], right: NDArray[np.int64]) -> float:
    """The mean negative logarithm of the chance given to the right label."""
    highest = margins.max(axis=1, keepdims=True)
    sums = np.log(np.exp(margins - highest).sum(axis=1)) + highest[:, 0]
    return float((sums - margins[np.arange(len(right)), right]).mean())
