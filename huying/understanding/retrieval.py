"""Finding the requests like a new one: keys for a database, and an index in memory for a few thousand."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Hashable, Iterable
from heapq import nlargest
from typing import Generic, NamedTuple, TypeVar
from zlib import crc32

from .compare import Match, compare
from .matters import matters
from .names import Name, names
from .plain import bare, plain
from .profile import PLAIN, UNKNOWN, Profile
from .rarity import Rarity
from .vocabulary import Vocabulary

Id = TypeVar("Id", bound=Hashable)
READ = 160  # letters
MOST_NAMES, MOST_PEGS, BANDS = 4, 8, 3
COMMON = 0.1  # runs in more than this share of the requests find nothing
NEAREST = 40


def keys(title: str, detail: str = "", place: str = "", *, vocabulary: Vocabulary = PLAIN) -> list[int]:
    """At most 15 signed 64-bit keys, the most telling first; requests about one matter at one place nearly always share some.

    A name together with a family of matters, a name alone, and the smallest hashes of the runs of letters
    (Broder 1997), which find copies that name nothing. Only the first letters are read; meant for every registration.
    """
    text = plain(f"{title[:READ]}。{place[:READ]}。{detail[: 2 * READ]}")[:READ]
    named = list(dict.fromkeys(name.core[-4:] for name in sorted(names(text, vocabulary.book), key=_telling)))[:MOST_NAMES]
    things = sorted(vocabulary.split(text)[0], key=len, reverse=True)
    pegs = list(dict.fromkeys(named + things))[:MOST_PEGS]
    families: dict[str, int] = {}
    for matter, count in matters(text).items():
        family = matter.partition(".")[0]
        families[family] = families.get(family, 0) + count
    about = nlargest(2, families, key=families.__getitem__)
    found = [_key(f"{peg}/{family}") for peg in pegs[:2] for family in about] + [_key(peg) for peg in pegs]
    letters = bare(text)
    runs = [letters[at : at + 3] for at in range(max(1, len(letters) - 2))] if letters else []
    hashed = dict(zip(map(crc32, map(str.encode, runs)), runs, strict=True))
    return list(dict.fromkeys(found + [_key(hashed[least]) for least in sorted(hashed)[:BANDS]]))


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


def _telling(name: Name) -> int:
    return ("firm", "area", "mark", "line", "road", "street").index(name.kind)


def _key(said: str) -> int:
    return int.from_bytes(hashlib.blake2b(said.encode(), digest_size=8, person=b"huying-key").digest(), "big", signed=True)
