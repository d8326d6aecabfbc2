"""How the weights and the meaning of words are made: from the catalogue, the lists of words, and pairs put together by rule.

Used by `scripts/alike.py` only; scipy and scikit-learn are imported here and nowhere where requests are read.
"""

from __future__ import annotations

import math
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import rjieba
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from sklearn.decomposition import TruncatedSVD

from huying.understanding.category import LeafWords
from huying.understanding.duplicates import Weights, sides
from huying.understanding.lexicon.concepts import CONCEPTS, TROUBLES
from huying.understanding.lexicon.hollow import HOLLOW
from huying.understanding.plain import plain
from huying.understanding.vocabulary import Vocabulary

from .anchors import sites
from .evidence import MATTER, copied, matter, place
from .gist import Gist, gist
from .meaning import Meaning
from .writing import OTHER_MATTER, OTHER_PLACE, Matter, Writer, Written

DIMENSIONS = 64
FOLDS = 3
SEEN = 3  # texts; a matter is two: what stands in one matter alone may be a name, and pairs of letters of that kind are not kept
_STRANGE = 0.4  # of the pairs that are learned as if the lists of things knew nothing of them
SILENT = {"things_least": 0.3, "things_most": 0.2, "things_apart": 0.0, "first_things": 0.3}
_COUNTS = {"#": 0.5, "@": 0.25}  # what a pair of letters, and a letter, counts beside a word
_STRENGTH = 0.1  # of the weights against their penalty
Array = NDArray[np.float64]


def learn_meaning(leaves: Sequence[LeafWords], matters: Sequence[Matter]) -> Meaning:
    """Vectors of words: a singular value decomposition of the texts in which they stand (Deerwester 1990)."""
    texts = list(_texts(leaves, matters))
    places: dict[str, int] = {}
    rows: list[int] = []
    columns: list[int] = []
    values: list[float] = []
    for row, text in enumerate(texts):
        for term, count in Counter(terms(text)).items():
            rows.append(row)
            columns.append(places.setdefault(term, len(places)))
            values.append((1 + math.log(count)) * _COUNTS.get(term[0], 1.0))
    table = csr_matrix((values, (rows, columns)), shape=(len(texts), len(places)), dtype=float)
    held = np.asarray((table > 0).sum(0)).ravel()
    rarity = np.log((1 + len(texts)) / (1 + held))
    table = csr_matrix(table.multiply(rarity))
    lengths = np.sqrt(np.asarray(table.multiply(table).sum(1)).ravel())
    table = csr_matrix(table.multiply((1 / np.maximum(lengths, 1e-9))[:, None]))
    cut = TruncatedSVD(DIMENSIONS, random_state=0).fit(table)
    vectors = cut.components_.T * np.sqrt(cut.singular_values_)[None]
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9
    kept = [at for term, at in places.items() if term[0] != "#" or held[at] >= SEEN]
    names = list(places)
    common = math.log((1 + len(texts)) / (1 + SEEN)) + 0.1
    found = Meaning([names[at] for at in kept], vectors[kept].astype(np.float32), rarity[kept].astype(np.float32), common)
    found.matters = np.array([found.mean(_words(_told(each))) for each in matters], np.float32).reshape(len(matters), DIMENSIONS)
    return found


def terms(text: str) -> list[str]:
    """Words that tell something, all pairs of letters behind `#`, and all letters behind `@`."""
    found = [word for word in rjieba.cut_for_search(text) if len(word) > 1 and word not in HOLLOW and word not in sites()]
    for clause in re.split(r"[^\u4e00-\u9fffa-z0-9]+", text):
        found += ["#" + clause[at : at + 2] for at in range(len(clause) - 1)]
        found += ["@" + letter for letter in clause if "\u4e00" <= letter <= "\u9fff"]
    return found


def _texts(leaves: Sequence[LeafWords], matters: Sequence[Matter]) -> Iterable[str]:
    groups: dict[str, list[str]] = defaultdict(list)
    for leaf in leaves:
        whole = plain("。".join((leaf.name, leaf.name, leaf.about, "，".join(leaf.words))))
        groups[leaf.code[:4]].append(whole)
        yield whole
        yield from map(plain, leaf.words)
    yield from ("\n".join(texts) for texts in groups.values())
    for lines in (CONCEPTS, TROUBLES):
        for line in lines.replace("\n    ", " ").strip().splitlines():
            yield from (line, line)
    for each in matters:
        yield from (_told(each), _told(each))


def _told(each: Matter) -> str:
    return plain(each.name + "。" + "。".join(each.wordings).replace("@", ""))


def _words(text: str) -> list[str]:
    return [word for word in dict.fromkeys(rjieba.cut(text)) if len(word) > 1]


def learn_weights(leaves: Sequence[LeafWords], known: Sequence[Matter], vocabulary: Vocabulary, count: int, seed: int) -> Weights:
    """The place from pairs whose place is one or another, the matter likewise, and how both are joined.

    Every pair is read with a meaning that was not taught its matter, and in some of them the lists of things are
    silent: a city's matters are strange to what is shipped, and weights learned on known ones would trust it too much.
    """
    pairs: list[Written] = []
    where_rows: list[list[float]] = []
    what_rows: list[list[float]] = []
    part: list[float] = []
    dice = random.Random(seed)
    for fold in range(FOLDS):
        sense = learn_meaning(leaves, [each for number, each in enumerate(known) if number % FOLDS != fold])
        kept: dict[tuple[str, str], Gist] = {}
        for pair in Writer([each for number, each in enumerate(known) if number % FOLDS == fold], seed + fold).pairs(count // FOLDS):
            a, b = (kept.setdefault(text, gist(*text, vocabulary=vocabulary, sense=sense)) for text in (pair.a, pair.b))
            pairs.append(pair)
            where_rows.append(place(a, b, sense))
            what_rows.append(_silenced(matter(a, b, sense)) if dice.random() < _STRANGE else matter(a, b, sense))
            part.append(copied(a, b))
    where, what = np.array(where_rows), np.array(what_rows)
    near, near_bias = logistic(where, np.array([pair.why != OTHER_PLACE for pair in pairs]), free=True)
    same, same_bias = logistic(what, np.array([pair.why != OTHER_MATTER for pair in pairs]), free=False)
    alone = Weights(tuple(near), near_bias, tuple(same), same_bias, 1.0, 0.0)
    both = np.array([min(sides(where_rows[at], what_rows[at], alone, part[at])) for at in range(len(pairs))])
    weaker, bias = logistic(both[:, None], np.array([pair.same for pair in pairs]), free=False)
    return Weights(alone.place, near_bias, alone.matter, same_bias, float(weaker[0]), bias)


def _silenced(row: list[float]) -> list[float]:
    """The evidence as if no list knew a word of either request."""
    return [SILENT.get(name, value) for name, value in zip(MATTER, row, strict=True)]


def logistic(values: Array, right: NDArray[np.bool_], *, free: bool) -> tuple[list[float], float]:
    """Weights and bias of a logistic curve; unless `free` no weight is below zero, so that no agreement speaks against."""
    middle, spread = values.mean(0), values.std(0) + 1e-9
    scaled, truth = (values - middle) / spread, right.astype(float)

    def loss(guess: Array) -> tuple[float, Array]:
        score = scaled @ guess[1:] + guess[0]
        slope = 1 / (1 + np.exp(-score)) - truth
        gone = float((np.logaddexp(0, score) - truth * score).sum() + 0.5 / _STRENGTH * (guess[1:] ** 2).sum())
        return gone, np.r_[slope.sum(), scaled.T @ slope + guess[1:] / _STRENGTH]

    bounds = [(None, None), *[(None, None) if free else (0.0, None)] * values.shape[1]]
    best: Any = minimize(loss, np.zeros(values.shape[1] + 1), jac=True, method="L-BFGS-B", bounds=bounds)
    found = best.x[1:] / spread
    return [round(float(weight), 4) for weight in found], round(float(best.x[0] - (found * middle).sum()), 4)


