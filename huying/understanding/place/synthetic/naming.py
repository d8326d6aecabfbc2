"""Names of roads, villages, towns, buildings and firms, made by chance."""

from __future__ import annotations

import random
from collections.abc import Sequence

from huying.understanding.place.gazetteer import CITY, DISTRICT, Gazetteer, level_of, stem_of

from . import words

_SIGNS = "".join(words.SIGNS.split())
_PAIRS = words.PAIRS.split()
_NUMBERS = "一二三四五六七八九十"


class Namer:
    """Makes names; the same for the same dice. `gazetteer` gives the divisions that names borrow from."""

    def __init__(self, dice: random.Random, gazetteer: Gazetteer) -> None:
        self.dice = dice
        self.stems = [stem_of(name) for code, name in gazetteer.name.items() if level_of(code) in (CITY, DISTRICT)]

    def pick(self, text: str | Sequence[str]) -> str:
        return self.dice.choice(text.split() if isinstance(text, str) else text)

    def may(self, share: float) -> bool:
        return self.dice.random() < share

    def stem(self) -> str:
        """A name without ending: two signs mostly, a pair of common use, a borrowed division, or three signs."""
        way = self.dice.random()
        if way < 0.45:
            return self._signs(2)
        if way < 0.72:
            return self.pick(_PAIRS)
        if way < 0.80:
            return self.pick(self.stems)
        if way < 0.94:
            return self._signs(3)
        return self.pick(_PAIRS) + self.dice.choice(_SIGNS)

    def short(self) -> str:
        """A name without ending, of two signs mostly: roads, towns and villages have no longer ones."""
        way = self.dice.random()
        if way < 0.82:
            return self._signs(2) if way < 0.55 else self.pick(_PAIRS)
        return self.pick(self.stems) if way < 0.94 else self.stem()

    def road(self) -> str:
        way = self.dice.random()
        if way < 0.015:
            return self.number(3) + self.pick("国道 省道 县道")
        if way < 0.03:
            return self.hamlet() + self.pick("路 路 路 街 老街 巷 弄")
        name = self.short() if self.may(0.95) else self.stem()
        if way < 0.034:
            return name + self.pick("大道 公路 路") + self.dice.choice("东西南北中")
        if way < 0.24:
            name += self.dice.choice("东西南北中")
        elif way < 0.34:
            name += self.dice.choice(_NUMBERS[:8])
        return name + self.pick(words.ROADS)

    def side_road(self) -> str:
        return self.pick([self.road(), self.road(), self.pick("东 西 南 北 中 一 二 三") + "段", self.number(2) + "巷"])

    def community(self) -> str:
        if self.may(0.23):
            return self.hamlet() if self.may(0.6) else self.short()
        if self.may(0.2):
            return self.hamlet() + "村"
        front = self.dice.choice("大小上下前后东西南北新老") if self.may(0.2) else ""
        name = front + (self._signs(1) if front and self.may(0.6) else self.short())
        return name + self.pick(words.VILLAGES)

    def hamlet(self) -> str:
        """A village or a corner of one by its old name, without a word for what it is: 顾家头, 前山."""
        way = self.dice.random()
        if way < 0.35:
            return self.dice.choice(words.SURNAMES) + "家" + self.pick(words.CORNERS)
        if way < 0.39:
            return self.pick(self.stems) + self.pick(words.CORNERS)
        if way < 0.45:
            return self.dice.choice("东西南北上下前后大小里外新老") + self.pick(words.CORNERS)
        return self._signs(self.dice.choice((1, 1, 2))) + self.pick(words.CORNERS)

    def town(self) -> str:
        return (self.short() if self.may(0.75) else self.hamlet()) + self.pick(words.TOWNS)

    def devzone(self) -> str:
        return (self.stem() if self.may(0.7) else "") + self.pick(words.DEVZONES)

    def building(self) -> str:
        """A place with houses in it."""
        kind = self.dice.random()
        if kind < 0.09:
            return (self.short() if self.may(0.6) else self.hamlet()) + self.pick(words.QUARTERS)
        name = self.stem() if self.may(0.35) else self.short()
        if self.may(0.17):
            name = self.pick(self.stems) + name if self.may(0.25) else name + self.short()
        if kind < 0.55:
            return name + self.pick(words.HOMES) + self._letter(0.02)
        if self.may(0.1):
            return self.pick(words.OFFICES if self.may(0.5) else words.PUBLIC)
        return self.traded(name) if kind < 0.65 else name + self.pick(words.OFFICES if kind < 0.91 else words.PUBLIC)

    def traded(self, name: str) -> str:
        """A market or a house of one trade: 义乌鞋料市场, 颐高数码广场, 国际物流中心."""
        front = name if self.may(0.7) else self.pick(self.stems) if self.may(0.6) else ""
        front += "国际" if self.may(0.15) else ""
        return front + self.pick(words.FIRMS) + self.pick(words.TRADED) + self._letter(0.1)

    def _letter(self, share: float) -> str:
        """A区: written with the name of a market or a homestead as often as apart from it."""
        return self.dice.choice("ABCDEF") + "区" if self.may(share) else ""

    def front(self) -> str:
        """What stands at the number of a road: seldom homes, often firms and shops."""
        kind = self.dice.random()
        if kind < 0.5:
            name = (self.stem() if self.may(0.5) else self.short()) + (self.short() if self.may(0.25) else "")
            if 0.31 < kind < 0.37:
                return self.traded(name)
            return name + self.pick(words.HOMES if kind < 0.09 else words.OFFICES if kind < 0.37 else words.PUBLIC)
        if kind < 0.63:
            return self.firm()
        if kind < 0.74:
            return self.branch() if kind < 0.67 else self.shop()
        return self.bare() if kind < 0.88 else self.landmark()

    def bare(self) -> str:
        """A house or a firm by its name alone, of two to four signs."""
        way = self.dice.random()
        if way < 0.3:
            return self.stem()
        return self.short() + (self.short() if way < 0.7 else self.pick(words.FIRMS))

    def landmark(self) -> str:
        """A place of any kind: public, firm, shop, or a bare name."""
        kind = self.dice.random()
        if kind < 0.25:
            name = (self.pick(self.stems) if self.may(0.3) else "") + (self.stem() if self.may(0.8) else "")
            return name + self.pick(words.PUBLIC) + (self.short() + "校区" if self.may(0.03) else "")
        if kind < 0.57:
            return self.firm()
        if kind < 0.65:
            return self.branch()
        return self.shop() if kind < 0.76 else self.bare() if kind < 0.94 else self.hamlet()

    def branch(self) -> str:
        """A bank, a chain or an office that is known everywhere, with the name of this one of its houses."""
        where = self.pick(self.stems) if self.may(0.4) else ""
        if self.may(0.1):
            return self.pick(self.stems) + self.pick(words.BANKS)
        if self.may(0.45):
            return self.pick(words.BANKS) + where + (self.short() if self.may(0.7) else "") + self.pick(words.BRANCHES)
        end = (self.short() if self.may(0.6) else self.road()) + self.pick("店 店 店 分店 专卖店 营业部") if self.may(0.5) else ""
        return self.pick(words.CHAINS) + where + end

    def firm(self) -> str:
        front = self.pick(self.stems if self.may(0.6) else words.PROVINCES) if self.may(0.35) else ""
        front += self.dice.choice(("", "", "", "", "市")) if front else ""
        trade = self.pick(words.FIRMS) + (self.pick(words.FIRMS) if self.may(0.12) else "")
        name = self._signs(2) if self.may(0.93) else self._signs(1) + self.dice.choice("ABCDGKLMNSTX")
        end = self.pick(words.FIRM_ENDS) if self.may(0.75) else ""
        return front + name + trade + (end[:-1] if len(end) > 3 and self.may(0.06) else end)

    def shop(self) -> str:
        return self.stem() + self.pick(words.SHOPS)

    def person(self) -> str:
        kind = self.dice.random()
        if kind < 0.52:
            return self.pick(words.ROOMS)
        if kind < 0.62:
            return self.firm()
        if kind < 0.65:
            return self.branch()
        if kind < 0.78:
            return self.shop()
        if kind < 0.91:
            return self.bare()
        if kind < 0.96:
            return self.dice.choice(words.SURNAMES) + self.pick("某 某某 先生 女士 小姐 师傅 经理 老板")
        return self.number(2) + self.pick("号门 区 号地块 号店面 号商铺")

    def number(self, longest: int = 4) -> str:
        digits = self.dice.choice((1, 1, 2, 2, 2, 3, 3, 3, 4, 4))
        digits = min(digits, longest)
        return str(self.dice.randrange(10 ** (digits - 1), 10**digits))

    def _signs(self, many: int) -> str:
        return "".join(self.dice.choices(_SIGNS, k=many))
