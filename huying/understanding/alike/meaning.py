"""What words are about, as short vectors: near for words that stand in the same matters of a catalogue."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

FILE = Path(__file__).parent / "meaning.npz"
UNKNOWN = 7.0  # the rarity of a word of which nothing is known, in nats
STRANGE = 4.0  # what such a word counts: it may be a slip of the cutting
Vector = NDArray[np.float32]


class Meaning:
    """`terms`: words, pairs of letters behind `#`, letters behind `@`; a row of unit length and a rarity for each."""

    def __init__(self, terms: list[str], vectors: Vector, rarity: Vector) -> None:
        self.place = {term: at for at, term in enumerate(terms)}
        self.vectors, self.rarity = vectors, rarity
        self.dimensions = vectors.shape[1]

    def knows(self, word: str) -> bool:
        """Whether the word was learned; a name seldom was."""
        return word in self.place

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

    def save(self, path: Path) -> None:
        """Keep it with one byte a number."""
        np.savez_compressed(path, terms=np.array("\n".join(self.place)), rarity=np.round(self.rarity * 16).astype(np.uint8),
                            vectors=np.round(self.vectors * 127).astype(np.int8))


def load(path: Path) -> Meaning:
    """A meaning that was kept before."""
    with np.load(path, allow_pickle=False) as kept:
        vectors = kept["vectors"].astype(np.float32)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9
        return Meaning(str(kept["terms"]).split("\n"), vectors, kept["rarity"].astype(np.float32) / 16)


@lru_cache(maxsize=1)
def meaning() -> Meaning:
    """The one that comes with the house; loaded once a process."""
    return load(FILE)
