"""Divisions named in a text: districts, streets and towns, whole names before short ones."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from .phrases import PhraseBook

_SUFFIX = re.compile(r"(?:街道办事处|街道办|街道|地区|新区|开发区|区|县|市|镇|乡|街)$")
_OTHER_THING = re.compile(
    r"大道|[东西南北中]?[一二三四五六]?(?:路|街|巷|桥|里)|(?:公园|广场|机场|火车|客运|医院|大学|学院|中学|小学|酒店|大厦|商场|山|江|湖|河|站)"
)

_DISTRICT = 2  # depth of a district below its city; streets lie deeper


@dataclass(frozen=True, slots=True)
class DivisionName:
    """A division and how people call it; `parent` is the code of the district or city around it."""

    code: str
    name: str
    aliases: tuple[str, ...] = ()
    parent: str | None = None


class Found(NamedTuple):
    """A division and where its name stands: text[span[0]:span[1]]."""

    code: str
    span: tuple[int, int]


class DivisionFinder:
    """Built once per set of divisions; safe to share between threads."""

    def __init__(self, divisions: Sequence[DivisionName]) -> None:
        self._parent = {division.code: division.parent for division in divisions}
        self._whole: dict[str, list[str]] = {}
        self._short: dict[str, list[str]] = {}
        for division in divisions:
            for name in (division.name, *division.aliases):
                _add(self._whole, name, division.code)
            stem = _SUFFIX.sub("", division.name)
            if stem != division.name:
                for ending in ("街", "街道办") if division.name.endswith("街道") else ():
                    _add(self._whole, stem + ending, division.code)
                _add(self._short, stem, division.code)
        self._book = PhraseBook([*self._whole, *self._short])

    def find(self, text: str, hint: str | None = None) -> list[Found]:
        """Return the divisions named, the narrowest first, each once.

        A name that several divisions share belongs to the one inside `hint` (a code) or inside a district
        named in the same text; if neither tells, all of them are returned. "天河路" and "白云机场" name
        no district.
        """
        named = [(hit.start, hit.end, codes) for hit in self._book.longest(text) if (codes := self._codes(text, *hit))]
        sure = {codes[0] for _, _, codes in named if len(codes) == 1}
        found: dict[str, Found] = {}
        for start, end, codes in named:
            for code in self._choose(codes, sure, hint):
                found.setdefault(code, Found(code, (start, end)))
        return sorted(found.values(), key=lambda each: (-self._depth(each.code), each.span))

    def _codes(self, text: str, start: int, end: int, name: str) -> list[str]:
        if not _SUFFIX.search(name) and _OTHER_THING.match(text, end):
            # 白云 is said for 白云区, but 白云大道 and 白云机场 are other things; the road 体育西路 lies in its street.
            return [code for code in self._whole.get(name, ()) if self._depth(code) > _DISTRICT]
        if name in self._whole:
            return self._whole[name] if not (name.endswith("街") and text[end : end + 1] in ("道", "口")) else []
        return self._short[name] if len(name) > 1 else []

    def _choose(self, codes: list[str], sure: set[str], hint: str | None) -> list[str]:
        if len(codes) == 1:
            return codes
        named = [code for code in codes if sure.intersection(self._line(code))]
        hinted = [code for code in codes if hint is not None and hint in self._line(code)]
        return named or hinted or codes

    def _line(self, code: str) -> list[str]:
        return line_of(code, self._parent)

    def _depth(self, code: str) -> int:
        return len(self._line(code))


def line_of(code: str, parent: Mapping[str, str | None]) -> list[str]:
    """The division and those around it, the narrowest first."""
    line: list[str] = []
    upper: str | None = code
    while upper is not None and upper not in line:
        line.append(upper)
        upper = parent.get(upper)
    return line


def find_division(text: str, divisions: Sequence[DivisionName], hint: str | None = None) -> list[Found]:
    """Return what a `DivisionFinder` of these divisions finds; the finder of the last few sets is kept."""
    return _finder(tuple(divisions)).find(text, hint)


@lru_cache(maxsize=4)
def _finder(divisions: tuple[DivisionName, ...]) -> DivisionFinder:
    return DivisionFinder(divisions)


def _add(names: dict[str, list[str]], name: str, code: str) -> None:
    codes = names.setdefault(name, [])
    if code not in codes:
        codes.append(code)
