"""Named things in a request, by the endings of their names: roads, estates, schools, firms, lines; and marks of letters and digits."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from .lexicon.matters import MATTERS
from .lexicon.naming import COMMON, ENDINGS, NO_NAMES
from .phrases import PhraseBook

LONGEST = 10  # letters of a name without its ending
_LOOSE = frozenset("河涌坊城郡湾")  # endings that more often stand inside a longer name: 滨河苑
_GENERIC = re.compile(r"(?:小区|社区|楼盘|项目|工地)$")
# Both begin with a plain class of letters, so that Python need only look where one stands.
_LINE = re.compile(r"\d(?:\d?[a-z]?号线|\d{0,2}[a-z]?路(?=公交|车|巴士|线)|\d?号(?:(?<=地铁\d号)|(?<=地铁\d\d号)))")
_MARK = re.compile(
    r"[a-z0-9](?<![a-z0-9.].)(?:(?<=[a-z])(?:[a-z]{1,11}\d{0,4}|\d{1,4}[a-z]?)|(?<=\d)\d{0,3}[a-z]?)(?![a-z0-9.%])([\u4e00-\u9fff]{2})"
)
_COUNTER = frozenset("年月日号点时分秒元块万亿栋幢座楼层室户米平个人次天周岁多余名份期千百十余组条家台辆套吨公市区县时米路")
_QUOTED = re.compile(r"[《“\"「『【]([^《》“”\"「」『』【】\n]{2,12})[》”\"」』】]")
_HOUSE = re.compile(r"(\d{1,5})(?:号(?!线|楼|院子)|弄)")
_BREAK = re.compile(r"[^\u4e00-\u9fffa-z0-9·]|(?<![小社园校厂景])[省市区县]")


class Name(NamedTuple):
    """A named thing: `kind` road, area, firm, street (a street office or town), line, mark, other; `core` compares."""

    kind: str
    core: str


def names(text: str, city: PhraseBook | None = None) -> list[Name]:
    """Return the names in a plain text (`plain.plain`), each once; `city` words are part of none."""
    return list(dict.fromkeys(name for name, _ in named(text, city)))


def named(text: str, city: PhraseBook | None = None) -> list[tuple[Name, int]]:
    """Return the names with where each ends: places and firms first, then lines, then marks."""
    found: list[tuple[Name, int]] = []
    breaks = _breaks(text, city)
    book, kinds = _endings()
    free = 0
    for hit in book.longest(text):
        start = _start(text, breaks, max(free, hit.start - LONGEST), hit.start)
        name = text[start : hit.end].replace("·", "")
        core = _GENERIC.sub("", name)
        if hit.phrase in _LOOSE and text[hit.end : hit.end + 1] in kinds:
            continue
        if hit.start - start >= 1 and len(core) >= 2 and core not in _common():
            free = hit.end
            found.append((Name(kinds[hit.phrase], core), hit.end))
    for line in _LINE.finditer(text):
        found.append((Name("line", line[0]), line.end()))
    for mark in _MARK.finditer(text):
        if mark[1][0] not in _COUNTER:
            found.append((Name("mark", mark[0]), mark.end()))
    for quoted in _QUOTED.finditer(text):
        found.append((Name("mark", quoted[1].strip()), quoted.end()))
    return found


def houses(text: str) -> frozenset[str]:
    """House numbers: digits before 号 or 弄."""
    return frozenset(found[1] for found in _HOUSE.finditer(text))


def pieces(text: str) -> list[str]:
    """What is left of a short plain text when all everyday words are taken out: mostly names without a known ending."""
    breaks = _breaks(text)
    left: list[str] = []
    start = 0
    for at in range(len(text) + 1):
        if at == len(text) or breaks[at]:
            if at - start >= 2:
                left.append(text[start:at])
            start = at + 1
    return left


def _breaks(text: str, city: PhraseBook | None = None) -> bytearray:
    """For each letter, whether it belongs to no name: marks, everyday words, and division names up to 市, 区, 县."""
    breaks = bytearray(len(text))
    for mark in _BREAK.finditer(text):
        breaks[mark.start()] = 1
    for book in (_everyday(), city) if city else (_everyday(),):
        for start, end in book.spans(text):
            breaks[start:end] = b"\1" * (end - start)
    return breaks


def _start(text: str, breaks: bytearray, first: int, end: int) -> int:
    at = end
    while at > first and not breaks[at - 1]:
        at -= 1
    return at


@lru_cache(maxsize=1)
def _endings() -> tuple[PhraseBook, dict[str, str]]:
    kinds = {ending: kind for kind, words in ENDINGS.items() for ending in words.split()}
    return PhraseBook(kinds), kinds


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    return frozenset(COMMON.split()) | frozenset(NO_NAMES.split())


@lru_cache(maxsize=1)
def _everyday() -> PhraseBook:
    told = {word for line in MATTERS.replace("\n    ", " ").splitlines() for word in line.split()[1:] if len(word) >= 2}
    endings = {ending for words in ENDINGS.values() for ending in words.split()}
    return PhraseBook((frozenset(COMMON.split()) | told) - endings)
