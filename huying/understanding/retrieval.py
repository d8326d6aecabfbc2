"""Finding the requests like a new one: keys for a database, and an index in memory for a few thousand."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Hashable, Iterable
from heapq import nlargest, nsmallest
from typing import Generic, NamedTuple, TypeVar

from .compare import Match, compare
from .names import Name
from .profile import TITLE, UNKNOWN, Profile
from .rarity import Rarity

Id = TypeVar("Id", bound=Hashable)
MOST_KEYS = 16
_SHARP_ENOUGH = frozenset({"area", "firm", "mark", "line"})
_BANDS = 4
COMMON = 0.1  # runs in more than this share of the requests find nothing
NEAREST = 40


def keys(one: Profile) -> list[int]:
    """At most 16 signed 64-bit keys; requests about one matter at one place nearly always share some.

    A name with a family of matters, a sharp name alone, and the smallest hashes of its runs of letters
    (Broder 1997), which find copies that name nothing.
    """
    named = sorted(one.names, key=lambda name: (-one.names[name], name.kind not in _SHARP_ENOUGH))[:4]
    families = nlargest(2, _families(one).items(), key=lambda item: item[1])
    found = [_key(f"{_core(name)}/{family}") for name in named for family, _ in families]
    found += [_key(_core(name)) for name in named if name.kind in _SHARP_ENOUGH]
    if not named:
        found += [_key(f"/{piece[:4]}") for piece in one.pieces[:3]]
    bands = nsmallest(_BANDS, {_key(run) for run in one.titled if len(run) == 3} or {_key(one.letters)})
    return list(dict.fromkeys(found))[: MOST_KEYS - _BANDS] + bands


class Found(NamedTuple, Generic[Id]):
    """An indexed request and how it compares with the one asked about."""

    id: Id
    match: Match


class Index(Generic[Id]):
    """Requests by the rarest runs of their words; `nearest` compares those that share most of them."""

    def __init__(self, rarity: Rarity = UNKNOWN) -> None:
        self.rarity = rarity
        self.profiles: dict[Id, Profile] = {}
        self._holding: dict[str, list[tuple[Id, float]]] = defaultdict(list)

    def add(self, id: Id, one: Profile) -> None:
        """Index one more request."""
        self.profiles[id] = one
        for run, weight in self._weights(one):
            self._holding[run].append((id, weight))

    def nearest(self, one: Profile, most: int = NEAREST) -> list[Found[Id]]:
        """The likeliest first; those that share no rare run are not found."""
        shared: dict[Id, float] = defaultdict(float)
        longest = max(50, int(COMMON * len(self.profiles)))
        for run, weight in self._weights(one):
            holding = self._holding.get(run, ())
            if len(holding) <= longest:
                for id, other in holding:
                    shared[id] += weight * other
        near = nlargest(most, shared, key=shared.__getitem__)
        found = [Found(id, compare(one, self.profiles[id], self.rarity)) for id in near]
        return sorted(found, key=lambda each: -each.match.rank)

    def _weights(self, one: Profile) -> Iterable[tuple[str, float]]:
        weights = dict(one.said)
        for run, weight in one.titled.items():
            weights[run] = 0.5 * (weight + weights.get(run, 0.0))
        return weights.items()


def _core(name: Name) -> str:
    return name.core[-4:] if name.kind == "area" else name.core


def _families(one: Profile) -> dict[str, float]:
    families: dict[str, float] = defaultdict(float)
    for matter, weight in one.matters.items():
        families[matter.partition(".")[0]] += weight * TITLE
    return families


def _key(said: str) -> int:
    return int.from_bytes(hashlib.blake2b(said.encode(), digest_size=8, person=b"huying-key").digest(), "big", signed=True)
