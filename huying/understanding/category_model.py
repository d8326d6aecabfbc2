"""A learned classifier of texts: linear, in one layer for few labels or in two for a catalogue of many leaves.

Only numbers are kept: hashed features (`category_features`), their rarity, and a weight for each and each label.
Reading needs numpy alone; learning is in `category_training`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .category_features import BLOCK_WEIGHTS, BLOCKS, Read, body_words, numbers, reaches, read

FORMAT = 1
TABLE_SHIFT = 11  # features are told apart by 21 bits at first sight
_LIKELY = 0.02  # groups below this chance are not looked into
_WORDS = 5
_WEIGHTS = np.array(BLOCK_WEIGHTS, dtype=np.float32)

Arrays = Mapping[str, NDArray[Any]]


@dataclass(frozen=True, slots=True)
class Chance:
    """A label with its calibrated probability (0 to 1) and the words that spoke for it, the strongest first."""

    label: str
    chance: float
    words: tuple[str, ...] = ()


class Vocabulary:
    """The features that are known, in order of their number, with the weight that their rarity gives them.

    A table by the upper bits of the number finds one in one step; of two that share these bits one is not found.
    """

    def __init__(self, keys: NDArray[np.uint32], rarity: NDArray[np.float32]) -> None:
        if keys.dtype != np.uint32 or keys.shape != rarity.shape or not len(keys) or (keys[1:] <= keys[:-1]).any():
            raise ValueError("no features, or not in order")
        self.keys, self.rarity = keys, rarity
        self._table = np.zeros(1 << (32 - TABLE_SHIFT), np.int32)
        self._table[keys >> np.uint32(TABLE_SHIFT)] = np.arange(len(keys))

    def weigh(self, keys: NDArray[np.uint32]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Places of the known features and their values: damped counts by rarity, each block of the same length."""
        found, counts = np.unique(keys, return_counts=True)
        places = self.places(found)
        known = places >= 0
        places, blocks = places[known], found[known] & np.uint32(7)
        values = (1.0 + np.log(counts[known])) * self.rarity[places]
        lengths = np.sqrt(np.bincount(blocks, values * values, minlength=BLOCKS))
        factors = _WEIGHTS / np.maximum(lengths, 1e-9)
        return places, (values * factors[blocks]).astype(np.float32)

    def places(self, keys: NDArray[np.uint32]) -> NDArray[np.int64]:
        """The place of each key, -1 for those not known."""
        places: NDArray[np.int64] = self._table[keys >> np.uint32(TABLE_SHIFT)].astype(np.int64)
        places[self.keys[places] != keys] = -1
        return places


@dataclass(frozen=True, slots=True)
class Layer:
    """One decision between `labels`. `rows`: the places of the vocabulary it has weights for, None for all."""

    of: str  # the group whose leaves these are, "" for the first decision
    labels: tuple[str, ...]
    weights: NDArray[np.float16]
    bias: NDArray[np.float32]
    heat: float  # turns margins into calibrated chances
    rows: NDArray[np.int32] | None = None

    def chances(self, places: NDArray[np.int64], values: NDArray[np.float32]) -> NDArray[np.float32]:
        """The probability of each label."""
        rows, kept = self._rows(places, values)
        margins = (kept @ self.weights[rows].astype(np.float32) + self.bias) * self.heat
        powers = np.exp(margins - margins.max())
        return np.asarray(powers / powers.sum(), dtype=np.float32)

    def column(self, label: str, places: NDArray[np.int64]) -> NDArray[np.float32]:
        """The weight of each place for one label, above the mean of all labels; 0 where there is none."""
        rows = places if self.rows is None else _places(self.rows, places)
        found = self.weights[np.maximum(rows, 0)].astype(np.float32) if len(self.weights) else np.zeros((len(rows), 1), np.float32)
        column = found[:, self.labels.index(label) if found.shape[1] > 1 else 0] - found.mean(axis=1)
        return np.asarray(np.where(rows >= 0, column, 0.0), dtype=np.float32)

    def _rows(self, places: NDArray[np.int64], values: NDArray[np.float32]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        if self.rows is None:
            return places, values
        rows = _places(self.rows, places)
        return rows[rows >= 0], values[rows >= 0]


@dataclass(frozen=True, slots=True)
class WarmModel:
    """What was learned; `below` has the leaves of each group and is empty when the first decision is the only one."""

    vocabulary: Vocabulary
    top: Layer
    below: Mapping[str, Layer]

    @property
    def labels(self) -> tuple[str, ...]:
        """Every label that may be answered."""
        if not self.below:
            return self.top.labels
        return tuple(label for layer in self.below.values() for label in layer.labels)

    @property
    def size(self) -> int:
        """Bytes in memory."""
        layers = (self.top, *self.below.values())
        arrays: list[NDArray[Any]] = [self.vocabulary.keys, self.vocabulary.rarity, *(layer.weights for layer in layers)]
        return sum(array.nbytes for array in arrays)

    def classify(self, text: str, top: int = 3, words: bool = True) -> list[Chance]:
        """Return at most `top` labels, the likeliest first; none for a text of which no feature is known.

        Reads the first 1,200 characters; put the title first. `words` False leaves out what spoke, for speed.
        """
        found = read(text)
        keys = numbers(found)
        places, values = self.vocabulary.weigh(keys)
        if not len(places):
            return []
        ranked = sorted(self._chances(places, values), key=lambda one: (-one[1], one[0]))[:top]
        if not words:
            return [Chance(label, round(chance, 4)) for label, chance, _ in ranked]
        begins, ends = reaches(found)
        spread = self._spread(keys, places, values)
        return [Chance(label, round(chance, 4), self._said(found, begins, ends, spread, label, group))
                for label, chance, group in ranked]

    def familiar(self, text: str) -> float:
        """The share (0 to 1) of the text's different words that were learned; below a half it is strange ground."""
        words = np.unique(body_words(numbers(read(text))))
        return float((self.vocabulary.places(words) >= 0).mean()) if len(words) else 0.0

    def classify_many(self, texts: Sequence[str], top: int = 3) -> list[list[Chance]]:
        """The same for many texts, without the words that spoke."""
        return [self.classify(text, top, words=False) for text in texts]

    def _chances(self, places: NDArray[np.int64], values: NDArray[np.float32]) -> list[tuple[str, float, str]]:
        """Each likely label with its probability and its group."""
        first = self.top.chances(places, values)
        if not self.below:
            return [(label, float(chance), "") for label, chance in zip(self.top.labels, first, strict=True)]
        least = min(_LIKELY, float(first.max()))
        return [(label, float(chance * inner), group)
                for group, chance in zip(self.top.labels, first, strict=True) if chance >= least
                for label, inner in zip(self.below[group].labels, self.below[group].chances(places, values), strict=True)]

    def _spread(self, keys: NDArray[np.uint32], places: NDArray[np.int64], values: NDArray[np.float32],
                ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """For every occurrence of a feature its place (-1: not known) and its part of the feature's value."""
        every = self.vocabulary.places(keys)
        shares = np.zeros(len(keys), np.float32)
        known = every >= 0
        order = np.searchsorted(places, every[known])
        shares[known] = values[order] / np.bincount(order, minlength=len(places))[order]
        return every, shares

    def _said(self, found: Read, begins: NDArray[np.int64], ends: NDArray[np.int64],
              spread: tuple[NDArray[np.int64], NDArray[np.float32]], label: str, group: str) -> tuple[str, ...]:
        """The words whose letters carry most of the margin of a label."""
        every, shares = spread
        weights = self.top.column(group or label, every)
        if group:
            weights = weights + self.below[group].column(label, every)
        parts = weights * shares * (every >= 0) / (ends - begins)
        n = int(found.ends[-1])
        steps = np.bincount(begins, parts, minlength=n + 1) - np.bincount(ends, parts, minlength=n + 1)
        sums = np.concatenate(([0.0], np.cumsum(np.cumsum(steps)[:n])))
        spoke: dict[str, float] = {}
        for word, end in zip(found.words, found.ends, strict=True):
            spoke[word] = spoke.get(word, 0.0) + float(sums[end] - sums[end - len(word)])
        telling = sorted(((weight, word) for word, weight in spoke.items() if weight > 0 and "0" not in word), reverse=True)
        return tuple(word for _, word in telling[:_WORDS])

    def packed(self) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
        """The arrays and the plain data that `unpacked` makes the same model from."""
        arrays: dict[str, NDArray[Any]] = {"keys": self.vocabulary.keys, "rarity": self.vocabulary.rarity}
        layers = (self.top, *self.below.values())
        for number, layer in enumerate(layers):
            arrays |= {f"{number}.weights": layer.weights, f"{number}.bias": layer.bias}
            if layer.rows is not None:
                arrays[f"{number}.rows"] = layer.rows
        told = [{"of": layer.of, "labels": list(layer.labels), "heat": layer.heat} for layer in layers]
        return arrays, {"format": FORMAT, "layers": told}


def unpacked(arrays: Arrays, told: Mapping[str, Any]) -> WarmModel:
    """The model from what `packed` gave; ValueError or KeyError when it is of another format or incomplete."""
    if told["format"] != FORMAT:
        raise ValueError(f"a model of format {told['format']}, this program reads {FORMAT}")
    layers = []
    for number, one in enumerate(told["layers"]):
        weights, bias = arrays[f"{number}.weights"], arrays[f"{number}.bias"]
        if weights.shape[1] != len(one["labels"]) or bias.shape != (weights.shape[1],):
            raise ValueError("weights and labels do not fit")
        rows = arrays.get(f"{number}.rows")
        if len(weights) != len(arrays["keys"] if rows is None else rows):
            raise ValueError("weights and features do not fit")
        layers.append(Layer(one["of"], tuple(one["labels"]), weights, bias, float(one["heat"]), rows))
    vocabulary = Vocabulary(arrays["keys"], arrays["rarity"])
    return WarmModel(vocabulary, layers[0], {layer.of: layer for layer in layers[1:]})


def _places(among: NDArray[Any], wanted: NDArray[Any]) -> NDArray[np.int64]:
    """Where in the sorted `among` each wanted number is, -1 where it is not."""
    if not len(among):
        return np.full(len(wanted), -1, np.int64)
    places = np.searchsorted(among, wanted)
    places[places == len(among)] = 0
    return np.where(among[places] == wanted, places, -1)
