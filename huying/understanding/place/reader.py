"""Places in what people write: each with its parts, the division it lies in, and keys by which two are the same."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from huying.understanding.lexicon.whens import WHEN
from huying.understanding.places import DivisionFinder, DivisionName, Found

from . import everywhere
from .builtin import builtin_tagger
from .gazetteer import Gazetteer, national
from .keys import keys_of
from .tagger import Part, Tagger

MOST_READ = 400  # signs around words that may be a place; what is beyond is not read, so that the time is bounded
BEFORE, AFTER = 14, 16
_CLAUSE = re.compile(r"[^，。！？；,!?;\n\r\t]+")
_CLUE = re.compile(
    r"大道|[路街巷弄道](?=[0-9０-９一二三四五六七八九十]|[^要经由边灯口上面过])|[0-9０-９]+(?:号|弄|幢|栋|座|单元|室|楼|组)|号线|[站口]|社区|[村镇乡]"
    r"|小区|花园|花苑|家园|公寓|大厦|广场|市场|新城|公园|医院|学校|小学|中学|大学|学院|车站|酒店|商场|商城|工业园|产业园|街道|[苑庭府邸寓]"
)
# A place is worth naming when it has one of these; a floor or 附近 alone is none.
_PLACES = frozenset({"road", "subroad", "community", "poi", "subpoi", "town", "district", "city", "prov", "devzone"})
_DIVISIONS = frozenset({"prov", "city", "district", "town"})
_LEFT_OUT = frozenset({"redundant", "otherinfo", "country"})
_SORTS = frozenset((
    "", "小区", "社区", "花园", "公园", "广场", "市场", "医院", "学校", "小学", "中学", "大学", "酒店", "商场", "车站", "地铁站", "大厦",
    "公寓", "街道", "村", "镇", "楼", "店", "路", "街",
))
_GAP = re.compile(r"[\s\-_/的（）()·、]{0,2}")


@dataclass(frozen=True, slots=True)
class PlacePart:
    """One part of a place; text[start:end] of the whole text. `kind`: prov, city, district, town, devzone, community,
    road, roadno, subroad, subroadno, poi, subpoi, houseno, cellno, floorno, roomno, person or assist (旁, 附近 …)."""

    kind: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class PlaceFound:
    """A place at text[start:end]. `division`: the narrowest code that is sure, or "". `keys`: the same place has one of
    them in common; `key` is the most telling one, "" for a place that is a division only."""

    start: int
    end: int
    parts: tuple[PlacePart, ...]
    division: str = ""
    keys: tuple[str, ...] = ()

    @property
    def span(self) -> tuple[int, int]:
        return self.start, self.end

    @property
    def key(self) -> str:
        return self.keys[0] if self.keys else ""

    def part(self, kind: str) -> str:
        """The text of the first part of this kind, or ""."""
        return next((part.text for part in self.parts if part.kind == kind), "")


def find_places(text: str, gazetteer: Gazetteer, hint: str | None = None, *, tagger: Tagger | None = None) -> list[PlaceFound]:
    """Return the places named in a text, in order: an address alone or running words.

    `gazetteer`: the city's divisions and what it has learned; `hint`: code of the citizen's district, which decides
    between places of one name. "天河路" names no district. Reads at most `MOST_READ` signs around words that hint at a
    place, so the time is bounded (about 15 ms at worst); never raises.
    """
    finder = _finder(gazetteer)
    divisions = finder.find(text[:10_000], hint)
    tagger, wide = tagger or builtin_tagger(), _with_country(gazetteer)
    found: list[PlaceFound] = []
    for start, end in _windows(text, [each.span for each in divisions], gazetteer):
        for parts in _groups(text, start, _parts(text, start, end, tagger, wide)):
            found.append(_place(text, parts, divisions))
    return found


def _parts(text: str, start: int, end: int, tagger: Tagger, gazetteer: Gazetteer) -> list[Part]:
    """What the tagger reads in text[start:end], and the roads of every city where it reads nothing."""
    read = tagger.parts(text[start:end], gazetteer)
    more = [Part("road", at - start, to - start) for at, to in everywhere.roads(text, start, end)
            if not any(part.start < to - start and at - start < part.end for part in read)]
    return sorted([*read, *more], key=lambda part: part.start)


def _windows(text: str, named: Sequence[tuple[int, int]], gazetteer: Gazetteer) -> Iterator[tuple[int, int]]:
    """Stretches of clauses around clues, from left to right, until `MOST_READ` signs are used up."""
    left, marks = MOST_READ, sorted({*named, *_learned(text, gazetteer)})
    for clause in _CLAUSE.finditer(text[:10_000]):
        begin, stop = clause.span()
        when = WHEN.match(text, begin, stop)
        begin = when.end() if when else begin
        while marks and marks[0][1] <= begin:
            marks.pop(0)
        clues = [m.span() for m in _CLUE.finditer(text, begin, stop)] + [m for m in marks if begin <= m[0] and m[1] <= stop]
        merged: list[list[int]] = []
        for start, end in sorted(clues):
            start, end = max(begin, start - BEFORE), min(stop, end + AFTER)
            if merged and start <= merged[-1][1]:
                merged[-1][1] = max(end, merged[-1][1])
            else:
                merged.append([start, end])
        for start, end in merged:
            end = min(end, start + left)
            left -= end - start
            yield start, end
            if left <= 0:
                return


def _learned(text: str, gazetteer: Gazetteer) -> list[tuple[int, int]]:
    if not gazetteer.kind_of:
        return []
    return [(hit.start, hit.end) for hit in gazetteer.book.longest(text[:10_000]) if hit.phrase in gazetteer.kind_of]


def _groups(text: str, offset: int, parts: Sequence[Part]) -> Iterator[list[PlacePart]]:
    """Parts that stand together make one place; a wider division after a narrower part begins another."""
    group: list[PlacePart] = []
    for kind, start, end in parts:
        start = _after_time(text, offset + start, offset + end) - offset
        if kind in _LEFT_OUT or start >= end:
            continue
        part = PlacePart(kind, text[offset + start : offset + end], offset + start, offset + end)
        if group and (not _GAP.fullmatch(text, group[-1].end, part.start) or _begins(group, kind)):
            yield from _worth(group)
            group = []
        group.append(part)
    yield from _worth(group)


def _after_time(text: str, start: int, end: int) -> int:
    """Where a part begins without words of time before it: 昨晚 is no part of 昨晚翠湖花园. `end` where no name is left."""
    when = WHEN.match(text, start, end)
    if when is None:
        return start
    return end if text[when.end() : end] in _SORTS else when.end()


def _begins(group: Sequence[PlacePart], kind: str) -> bool:
    return kind in _DIVISIONS and any(part.kind == kind or part.kind not in _DIVISIONS for part in group)


def _worth(group: list[PlacePart]) -> Iterator[list[PlacePart]]:
    while group and (group[0].kind in ("assist", "person", "roomno", "floorno", "cellno") or group[0].text in _SORTS):
        group = group[1:]
    if any(part.kind in _PLACES and len(part.text) > 1 for part in group):
        yield group


def _place(text: str, parts: list[PlacePart], divisions: Sequence[Found]) -> PlaceFound:
    start, end = parts[0].start, parts[-1].end
    inside = [each for each in divisions if start <= each.span[0] and each.span[1] <= end]
    before = [each for each in divisions if each.span[1] <= start]
    chosen = inside or ([max(before, key=lambda each: each.span)] if before else [])
    codes = [each.code for each in chosen if each.span == chosen[0].span]
    return PlaceFound(start, end, tuple(parts), codes[0] if len(codes) == 1 else "", keys_of(parts))


@lru_cache(maxsize=4)
def _finder(gazetteer: Gazetteer) -> DivisionFinder:
    return DivisionFinder(gazetteer.divisions)


@lru_cache(maxsize=4)
def _with_country(gazetteer: Gazetteer) -> Gazetteer:
    own = {each.code for each in gazetteer.divisions}
    country: list[DivisionName] = [each for each in national() if each.code not in own]
    learned = gazetteer.learned
    return Gazetteer([*country, *gazetteer.divisions], roads=learned["road"], communities=learned["community"],
                     landmarks=learned["poi"])  # fmt: skip
