"""Keys of a place: the same place, written in two ways, has one of them in common."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Protocol


class Piece(Protocol):
    """A part of a place."""

    @property
    def kind(self) -> str: ...
    @property
    def text(self) -> str: ...


_DIGITS = {sign: str(i) for i, sign in enumerate("零一二三四五六七八九")} | {"〇": "0", "两": "2"}
_CHINESE = re.compile(r"[零〇一二两三四五六七八九十百]+")
_BARE = re.compile(r"[^0-9a-z\u4e00-\u9fff]")
_NUMBER_ENDS = re.compile(r"(?:自编|门牌|第)|[号弄之附院]")
_STATION = re.compile(r"(?:地铁)?(?:[0-9一二三四五六七八九十]+号线)?(.{2,}?)(?:地铁)?站$")
_COMMUNITY_ENDS = re.compile(r"(?:村民委员会|村委会|居民委员会|居委会|社区|自然村|村|小区)$")


def keys_of(parts: Sequence[Piece]) -> tuple[str, ...]:
    """The keys, the most telling first: road with number, landmark, crossing, community, road alone."""
    first: dict[str, str] = {}
    for part in parts:
        first.setdefault(part.kind, part.text)
    road, number = _plain(first.get("road", "")), _number(first.get("roadno", ""))
    sub, sub_number = _plain(first.get("subroad", "")), _number(first.get("subroadno", ""))
    keys = [f"{road}{number}" if road and number else "", f"{sub}{sub_number}" if sub and sub_number else "",
            _landmark(first.get("poi", "")), _crossing(road, sub), _community(first, "" if road else number),
            road or sub]  # fmt: skip
    return tuple(dict.fromkeys(key for key in keys if len(key) > 1))


def same_place(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two places share a telling key: not a road alone, which is long."""
    return any(key in other and not key.endswith(("路", "街", "道", "巷", "线")) for key in one)


def _plain(text: str) -> str:
    return _BARE.sub("", unicodedata.normalize("NFKC", text).lower())


def _number(text: str) -> str:
    plain = _CHINESE.sub(lambda found: str(_value(found[0])), unicodedata.normalize("NFKC", text).lower())
    return re.sub(r"-+", "-", _NUMBER_ENDS.sub("-", re.sub(r"[^0-9a-z号弄之附院\-]", "", plain))).strip("-")


def _value(text: str) -> int:
    """一百二十 and 一二〇 are 120."""
    if not set(text) & set("十百"):
        return int("".join(_DIGITS[sign] for sign in text))
    total, digit = 0, 0
    for sign in text:
        if sign in "十百":
            total += (digit or 1) * (10 if sign == "十" else 100)
            digit = 0
        else:
            digit = int(_DIGITS[sign])
    return total + digit


def _landmark(text: str) -> str:
    station = _STATION.match(unicodedata.normalize("NFKC", text))
    return _plain(station[1] + "站") if station else _plain(text)


def _crossing(road: str, sub: str) -> str:
    return "×".join(sorted((road, sub))) if road and sub else ""


def _community(first: dict[str, str], number: str) -> str:
    name = _COMMUNITY_ENDS.sub("", _plain(first.get("community", "")))
    return f"{name}村{number}" if name else ""
