"""The inside of a building: house, cell, floor, room, written in words or in numbers with bars."""

from __future__ import annotations

import random

from .naming import Namer

Parts = list[tuple[str, str]]
_CHINESE = "一二三四五六七八九十"


def inside(dice: random.Random, namer: Namer) -> Parts:
    """House and what is in it."""
    way = dice.random()
    if way < 0.25:
        return _barred(dice, namer)
    if way < 0.30:
        return [*_mark(dice, namer), ("roomno", _room(dice, namer))]
    house = ("houseno", _house(dice, namer))
    if way < 0.52:
        cell: Parts = [house, ("cellno", _cell(dice, namer))]
        rest = dice.random()
        if rest < 0.06:
            return [*cell, ("floorno", _floor(dice, namer)), *([("roomno", _room(dice, namer))] if rest < 0.02 else [])]
        return [*cell, ("roomno", _room(dice, namer))] if rest < 0.86 else cell
    if way < 0.74:
        return [house, ("roomno", _room(dice, namer))]
    if way < 0.90:
        floor = floors(dice, namer)
        return [house, *floor, ("person", namer.person())] if floor[-1][0] == "floorno" and dice.random() < 0.3 else [house, *floor]
    return [house]


def floors(dice: random.Random, namer: Namer) -> Parts:
    """A floor, often with a room; or a room alone."""
    if dice.random() < 0.3:
        return [("roomno", _room(dice, namer))]
    floor: Parts = [("floorno", _floor(dice, namer))]
    return [*floor, ("roomno", _room(dice, namer))] if dice.random() < 0.25 else floor


def _barred(dice: random.Random, namer: Namer) -> Parts:
    bar = dice.choice((*"-" * 20, "_", "/", "一", "--"))
    house = dice.choice((*(namer.number(3) for _ in range(5)), namer.number(2), dice.choice("ABCDE"), _house(dice, namer)))
    room = dice.choice((*(str(dice.randrange(101, 3600)) for _ in range(5)), namer.number(), _room(dice, namer)))
    if dice.random() < 0.58:
        cell = dice.choice((*(namer.number(1) for _ in range(4)), namer.number(2), _cell(dice, namer)))
        return [("houseno", house), ("redundant", bar), ("cellno", cell), ("redundant", bar), ("roomno", room)]
    way = dice.random()
    if way < 0.13:
        return [("houseno", house), ("redundant", bar), ("cellno", namer.number(2) + dice.choice(("", "", "号", "单元")))]
    if way < 0.2:
        return [("houseno", house), ("redundant", bar), ("floorno", _floor(dice, namer))]
    return [("houseno", house), ("redundant", bar), ("roomno", room)]


def _mark(dice: random.Random, namer: Namer) -> Parts:
    if dice.random() < 0.5:
        return [("houseno", dice.choice("ABCDEab"))]
    return [("houseno", dice.choice("ABCDE") + dice.choice("座座栋幢"))]


def _house(dice: random.Random, namer: Namer) -> str:
    way = dice.random()
    if way < 0.08:
        return dice.choice("ABCDEFGHabc") + dice.choice(("座", "座", "栋", "幢", "号楼", "楼"))
    if way < 0.16:
        return dice.choice(_CHINESE) + dice.choice(("幢", "栋", "号楼"))
    if way < 0.20:
        return dice.choice("ABCDE") + namer.number(2) + dice.choice(("栋", "幢", "", "号楼", "座"))
    if way < 0.22:
        return namer.number(2) + dice.choice("AB") + dice.choice(("", "栋", "幢"))
    return namer.number(3) + dice.choice(("幢",) * 6 + ("栋",) * 6 + ("号楼",) * 3 + ("号", "号", "号", "座", "排"))


def _cell(dice: random.Random, namer: Namer) -> str:
    way = dice.random()
    if way < 0.15:
        return dice.choice(_CHINESE) + "单元"
    if way < 0.18:
        return dice.choice(("甲", "乙", "东", "西", "A", "B")) + "单元"
    return namer.number(dice.choice((1, 1, 1, 2))) + dice.choice(("单元",) * 18 + ("号", "号", "号", "号", "街", "梯", "门"))


def _floor(dice: random.Random, namer: Namer) -> str:
    way = dice.random()
    if way < 0.34:
        return dice.choice(_CHINESE) + dice.choice("楼楼楼楼楼楼层")
    if way < 0.38:
        low = ("负一楼", "负一层", "地下一层", "B1层", "B1楼", "-1楼", "负二楼")
        return dice.choice((*low, "首层", "底楼", "顶楼", "架空层", "夹层", "第三层"))
    if way < 0.41:
        return namer.number(2) + dice.choice("Ff")
    return namer.number(dice.choice((1, 1, 1, 2))) + dice.choice("楼楼楼楼楼楼楼楼楼楼楼楼楼楼层")


def room_number(dice: random.Random) -> str:
    """A room or a stall as it stands behind the name of a house or a market."""
    return str(dice.randrange(101, 3600)) + dice.choice(("", "", "号", "号", "室", "室"))


def _room(dice: random.Random, namer: Namer) -> str:
    number, way = str(dice.randrange(101, 3600)), dice.random()
    if way < 0.58:
        return number
    if way < 0.78:
        return number + "室"
    if way < 0.86:
        return namer.number() + "号"
    if way < 0.90:
        return dice.choice("ABCDEF") + number + dice.choice(("", "", "室", "号"))
    if way < 0.92:
        return number + dice.choice(("A", "B", "C", "A室"))
    if way < 0.94:
        return f"{number}-{namer.number()}" + dice.choice(("", "号", "室"))
    if way < 0.96:
        return dice.choice(_CHINESE) + "零" + dice.choice(_CHINESE) + dice.choice(("", "室"))
    return number + dice.choice(("房", "铺", "店", "号店", "户", "房间", "商铺", "号摊位"))
