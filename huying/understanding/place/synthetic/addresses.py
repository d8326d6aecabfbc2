"""Addresses as people write them on parcels and forms, each part with its kind."""

from __future__ import annotations

import random
from collections.abc import Sequence

from huying.understanding.place.gazetteer import CITY, DISTRICT, PROVINCE, TOWN, Gazetteer, level_of, stem_of

from . import words
from .naming import Namer
from .rooms import floors, inside

Parts = list[tuple[str, str]]  # kind, text


class AddressMaker:
    """Makes labelled addresses, the same for the same dice. `gazetteer`: divisions, some of them with streets and towns."""

    def __init__(self, dice: random.Random, gazetteer: Gazetteer) -> None:
        self.dice, self.namer, self.gazetteer = dice, Namer(dice, gazetteer), gazetteer
        codes = list(gazetteer.name)
        self.counties = [code for code in codes if level_of(code) == DISTRICT]
        self.towns = [code for code in codes if level_of(code) == TOWN]
        self.may, self.pick = self.namer.may, self.namer.pick

    def address(self) -> Parts:
        """One address: divisions, then the way to the place, then the inside of the building, then what is left."""
        head, body = self._head(), self._body()
        return head + body + self._rest(body)

    def _head(self) -> Parts:
        county = self.dice.choice(self.counties)
        line = {level_of(code): code for code in self.gazetteer.line(county)}
        pattern = self.dice.choices(("pcd", "", "cd", "d", "pd", "c", "pc", "p"), (33, 27, 14, 13, 6, 4, 3, 0.4))[0]
        short = 0.1 if "p" in pattern else 0.2 if len(pattern) > 1 else 0.35
        parts: Parts = []
        for letter, kind, level in (("p", "prov", PROVINCE), ("c", "city", CITY), ("d", "district", DISTRICT)):
            if letter in pattern and level in line:
                parts.append((self._capital(kind, line[level]), self._named(line[level], short)))
        if pattern.startswith("pc") and self.may(0.03):
            parts.insert(0, ("country", "中国"))
        if pattern.endswith("cd") and self.may(0.02):
            parts[-1:] = [("redundant", "市辖区"), *parts[-1:]]
        if parts and self.may(0.05):
            parts = self._again(parts, line)
        return self._parted(parts) if self.may(0.03) else parts

    def _capital(self, kind: str, code: str) -> str:
        return "city" if kind == "prov" and code[:2] in ("11", "12", "31", "50") else kind

    def _named(self, code: str, short: float) -> str:
        name = self.gazetteer.name[code]
        return stem_of(name) if self.may(short) else name

    def _again(self, parts: Parts, line: dict[str, str]) -> Parts:
        """The division written twice: from a list and by hand. Of two whole lines the second counts mostly, of a part the first."""
        way, kinds = self.dice.random(), [kind for kind, _ in parts]
        if "city" in kinds and way < 0.22:
            at = kinds.index("city")
            return [("redundant", self._named(line[CITY], 0.6) if CITY in line else parts[at][1]), *parts[at:]]
        if way < 0.56:
            again = self._once_more(parts)
            return [*again, *parts] if self.may(0.72) else [*parts, *again]
        if way < 0.70:
            return [*parts, *self._once_more(parts[-self.dice.choice((1, 1, 2)) :])]
        if way < 0.87:
            at = self.dice.randrange(len(parts))
            return [*parts[:at], *self._once_more(parts[at : at + 1]), *parts[at:]]
        other = self.gazetteer.line(self.dice.choice(self.counties))
        return [*[("redundant", self.gazetteer.name[code]) for code in other], *parts]

    def _once_more(self, parts: Parts) -> Parts:
        return [("redundant", stem_of(text) if self.may(0.3) else text) for _, text in parts]

    def _parted(self, parts: Parts) -> Parts:
        mark = self.pick("- - - _ _ / ,")
        return [each for part in parts for each in (part, ("redundant", mark))]

    def _body(self) -> Parts:
        parts: Parts = []
        zone = self.may(0.037)
        if self.may(0.45 if not zone else 0.25):
            town = self._town()
            parts += [("town", town), ("redundant", town)] if self.may(0.01) else [("town", town)]
        if zone:
            parts.append(("devzone", self.namer.devzone()))
        if self.may(0.25 if parts else 0.05):
            parts.append(("community", self.namer.community()))
        ways = (self._road_place, self._place_inside, self._road_only, self._place_road, self._landmark, self._group,
                self._hamlet, self._nothing)  # fmt: skip
        shares = (34, 24, 25, 4, 9, 0.5, 3, 0.5) if not parts or parts[-1][0] != "community" else (12, 21, 22, 2, 7, 15, 12, 9)
        return parts + self.dice.choices(ways, shares)[0]()

    def _town(self) -> str:
        name = self.gazetteer.name[self.dice.choice(self.towns)] if self.towns and self.may(0.2) else self.namer.town()
        return stem_of(name) if self.may(0.13) else name

    def _hamlet(self) -> Parts:
        """An old name in a village, with the numbers of its houses."""
        number = self.namer.number() + ("号" if self.may(0.9) else "")
        return [("poi", self.namer.hamlet()), *([("roadno", number)] if self.may(0.75) else [])]

    def _nothing(self) -> Parts:
        return [("assist", self.pick(words.ASSISTS))] if self.may(0.15) else []

    def _road(self) -> Parts:
        parts: Parts = [("road", self.namer.road())]
        way = self.dice.random()
        if way < 0.006:
            return [*parts, ("subroad", self.namer.road()), ("assist", "口")]
        if way < 0.03:
            link = self.pick("与 与 与 和 与 -")
            parts += [("redundant" if link == "-" else "assist", link), ("subroad", self.namer.road())]
            return [*parts, ("assist", self.pick(words.CROSSINGS))]
        if way < 0.07:
            sub = self.namer.number(3) + "弄" if self.may(0.15) else self.namer.side_road()
            return [*parts, ("subroad", sub), *([("subroadno", self.namer.number() + "号")] if self.may(0.6) else [])]
        return parts

    def _number(self) -> Parts:
        number, way = self.namer.number(), self.dice.random()
        if way < 0.06:
            return [("roadno", number)]
        if way < 0.11:
            return [("roadno", number), ("redundant", "-"), ("houseno", self.namer.number(2) + self.pick(["号", ""]))]
        if way < 0.135:
            return [("roadno", f"{number}{self.pick('- - 、 之')}{self.namer.number()}" + ("号" if self.may(0.8) else ""))]
        if way < 0.155:
            return [("roadno", number + "弄"), ("houseno", self.namer.number(3) + "号")]
        if way < 0.17:
            return [("roadno", f"{number}号附{self.namer.number(2)}号")]
        if way < 0.185:
            return [("roadno", self.dice.choice("一二三四五六七八九十") + "号")]
        return [("roadno", self.pick(["", "", "", "", "", "", "", "自编"]) + number + "号")]

    def _road_place(self) -> Parts:
        parts = self._road()
        if parts[-1][0] == "road" and self.may(0.66):
            parts += self._number()
        parts += self._building(self.namer.front() if parts[-1][0].endswith("no") else "")
        return parts + (self._inside() if self.may(0.42) else self._near())

    def _place_inside(self) -> Parts:
        return self._building() + (self._inside() if self.may(0.72) else self._near())

    def _road_only(self) -> Parts:
        parts = self._road()
        if parts[-1][0] == "road" and self.may(0.88):
            parts += self._number()
            return parts + (self._floors(0.25) if self.may(0.1) else [])
        return parts + (self._beside() if parts[-1][0] == "road" and self.may(0.2) else [])

    def _place_road(self) -> Parts:
        parts = [("poi", self.namer.building()), *self._road()]
        return parts + (self._number() if parts[-1][0] == "road" else []) + (self._floors(0.3) if self.may(0.1) else [])

    def _landmark(self) -> Parts:
        parts: Parts = [("poi", self.namer.landmark())]
        return parts + (self._near() if self.may(0.6) else [])

    def _group(self) -> Parts:
        way = self.dice.random()
        group = self.dice.choice((self.namer.number(2), self.dice.choice("一二三四五六七八九十"))) + self.pick("组 组 组 队 社")
        if way < 0.15:
            return [("road", group)]
        if way < 0.5:
            return [("road", group), ("roadno", self.namer.number(3) + "号")]
        return [("roadno", self.namer.number(3) + self.pick(["号", "号", "号", ""]))]

    def _building(self, name: str = "") -> Parts:
        way = self.dice.random()
        name = name or (self.namer.building() if way < 0.76 else self.namer.bare() if way < 0.88 else self.namer.landmark())
        parts: Parts = [("poi", name)]
        if not self.may(0.16):
            return parts
        parts.append(("subpoi", self._quarter()))
        return [*parts, ("person", self._quarter() if self.may(0.3) else self.namer.person())] if self.may(0.12) else parts

    def _quarter(self) -> str:
        way, number = self.dice.random(), self.dice.choice("一二三四五六七八")
        if way < 0.29:
            return self.pick([number, number, *"东西南北ABCD", "北" + number, str(self.dice.randrange(1, 9))]) + "区"
        if way < 0.36:
            return self.dice.choice((number, str(self.dice.randrange(1, 6)))) + "期"
        if way < 0.42:
            return self.pick("东门 西门 南门 北门 大门 后门 正门 南大门 北大门 东大门 西侧门 1号门 2号门 3号门 6号门")
        if way < 0.57:
            return self.pick(words.INNER)
        if way < 0.82:
            return self.namer.short() + self.pick("苑 苑 苑 园 园 阁 轩 楼 楼 居 庭 大厦 组团 广场 村 湾")
        return self.namer.landmark() if self.may(0.6) else self.namer.building()

    def _near(self) -> Parts:
        way = self.dice.random()
        if way < 0.09:
            return self._beside()
        if way < 0.15:
            return [("subpoi", self.namer.landmark())]
        return self._floors(0.35) if way < 0.42 else []

    def _beside(self) -> Parts:
        parts: Parts = [("assist", self.pick(words.ASSISTS))]
        if self.may(0.55):
            parts.append((self.pick("poi poi poi subpoi subpoi person"), self.namer.landmark()))
        return parts

    def _inside(self) -> Parts:
        return inside(self.dice, self.namer) + (self._person() if self.may(0.02) else [])

    def _floors(self, person: float) -> Parts:
        parts = floors(self.dice, self.namer)
        return parts + (self._person() if parts[-1][0] == "floorno" and self.may(person) else [])

    def _person(self) -> Parts:
        return [("person", self.namer.person())]

    def _rest(self, body: Sequence[tuple[str, str]]) -> Parts:
        way = self.dice.random()
        if way < 0.035:
            return [("redundant", "电联")]
        if way < 0.045:
            return [("redundant", self.pick("收 商铺 店面 null 电话联系 请电话联系 提前致电 自取 自提 勿摔 送货上门 转 自提 放门卫 丰巢"))]
        if way < 0.053:
            mark: Parts = [("redundant", self.pick("_ - ,"))]
            return [*mark, (self.pick("person poi subpoi"), self.namer.person())]
        return self._beside() if way < 0.075 and body and body[-1][0] in ("roadno", "houseno", "poi") else []
