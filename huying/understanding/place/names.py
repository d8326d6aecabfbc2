"""What is known of each token as part of a name of the gazetteer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from .gazetteer import Gazetteer, Name
from .tokens import Token


def known_names(text: str, tokens: Sequence[Token], gazetteer: Gazetteer) -> list[str]:
    """For each token: place in the name (B, I, E), levels, whole or short, and how it stands to the other names.

    `=`: named before; `+`: inside one named before; `x`: elsewhere than all named before; `>`: comes once more;
    `<`: a name of a level named before, but another one, comes later.
    """
    found = [""] * len(tokens)
    at = {token.start: i for i, token in enumerate(tokens)}
    hits = [hit for hit in gazetteer.book.longest(text) if hit.start in at]
    for hit, mark in zip(hits, _marks([hit.phrase for hit in hits], gazetteer), strict=True):
        first = last = at[hit.start]
        while last + 1 < len(tokens) and tokens[last + 1].end <= hit.end:
            last += 1
        for i in range(first, last + 1):
            found[i] = ("B" if i == first else "E" if i == last else "I") + mark
    return found


def _marks(phrases: Sequence[str], gazetteer: Gazetteer) -> list[str]:
    names = [gazetteer.get(phrase) for phrase in phrases]
    left, found = Counter(phrases), list[str]()
    named: dict[str, None] = {}
    for phrase, name in zip(phrases, names, strict=True):
        left[phrase] -= 1
        mark = _mark(name, named, gazetteer) if name else gazetteer.kind_of[phrase][0].upper()
        found.append(mark + ">" if name and left[phrase] else mark)
    last = _last_other(names)
    return [mark + "<" if name and i < last else mark for i, (mark, name) in enumerate(zip(found, names, strict=True))]


def _last_other(names: Sequence[Name | None]) -> int:
    """Where the last whole name stands that cannot be that of its level named before: a second, other place (-1: nowhere)."""
    codes: dict[str, set[str]] = {}
    found = -1
    for i, name in enumerate(names):
        if name and name.whole and len(name.levels) == 1:
            if not codes.get(name.levels, set(name.codes)).intersection(name.codes):
                found = i
            codes[name.levels] = set(name.codes)
    return found


def _mark(name: Name, named: dict[str, None], gazetteer: Gazetteer) -> str:
    """Levels, whole or short, standing; the codes are added to those named. The time does not grow with the text."""
    mark = name.levels + ("w" if name.whole else "s")
    near = [code for code in name.codes if any(upper in named for upper in gazetteer.line(code))]
    if any(code in named for code in name.codes):
        mark += "="
    elif near:
        mark += "+"
    elif named:
        mark += "x"
    named.update(dict.fromkeys(near or name.codes[:4]))
    return mark
