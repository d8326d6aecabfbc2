"""How alike two requests are, by words, by the things they name, by their matter and by time; with reasons in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .matters import agreement
from .profile import TITLE, UNKNOWN, Profile
from .rarity import Rarity

# How much a name that both give says about the place being one. A road is long, a street office's area wide.
KINDS = {"area": 1.0, "firm": 1.0, "line": 0.8, "mark": 0.7, "road": 0.6, "street": 0.3}
SHARE_TITLED = 0.3  # of the likeness of words comes from the titles
SHARP = frozenset({"area", "firm", "line"})  # names of which a message about one matter gives but one in its title
CLOSE, SAME_MATTER, FEW_DAYS = 0.45, 0.6, 14.0


@dataclass(frozen=True, slots=True)
class Match:
    """All parts 0 to 1. `place` the names both give, `apart` names or numbers that exclude each other, `piece` the longest
    rare run of a title found in the other request."""

    words: float
    place: float
    apart: float
    matter: float
    piece: float

    @property
    def rank(self) -> float:
        """For ordering candidates by one matter at one place; weights found on labelled groups (docs/understanding.md)."""
        return self.words + 0.1 * (self.place + self.matter + self.piece - self.apart)


def compare(a: Profile, b: Profile, rarity: Rarity = UNKNOWN) -> Match:
    """Compare two requests; symmetric."""
    words = SHARE_TITLED * cosine(a.titled, b.titled) + (1 - SHARE_TITLED) * cosine(a.said, b.said)
    most = rarity.most
    place = max(_named(a, b, rarity), _named(b, a, rarity)) / most
    piece = max(_longest(a.pieces, b.letters, rarity), _longest(b.pieces, a.letters, rarity)) / most
    return Match(min(1.0, words), min(1.0, place), _apart(a, b), agreement(a.matters, b.matters), min(1.0, piece))


def cosine(a: Mapping[str, float], b: Mapping[str, float]) -> float:
    """The cosine of two unit vectors."""
    if len(b) < len(a):
        a, b = b, a
    return sum(weight * b[run] for run, weight in a.items() if run in b)


def _named(a: Profile, b: Profile, rarity: Rarity) -> float:
    """The most telling name of `a` that stands in `b`."""
    return max((KINDS[name.kind] * weight / TITLE * rarity.of_name(name.core) for name, weight in a.names.items()
                if name.core in b.letters), default=0.0)


def _apart(a: Profile, b: Profile) -> float:
    """1 when both titles give sharp names and share none; a half when one road is given with other house numbers."""
    first, second = _sharp(a), _sharp(b)
    if first and second and not any(core in b.letters for core in first) and not any(core in a.letters for core in second):
        return 1.0
    return 0.5 if a.houses and b.houses and not a.houses & b.houses else 0.0


def _sharp(one: Profile) -> list[str]:
    return [name.core for name, weight in one.names.items() if weight == TITLE and name.kind in SHARP]


def _longest(pieces: tuple[str, ...], letters: str, rarity: Rarity) -> float:
    """The rarity of the rarest run of at least two letters of these pieces that stands in `letters`; short ones count less."""
    best = 0.0
    for piece in pieces:
        start = 0
        while start < len(piece) - 1:
            end = start + 2
            if piece[start:end] not in letters:
                start += 1
                continue
            while end < len(piece) and piece[start : end + 1] in letters:
                end += 1
            best = max(best, rarity.of_name(piece[start:end]) * min(1.0, (end - start) / 4))
            start = end - 1
    return best
