"""Numbers that tell one place or line from another: house, building, phase, bus, metro, exit, plate."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping

_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS = {
    "号线": "line", "号楼": "building", "号院": "house", "号门": "house", "号": "house", "弄": "house", "栋": "building",
    "幢": "building", "座": "building", "期": "phase", "单元": "cell", "路": "bus", "组": "group", "室": "room", "区": "area",
}
_NUMBER = "([0-9]{1,5}|[零〇一二两三四五六七八九十百]{1,6})"
_BUSES = "路(?=公交|公汽|公车|车|巴士|甩|司机|末班|班次|到站|的?公交)"
_COUNTED = re.compile(_NUMBER + r"\s*(号线|号楼|号院|号门|号|栋|幢|座|期|单元|弄|" + _BUSES + "|区(?=[^a-z])|组|室)")
_BUS = re.compile(r"公交(?:车)?([0-9]{1,3})路|([0-9]{1,3})公交")
_EXIT = re.compile(r"([a-f])[0-9]?(?:出?口|出入口)|([a-h])(?:座|栋|区)")
_PLATE = re.compile(r"[\u4e00-\u9fff][a-z][a-z0-9]{5,6}(?![a-z0-9])")
EXCLUDING = frozenset({"house", "building", "bus", "line", "phase", "exit", "area", "group", "plate"})


def numbers(text: str) -> Mapping[str, set[str]]:
    """The numbers of a plain text by what they count; 十二栋 is 12."""
    found: dict[str, set[str]] = defaultdict(set)
    for one in _COUNTED.finditer(text):
        kind = _UNITS[one[2]]
        if kind != "house" or text[max(0, one.start() - 1) : one.start()] != "月":  # 9月12号 is a day
            found[kind].add(str(_value(one[1])))
    for one in _BUS.finditer(text):
        found["bus"].add(one[1] or one[2])
    for one in _EXIT.finditer(text):
        found["exit"].add(one[1] or one[2])
    for one in _PLATE.finditer(text):
        found["plate"].add(one[0])
    return found


def _value(text: str) -> int:
    """一百二十 and 一二〇 are 120."""
    if text.isdigit():
        return int(text)
    if not set(text) & set("十百"):
        return int("".join(str(_DIGITS[sign]) for sign in text))
    total = digit = 0
    for sign in text:
        if sign in "十百":
            total += (digit or 1) * (10 if sign == "十" else 100)
            digit = 0
        else:
            digit = _DIGITS[sign]
    return total + digit
