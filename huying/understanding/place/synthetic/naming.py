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

    def road(self) -> str:
        way = self.dice.random()
        if way < 0.04:
            return self.number(3) + self.pick("国道 省道 县道")
        name = self.stem()
        if way < 0.08:
            return name + self.pick("大道 大道 大道 公路 路") + self.dice.choice("东西南北中")
        if way < 0.25:
            name += self.dice.choice("东西南北中")
        elif way < 0.36:
            name += self.dice.choice(_NUMBERS[:8])
        return name + self.pick("路 路 路 路 路 路 路 路 街 街 街 大道 大道 大街 巷 巷 弄 公路 线 东街 西街 横街 里")

    def side_road(self) -> str:
        return self.pick([self.road(), self.road(), self.pick("东 西 南 北 中 一 二 三") + "段", self.number(2) + "巷"])

    def community(self) -> str:
        name = self.pick(["", "", "", "", *"大小上下前后东西南北新老"]) + self.stem()
        return name + self.pick("村 村 村 村 村 村 社区 社区 村委会 自然村 新村 居委会 大队")

    def town(self) -> str:
        return self.stem() + self.pick("镇 镇 镇 镇 街道 街道 街道 街道 乡 乡 街道办事处")

    def devzone(self) -> str:
        return (self.stem() if self.may(0.7) else "") + self.pick(words.DEVZONES)

    def building(self) -> str:
        """A place with houses in it."""
        name = self.stem()
        if self.may(0.05):
            return name + self.pick("东区 西区 南区 北区 一区 二区 三区 东村 西村 南村 北村 新区 里 国际")
        if self.may(0.25):
            name += self.stem()
        kind = self.dice.random()
        ends = words.HOMES if kind < 0.55 else words.OFFICES if kind < 0.85 else words.PUBLIC
        return name + self.pick(ends)

    def landmark(self) -> str:
        """A place of any kind: public, firm, shop, or a bare name."""
        kind = self.dice.random()
        if kind < 0.35:
            return self.stem() + self.pick(words.PUBLIC)
        if kind < 0.62:
            return self.firm()
        return self.shop() if kind < 0.92 else self.stem()

    def firm(self) -> str:
        front = self.pick(self.stems) if self.may(0.25) else ""
        front += self.dice.choice(("", "", "", "市", "省")) if front else ""
        trade = self.pick(words.FIRMS)
        name = self._signs(2) if self.may(0.93) else self._signs(1) + self.dice.choice("ABCDGKLMNSTX")
        end = self.pick(words.FIRM_ENDS) if self.may(0.75) else ""
        return front + name + trade + (end[:-1] if len(end) > 3 and self.may(0.06) else end)

    def shop(self) -> str:
        return self.stem() + self.pick(words.SHOPS)

    def person(self) -> str:
        kind = self.dice.random()
        if kind < 0.35:
            return self.pick(words.ROOMS)
        if kind < 0.6:
            return self.firm()
        if kind < 0.85:
            return self.shop()
        if kind < 0.93:
            return self.dice.choice(words.SURNAMES) + self.pick("某 某某 先生 女士 小姐 师傅 经理 老板")
        return self.number(2) + self.pick("号门 区 号地块 号店面 号商铺")

    def number(self, longest: int = 4) -> str:
        digits = self.dice.choice((1, 1, 2, 2, 2, 3, 3, 3, 4, 4))
        digits = min(digits, longest)
        return str(self.dice.randrange(10 ** (digits - 1), 10**digits))

    def _signs(self, many: int) -> str:
        return "".join(self.dice.choices(_SIGNS, k=many))
