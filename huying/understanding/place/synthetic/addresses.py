"""Addresses as people write them on parcels and forms, each part with its kind."""

from __future__ import annotations

import random
from collections.abc import Sequence

from huying.understanding.place.gazetteer import CITY, DISTRICT, PROVINCE, TOWN, Gazetteer, level_of, stem_of

from . import words
from .naming import Namer
from .rooms import floors, inside, room_number

Parts = list[tuple[str, str]]  # kind, text
_WIDE = ("15", "45", "54", "64", "65")  # autonomous regions, with many counties of few people
_ZONES = ("开发区", "园区", "管理区", "新区")


class AddressMaker:
    """Makes labelled addresses, the same for the same dice. `gazetteer`: divisions, some of them with streets and towns."""

    def __init__(self, dice: random.Random, gazetteer: Gazetteer) -> None:
        self.dice, self.namer, self.gazetteer = dice, Namer(dice, gazetteer), gazetteer
        codes = list(gazetteer.name)
        self.counties = [code for code in codes if level_of(code) == DISTRICT and not gazetteer.name[code].endswith(_ZONES)]
        self.towns = [code for code in codes if level_of(code) == TOWN]
        self.may, self.pick = self.namer.may, self.namer.pick

    def address(self) -> Parts:
        """One address: divisions, then the way to the place, then the inside of the building, then what is left."""
        head, body = self._head(), self._body()
        while not head and len(body) < 2:
            body = self._body()  # nobody writes a name alone: without a division there is the way to the place
        return head + (self._set_apart(body) if self.may(0.05) else body) + self._rest(body)

    def _set_apart(self, body: Parts) -> Parts:
        """A mark between two parts, as forms put it."""
        at = [i for i, (kind, _) in enumerate(body) if kind in ("road", "roadno", "poi", "community", "town")]
        if not at:
            return body
        i = self.dice.choice(at)
        return [*body[:i], ("redundant", self.pick("_ _ _ _ - ,")), *body[i:]]

    def _head(self) -> Parts:
        county = max(self.dice.choices(self.counties, k=2), key=self._urban)
        line = {level_of(code): code for code in self.gazetteer.line(county)}
        pattern = self.dice.choices(("pcd", "", "cd", "d", "pd", "c", "pc", "p"), (33, 27, 14, 13, 6, 4, 3, 0.4))[0]
        short = 0.1 if "p" in pattern else 0.2 if len(pattern) > 1 else 0.35
        parts: Parts = []
        for letter, kind, level in (("p", "prov", PROVINCE), ("c", "city", CITY), ("d", "district", DISTRICT)):
            if letter in pattern and level in line:
                parts.append((self._capital(kind, line[level]), self._named(line[level], short * (0.4 if letter == "d" else 1.2))))
        if pattern.startswith("pc") and self.may(0.01):
            parts.insert(0, ("country", "中国"))
        if pattern.endswith("cd") and self.may(0.02):
            parts[-1:] = [("redundant", "市辖区"), *parts[-1:]]
        if parts and self.may(0.065):
            parts = self._again(parts, line)
        return self._parted(parts) if self.may(0.03) else parts

    def _urban(self, code: str) -> bool:
        return self.gazetteer.name[code][-1] in "区市" and code[:2] not in _WIDE

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
        if way < 0.66:
            again = self._once_more(parts)
            return [*again, *parts] if self.may(0.62) else [*parts, *again]
        if way < 0.76:
            return [*parts, *self._once_more(parts[-self.dice.choice((1, 1, 2)) :])]
        if way < 0.90:
            at = len(parts) - 1 if self.may(0.6) else self.dice.randrange(len(parts))
            return [*parts[:at], *self._once_more(parts[at : at + 1]), *parts[at:]]
        other = self.gazetteer.line(self.dice.choice(self.counties))[::-1]
        country: Parts = [("country", "中国")] if self.may(0.4) else []
        return [*[("redundant", self.gazetteer.name[code]) for code in other], *country, *parts]

    def _once_more(self, parts: Parts) -> Parts:
        return [("redundant", stem_of(text) if self.may(0.3) else text) for _, text in parts]

    def _parted(self, parts: Parts) -> Parts:
        mark = self.pick("- - - _ _ / ,")
        parted = [each for part in parts for each in (part, ("redundant", mark))]
        return parted if self.may(0.15) else parted[:-1]

    def _body(self) -> Parts:
        parts: Parts = []
        zone = self.may(0.042)
        if self.may(0.45 if not zone else 0.1):
            town = self._town()
            parts += [("town", town), ("redundant", town)] if self.may(0.01) else [("town", town)]
        if zone:
            parts.append(("devzone", self.namer.devzone()))
        if self.may(0.25 if parts and not zone else 0.05):
            parts.append(("community", self.namer.community()))
        ways = (self._road_place, self._place_inside, self._road_only, self._place_road, self._landmark, self._group,
                self._hamlet, self._nothing)  # fmt: skip
        shares = (34, 24, 25, 4, 9, 0.5, 3, 1) if not parts or parts[-1][0] != "community" else (12, 19, 20, 2, 6, 19, 11, 13)
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
            parts.append(("assist", self.pick(words.CROSSINGS)))
            return [*parts, ("poi", self.namer.front())] if self.may(0.5) else parts
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
        return [("roadno", self.pick(["", "", "", "", "", "", "", "", "", "", "", "", "", "", "", "", "", "", "自编"]) + number + "号")]

    def _road_place(self) -> Parts:
        parts = self._road()
        if parts[-1][0] in ("poi", "assist"):
            return parts
        if parts[-1][0] == "road" and self.may(0.66):
            parts += self._number()
        numbered = parts[-1][0].endswith("no")
        if parts[-1][0] == "houseno" and self.may(0.7):
            return parts
        parts += self._building(0.1, self.namer.front() if numbered else "")
        return parts + (self._inside() if self.may(0.3 if numbered else 0.62) else self._near(parts))

    def _place_inside(self) -> Parts:
        parts = self._building(0.27)
        return parts + (self._inside() if self.may(0.66) else self._near(parts))

    def _road_only(self) -> Parts:
        parts = self._road()
        if parts[-1][0] == "road" and self.may(0.88):
            if self.may(0.02):
                parts.append(("assist", self.pick("北侧 南侧 东侧 西侧 东 西 南 北 旁")))
            parts += self._number()
            return parts + (self._behind_number() if self.may(0.22) else [])
        return parts + (self._beside(parts) if parts[-1][0] == "road" and self.may(0.2) else [])

    def _behind_number(self) -> Parts:
        """What follows the number of a road where no landmark is named: a house of a yard, a floor, a room, a firm."""
        way = self.dice.random()
        if way < 0.5:
            return [part for part in self._inside() if part[0] != "redundant"] if self.may(0.75) else self._inside()
        if way < 0.75:
            return self._floors(0.4)
        return [("roomno", room_number(self.dice))] if way < 0.8 else [("subpoi", self._within())]

    def _place_road(self) -> Parts:
        parts = [("poi", self.namer.building()), *self._road()]
        return parts + (self._number() if parts[-1][0] == "road" else []) + (self._floors(0.3) if self.may(0.1) else [])

    def _landmark(self) -> Parts:
        parts: Parts = [("poi", self.namer.landmark())]
        if self.may(0.15):
            parts.append(("subpoi", self._within()))
        return parts + (self._near(parts) if self.may(0.6) else [])

    def _group(self) -> Parts:
        way = self.dice.random()
        group = self.dice.choice((self.namer.number(2), self.dice.choice("一二三四五六七八九十"))) + self.pick("组 组 组 队 社")
        if way < 0.25:
            return [("road", group)]
        if way < 0.6:
            return [("road", group), ("roadno", self.namer.number(3) + "号")]
        return [("roadno", self.namer.number(3) + self.pick(["号", "号", "号", ""]))]

    def _building(self, share: float, name: str = "") -> Parts:
        """A landmark, in a `share` of them with a second name that stands inside it."""
        way = self.dice.random()
        name = name or (self.namer.building() if way < 0.76 else self.namer.bare() if way < 0.88 else self.namer.landmark())
        parts: Parts = [("poi", name)]
        if not self.may(share):
            return parts
        parts.append(("subpoi", self._quarter()))
        return [*parts, ("person", self._quarter() if self.may(0.3) else self.namer.person())] if self.may(0.12) else parts

    def _within(self) -> str:
        """A part of a place by its use, or what has its seat there."""
        return self.pick(words.INNER) if self.may(0.4) else self._quarter() if self.may(0.3) else self.namer.landmark()

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

    def _near(self, before: Parts) -> Parts:
        way = self.dice.random()
        if way < 0.07:
            return self._beside(before)
        if way < 0.12:
            return [("subpoi", self.namer.landmark())]
        if way < 0.15:
            return [("person", self._quarter() if self.may(0.2) else self.namer.person())]
        if way < 0.24:
            return [("roomno", room_number(self.dice))]
        return self._floors(0.45) if way < 0.50 else []

    def _beside(self, before: Parts) -> Parts:
        """Where it is to a place, and mostly what is there: a second name once a landmark was named."""
        parts: Parts = [("assist", self.pick(words.ASSISTS))]
        if self.may(0.6):
            named = any(kind == "poi" for kind, _ in before)
            parts.append((self.pick("subpoi subpoi subpoi person" if named else "poi poi poi subpoi"), self.namer.landmark()))
        return parts

    def _inside(self) -> Parts:
        parts = inside(self.dice, self.namer)
        if self.may(0.02):
            parts = [("assist", self.pick("东 西 南 北 内 后面")), *parts]
        if parts[-1][0] == "houseno" and self.may(0.08):
            return [*parts, ("subpoi", self._within())]
        return parts + (self._person() if self.may(0.06) else [])

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
        return self._beside(list(body)) if way < 0.065 and body and body[-1][0] in ("roadno", "houseno", "poi") else []
