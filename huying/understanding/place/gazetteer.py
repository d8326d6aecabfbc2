"""The names a place may have: divisions of any level, and what a city has learned of its roads, communities and landmarks."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from huying.understanding.phrases import PhraseBook
from huying.understanding.places import DivisionName, line_of

PROVINCE, CITY, DISTRICT, TOWN = "prov", "city", "district", "town"
_PEOPLES = re.compile(
    r"(?:壮族|回族|维吾尔|藏族|苗族|彝族|蒙古族|蒙古|朝鲜族|土家族|侗族|布依族|傣族|白族|哈尼族|哈萨克|柯尔克孜|羌族|景颇族|傈僳族|瑶族|畲族|黎族"
    r"|满族|土族|撒拉族|东乡族|保安族|裕固族|锡伯|塔吉克|达斡尔族|鄂温克族|鄂伦春|仡佬族|水族|仫佬族|毛南族|佤族|拉祜族|纳西族|独龙族|怒族|普米族|各族)*自治[区州县旗]$"
)
_ENDING = re.compile(r"(?:特别行政区|街道|地区|新区|开发区|林区|省|市|区|县|旗|镇|乡|盟)$")
_OTHER_ENDINGS = {"市": ("区", "县"), "县": ("区", "市"), "区": ("市", "县")}


class Name(NamedTuple):
    """What a name may mean: its codes by level, and whether it was written whole (鹿城区) or short (鹿城)."""

    codes: tuple[str, ...]
    levels: str
    whole: bool


class Gazetteer:
    """Built once, shared between threads. `roads`, `communities`, `landmarks`: names learned from a city's tickets."""

    def __init__(self, divisions: Sequence[DivisionName], *, roads: Iterable[str] = (), communities: Iterable[str] = (),
                 landmarks: Iterable[str] = ()) -> None:  # fmt: skip
        self.divisions = tuple(divisions)
        self.parent = {each.code: each.parent for each in divisions}
        self.name = {each.code: each.name for each in divisions}
        self._names = _names(divisions)
        self.learned = {"road": frozenset(roads), "community": frozenset(communities), "poi": frozenset(landmarks)}
        self.kind_of = {name: kind for kind, names in self.learned.items() for name in names}
        self.book = PhraseBook([*self._names, *self.kind_of])

    def get(self, name: str) -> Name | None:
        """What the name may mean as a division, or None."""
        return self._names.get(name)

    def line(self, code: str) -> list[str]:
        """The division and those around it, the narrowest first."""
        return line_of(code, self.parent)

    def related(self, one: str, other: str) -> bool:
        """Whether one lies in the other, or they are the same."""
        return other in self.line(one) or one in self.line(other)


def level_of(code: str) -> str:
    """The level of a division, from its national code: six digits with zeros, nine for streets and towns."""
    if len(code) > 6:
        return TOWN
    return PROVINCE if code.endswith("0000") else CITY if code.endswith("00") else DISTRICT


def stem_of(name: str) -> str:
    """The name without its ending: 鹿城 of 鹿城区, 广西 of 广西壮族自治区. Names of two signs stay whole."""
    short = _PEOPLES.sub("", name)
    if short == name:
        short = _ENDING.sub("", name)
    return short if len(short) >= 2 else name


@lru_cache(maxsize=1)
def national() -> tuple[DivisionName, ...]:
    """Provinces, cities and counties of the country, each after the one around it."""
    found: list[DivisionName] = []
    known: set[str] = set()
    for line in (Path(__file__).parent / "national.txt").read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        code, name, *older = line.split()
        known.add(code)
        city, province = code[:4] + "00", code[:2] + "0000"
        parent = next((upper for upper in (city, province) if upper in known and upper != code), None)
        found.append(DivisionName(code, name, tuple(older), parent))
    return tuple(found)


def streets_of(file: Path) -> list[DivisionName]:
    """Streets and towns of a CSV with the columns code, name, areaCode, inside the counties of `national`."""
    counties = {each.code for each in national()}
    with file.open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["areaCode"] in counties]
    return [DivisionName(row["code"], row["name"].replace("街道办事处", "街道"), (), row["areaCode"]) for row in rows]


@lru_cache(maxsize=1)
def national_gazetteer() -> Gazetteer:
    """The gazetteer of the national divisions alone."""
    return Gazetteer(national())


def _names(divisions: Sequence[DivisionName]) -> dict[str, Name]:
    whole: dict[str, list[str]] = {}
    short: dict[str, list[str]] = {}
    changed: dict[str, list[str]] = {}
    for each in divisions:
        for name in (each.name, *each.aliases):
            whole.setdefault(name, []).append(each.code)
            stem = stem_of(name)
            if stem != name:
                short.setdefault(stem, []).append(each.code)
                for ending in _OTHER_ENDINGS.get(name[-1], ()) if name[-1] in "市县区" and stem == name[:-1] else ():
                    changed.setdefault(stem + ending, []).append(each.code)
    found = {name: _made(codes, False) for name, codes in short.items()}
    # 富阳市 is today's 富阳区: a county that changed its rank keeps its old name in people's mouths.
    found |= {name: _made(codes, True) for name, codes in changed.items()}
    return found | {name: _made(codes, True) for name, codes in whole.items()}


def _made(codes: list[str], whole: bool) -> Name:
    unique = tuple(dict.fromkeys(codes))
    return Name(unique, "".join(sorted({level_of(code)[0] for code in unique})), whole)
