"""Many patterns over one text, each tried only where a letter stands that it may begin with."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property

_FULL = frozenset({"*"})  # "may begin with anything"


class Scanner:
    """The leftmost match of many patterns; at one place the earlier pattern wins, as in one long alternation.

    Python tries every branch of an alternation at every letter; with some hundred branches that costs ten times
    as much as looking up which of them can begin there.
    Nothing is prepared before the first text, and a pattern only when its letter comes: most processes never ask.
    """

    def __init__(self, pieces: Iterable[str]) -> None:
        self.pieces = tuple(pieces)
        self._ready: dict[str, re.Pattern[str]] = {}

    def search(self, text: str) -> re.Match[str] | None:
        """Return the leftmost match, or None."""
        groups, ready = self._groups, self._ready
        for start in self._starts.finditer(text):
            key = start[0] if start[0] in groups else "*"
            pattern = ready.get(key)
            if pattern is None:
                pattern = ready[key] = re.compile(groups[key])
            found = pattern.match(text, start.start())
            if found:
                return found
        return None

    @cached_property
    def _starts(self) -> re.Pattern[str]:
        """A letter with which a match may begin."""
        letters = "".join(map(re.escape, self._groups.keys() - _FULL))
        return re.compile("(?s:.)" if _FULL & self._groups.keys() else f"[{letters}]" if letters else "(?!)")

    @cached_property
    def _groups(self) -> dict[str, str]:
        """The patterns that may begin with a letter, in their order, as one alternation; "*": with any other."""
        by_letter: dict[str, list[str]] = {}
        starts = [(piece, first_letters(piece)) for piece in self.pieces]
        letters = frozenset().union(*(found for _, found in starts)) - _FULL
        for piece, found in starts:
            for letter in letters | _FULL if found & _FULL else found:
                by_letter.setdefault(letter, []).append(piece)
        return {letter: "|".join(group) for letter, group in by_letter.items()}


def first_letters(piece: str) -> frozenset[str]:
    """The letters with which a match may begin; {"*"} where that cannot be told or the match may be empty."""
    letters, empty, _ = _branches(piece, 0)
    return _FULL if empty else letters


def _branches(piece: str, at: int) -> tuple[frozenset[str], bool, int]:
    """First letters of an alternation, whether it may be empty, and where it ends."""
    letters, empty = frozenset[str](), False
    while True:
        found, nothing, at = _sequence(piece, at)
        letters, empty = letters | found, empty or nothing
        if at >= len(piece) or piece[at] == ")":
            return letters, empty, at
        at += 1  # the bar


def _sequence(piece: str, at: int) -> tuple[frozenset[str], bool, int]:
    letters, open_ = frozenset[str](), True  # open_: everything so far may be empty
    while at < len(piece) and piece[at] not in "|)":
        found, nothing, at = _atom(piece, at)
        optional, at = _repeat(piece, at)
        if open_:
            letters |= found
            open_ = nothing or optional
    return letters, open_, at


def _atom(piece: str, at: int) -> tuple[frozenset[str], bool, int]:
    letter = piece[at]
    if letter == "[":
        end = piece.index("]", at + 1)
        inside = piece[at + 1 : end]
        return _FULL if inside.startswith("^") or "-" in inside or "\\" in inside else frozenset(inside), False, end + 1
    if letter == "(":
        look = re.compile(r"\(\?(<?[=!])").match(piece, at)
        start = look.end() if look else at + (3 if piece.startswith("(?:", at) else 1)
        letters, empty, end = _branches(piece, start)
        return (frozenset(), True, end + 1) if look else (letters, empty, end + 1)
    if letter == "\\":
        return frozenset("0123456789") if piece[at + 1] == "d" else _FULL, False, at + 2
    if letter in "^$":
        return frozenset(), True, at + 1
    return _FULL if letter == "." else frozenset(letter), False, at + 1


def _repeat(piece: str, at: int) -> tuple[bool, int]:
    """Whether what stands before may be left out, and where its quantifier ends."""
    found = re.compile(r"(?:[?*+]|\{(\d*),?\d*\})\??").match(piece, at)
    if not found or not found[0]:
        return False, at
    return found[0][0] in "?*" or (found[1] in {"0", ""} and found[0][0] == "{"), found.end()
