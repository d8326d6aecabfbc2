"""Many patterns over one text, each tried only where the letters stand that it may begin with."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from functools import cached_property

from ahocorasick_rs import AhoCorasick

from .plain import whole

_FULL = frozenset({"*"})  # "may begin with anything"
_ANY = "\0"  # one letter that cannot be told
_NOTHING = frozenset({""})
_LONG = 2  # letters of an opening
_REPEAT = re.compile(r"(?:[?*+]|\{(\d*)(,?)(\d*)\})\??")
_LOOK = re.compile(r"\(\?<?[=!]")

Heads = frozenset[str]  # the first letters of what may stand there, two at most; fewer where it is shorter


class Openings:
    """Which of several sets of patterns may match in a text, told by their first two letters in one pass (Aho and Corasick).

    Python tries every branch of an alternation at every letter; with some hundred branches that costs ten times as much.
    """

    def __init__(self, sets: Sequence[Iterable[str]]) -> None:
        self._sets = tuple(tuple(pieces) for pieces in sets)

    def sets(self, text: str) -> frozenset[int]:
        """The numbers of the sets of which a pattern may begin somewhere in the text."""
        told, always = self._told, self._always
        book = self._book
        if book is None:
            return always
        return always.union(*{told[opening] for opening, _, _ in book.find_matches_as_indexes(whole(text), overlapping=True)})

    def starts(self, text: str) -> Iterable[int]:
        """The places where any pattern may begin, in order."""
        if self._always:
            return range(len(text) + 1)
        book = self._book
        return sorted({start for _, start, _ in book.find_matches_as_indexes(whole(text), overlapping=True)}) if book else ()

    @cached_property
    def _openings(self) -> dict[str, frozenset[int]]:
        found: dict[str, set[int]] = {}
        for number, pieces in enumerate(self._sets):
            for opening in frozenset().union(*map(openings, pieces)):
                found.setdefault(opening, set()).add(number)
        return {opening: frozenset(numbers) for opening, numbers in found.items()}

    @cached_property
    def _always(self) -> frozenset[int]:
        return self._openings.get("*", frozenset())

    @cached_property
    def _told(self) -> list[frozenset[int]]:
        return [numbers for opening, numbers in self._openings.items() if opening != "*"]

    @cached_property
    def _book(self) -> AhoCorasick | None:
        told = [opening for opening in self._openings if opening != "*"]
        return AhoCorasick(told, store_patterns=False) if told else None


class Scanner:
    """The leftmost match of many patterns; at one place the earlier pattern wins, as in one long alternation.

    Nothing is prepared before the first text, and a pattern only when its letter comes: most processes never ask.
    """

    def __init__(self, pieces: Iterable[str]) -> None:
        self.pieces = tuple(pieces)
        self._may = Openings([self.pieces])
        self._ready: dict[str, re.Pattern[str]] = {}

    def search(self, text: str) -> re.Match[str] | None:
        """Return the leftmost match, or None."""
        groups, ready = self._groups, self._ready
        for start in self._may.starts(text):
            key = letter if (letter := text[start : start + 1]) in groups else "*"
            pattern = ready.get(key)
            if pattern is None:
                pattern = ready[key] = re.compile(groups[key])
            found = pattern.match(text, start)
            if found:
                return found
        return None

    @cached_property
    def _groups(self) -> dict[str, str]:
        """The patterns that may begin with a letter, in their order, as one alternation; "*": with any other."""
        by_letter: dict[str, list[str]] = {}
        begins = [(piece, frozenset(opening[0] for opening in openings(piece))) for piece in self.pieces]
        letters = frozenset().union(*(found for _, found in begins)) - _FULL
        for piece, found in begins:
            for letter in letters | _FULL if found & _FULL else found:
                by_letter.setdefault(letter, []).append(piece)
        return {letter: "|".join(group) for letter, group in by_letter.items()}


def openings(piece: str) -> frozenset[str]:
    """The one or two letters with which a match may begin; {"*"} where that cannot be told or the match may be empty."""
    heads, _ = _branches(piece, 0)
    if any(head[:1] in ("", _ANY) for head in heads):
        return _FULL
    told = {head.rstrip(_ANY) for head in heads}
    return frozenset(head for head in told if len(head) == 1 or head[0] not in told)


def _branches(piece: str, at: int) -> tuple[Heads, int]:
    """The heads of an alternation, and where it ends."""
    heads: Heads = frozenset()
    while True:
        found, at = _sequence(piece, at)
        heads |= found
        if at >= len(piece) or piece[at] == ")":
            return heads, at
        at += 1  # the bar


def _sequence(piece: str, at: int) -> tuple[Heads, int]:
    heads = _NOTHING
    while at < len(piece) and piece[at] not in "|)":
        found, at = _atom(piece, at)
        least, most, at = _times(piece, at)
        once = [_joined(heads, found)]
        if most > 1:
            once.append(_joined(once[0], found))
        heads = (heads if least == 0 else frozenset()) | (once[0] if least < _LONG and most > 0 else frozenset()) | once[-1]
    return heads, at


def _joined(heads: Collection[str], more: Collection[str]) -> Heads:
    return frozenset((head + next_)[:_LONG] for head in heads for next_ in more)


def _atom(piece: str, at: int) -> tuple[Heads, int]:
    letter = piece[at]
    if letter == "[":
        end = piece.index("]", at + 1)
        inside = piece[at + 1 : end]
        return frozenset({_ANY} if inside.startswith("^") or "-" in inside or "\\" in inside else inside), end + 1
    if letter == "(":
        look = _LOOK.match(piece, at)
        heads, end = _branches(piece, look.end() if look else at + (3 if piece.startswith("(?:", at) else 1))
        return _NOTHING if look else heads, end + 1
    if letter == "\\":
        return frozenset("0123456789" if piece[at + 1] == "d" else _ANY), at + 2
    if letter in "^$":
        return _NOTHING, at + 1
    return frozenset(_ANY if letter == "." else letter), at + 1


def _times(piece: str, at: int) -> tuple[int, int, int]:
    """How often at least and at most (2: or more) what stands before comes, and where its quantifier ends."""
    found = _REPEAT.match(piece, at)
    if not found:
        return 1, 1, at
    if found[0][0] != "{":
        return int(found[0][0] == "+"), 1 if found[0][0] == "?" else _LONG, found.end()
    least = int(found[1] or 0)
    return least, int(found[3] or _LONG) if found[2] else least, found.end()
