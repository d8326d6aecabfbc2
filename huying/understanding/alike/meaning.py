"""What words are about, as short vectors: near for words that stand in the same matters of a catalogue."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

FILE = Path(__file__).parent / "meaning.npz"
UNKNOWN = 7.0  # the rarity of a word of which nothing is known, in nats
STRANGE = 4.0  # what such a word counts: it may be a slip of the cutting
NEAREST = 12  # taught matters that are looked at
SHARP = 12.0  # how fast the share of a matter falls with its distance
Vector = NDArray[np.float32]


class Meaning:
    """`terms`: words, pairs of letters behind `#`, letters behind `@`; a row of unit length and a rarity for each.
    What is rarer than `common` was met once: it may be a name all the same. `matters`: where each taught matter lies."""

    def __init__(self, terms: list[str], vectors: Vector, rarity: Vector, common: float = UNKNOWN, matters: Vector | None = None) -> None:
        self.place = {term: at for at, term in enumerate(terms)}
        self.vectors, self.rarity, self.common = vectors, rarity, common
        self.dimensions = vectors.shape[1]
        self.matters = np.zeros((0, self.dimensions), np.float32) if matters is None else matters

    def knows(self, word: str) -> bool:
        """Whether the word was learned from more than one text; a name seldom was."""
        at = self.place.get(word)
        return at is not None and float(self.rarity[at]) <= self.common

    def rare(self, term: str) -> float:
        """How rare a term is among the texts learned from, in nats."""
        at = self.place.get(term)
        return UNKNOWN if at is None else float(self.rarity[at])

    def of(self, words: list[str]) -> tuple[Vector, Vector]:
        """Vectors and rarities of the words; of an unknown word those of its pairs of letters, nothing where these are unknown."""
        rows: list[Vector] = []
        rare: list[float] = []
        for word in words:
            at = self.place.get(word)
            if at is not None:
                rows.append(self.vectors[at])
                rare.append(float(self.rarity[at]))
                continue
            pairs = [found for found in (self.place.get("#" + word[i : i + 2]) for i in range(len(word) - 1)) if found is not None]
            mean = self.vectors[pairs].sum(0)
            rows.append(mean / (np.linalg.norm(mean) + 1e-9))
            rare.append(float(self.rarity[pairs].mean()) if pairs else STRANGE)
        if not rows:
            return np.zeros((0, self.dimensions), np.float32), np.zeros(0, np.float32)
        return np.stack(rows).astype(np.float32), np.array(rare, np.float32)

    def mean(self, words: list[str]) -> Vector:
        """Where the words lie together."""
        return together(*self.of(words))

    def nearest(self, mean: Vector) -> tuple[dict[int, float], float]:
        """The taught matters that a text is likest, with their shares, and how near the nearest is."""
        if len(self.matters) <= NEAREST:
            return {}, 0.0
        near = self.matters @ mean
        first = np.argpartition(near, -NEAREST)[-NEAREST:]
        top = float(near[first].max())
        share = np.exp((near[first] - top) * SHARP)
        share /= share.sum()
        return dict(zip(first.tolist(), share.tolist(), strict=True)), top

    def save(self, path: Path) -> None:
        """Keep it with one byte a number."""
        np.savez_compressed(path, terms=np.array("\n".join(self.place)), rarity=np.round(self.rarity * 16).astype(np.uint8),
                            common=np.array(round(self.common * 16), np.uint8),
                            vectors=np.round(self.vectors * 127).astype(np.int8), matters=np.round(self.matters * 127).astype(np.int8))


def together(vectors: Vector, rare: Vector) -> Vector:
    """Where words lie together, rare ones counting more; of unit length."""
    total = (vectors * rare[:, None]).sum(0)
    return np.asarray(total / (np.linalg.norm(total) + 1e-9), np.float32)


def load(path: Path) -> Meaning:
    """A meaning that was kept before."""
    with np.load(path, allow_pickle=False) as kept:
        return Meaning(str(kept["terms"]).split("\n"), _unit(kept["vectors"]), kept["rarity"].astype(np.float32) / 16,
                       float(kept["common"]) / 16, _unit(kept["matters"]))


def _unit(rows: NDArray[np.int8]) -> Vector:
    vectors = rows.astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9
    return vectors


@lru_cache(maxsize=1)
def meaning() -> Meaning:
    """The one that comes with the house; loaded once a process."""
    return load(FILE)
