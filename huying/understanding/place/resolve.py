"""From names of divisions to one code: the narrowest that all names agree with."""

from __future__ import annotations

from collections.abc import Sequence

from .gazetteer import Gazetteer

_DEPTH = {"prov": 0, "city": 1, "district": 2, "town": 3}


def resolve(named: Sequence[tuple[str, str]], gazetteer: Gazetteer, hint: str | None = None) -> str:
    """Return the code that names of (kind, name) mean together, or "" when they mean none or several.

    The kind is a help only: 义乌市 is a county-level city and found as either. A name that agrees with none of the wider
    ones is passed over. `hint`: a code that decides between places of the same name.
    """
    ways: list[str] = []
    for _, name in sorted(named, key=lambda each: _DEPTH.get(each[0], 9)):
        known = gazetteer.get(name)
        if known is not None:
            ways = _agreed(ways, known.codes, gazetteer) if ways else list(known.codes)
    if len(ways) > 1 and hint is not None:
        ways = [code for code in ways if gazetteer.related(code, hint)] or ways
    if len(ways) > 1:
        # 吉林 is a province and a city in it: said alone it means the wider one.
        ways = [code for code in ways if all(code in gazetteer.line(other) for other in ways)]
    return ways[0] if len(ways) == 1 else ""


def _agreed(ways: Sequence[str], codes: Sequence[str], gazetteer: Gazetteer) -> list[str]:
    """The narrower of each two that lie in one another; the old ways where none do."""
    line = gazetteer.line
    found = [code if way in line(code) else way for way in ways for code in codes if gazetteer.related(way, code)]
    return list(dict.fromkeys(found)) or list(ways)
