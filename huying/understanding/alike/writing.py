"""Pairs of requests put together by rule: matters worded in several ways (`texts/matters`) at places that do not exist."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from .inventing import Invented, invent

TEXTS = Path(__file__).parent / "texts"
SAME, OTHER_MATTER, OTHER_PLACE = "same matter", "same place, other matter", "same matter, other place"
_OPENINGS = ("", "", "", "", "您好，", "你好，我想反映一下，", "尊敬的领导：", "我要投诉！", "市民反映：",
             "各位领导好，", "我是附近居民，", "唉，", "请问一下，", "本人",
             "麻烦帮忙看看，")
_ENDINGS = ("", "", "", "", "请尽快处理。", "希望有关部门重视。", "已经打过好几次电话了。", "谢谢！",
            "什么时候能解决？", "望回复", "真的受不了了", "严重影响生活",
            "投诉多次没结果，", "盼解决！！", "向物业反映没有用。", "请给个说法。", "我们老百姓该找谁？")
_TIMES = ("昨天", "最近", "上周开始", "这两天", "国庆以来", "从上个月起", "9月12日", "今早")
_SLIPS = (("的", "地"), ("在", "再"), ("已", "以"), ("坐", "座"), ("做", "作"), ("账", "帐"), ("像", "象"))
_ASIDES = ("从{}那边过来要绕很远", "旁边就是{}", "以前住在{}就没有这种事", "听说{}也有人反映过类似情况", "为这事在{}来回跑了几趟")

Text = tuple[str, str]


class Matter(NamedTuple):
    """`kind` of place where it happens; each wording has @ where the place stands."""

    kind: str
    name: str
    wordings: tuple[str, ...]


class Written(NamedTuple):
    """Two requests as (title, detail)."""

    a: Text
    b: Text
    same: bool
    why: str


def matters() -> list[Matter]:
    """All matters of the lists."""
    found = []
    lists = sorted((TEXTS / "matters").glob("*.txt"))
    for block in (block for file in lists for block in file.read_text(encoding="utf-8").strip().split("\n\n")):
        head, *wordings = block.splitlines()
        kind, name = head.split(" ", 1)
        found.append(Matter(kind, name, tuple(wordings)))
    return found


class Writer:
    """Writes pairs about some matters; the same for the same seed."""

    def __init__(self, known: Sequence[Matter], seed: int) -> None:
        self.known, self.dice = known, random.Random(seed)
        self.asides = (TEXTS / "asides.txt").read_text(encoding="utf-8").split()
        self.by_kind: dict[str, list[Matter]] = defaultdict(list)
        for each in known:
            self.by_kind[each.kind].append(each)

    def pairs(self, count: int) -> Iterator[Written]:
        """About three and a half times `count` pairs: one matter worded twice, and the two sorts of near misses; copies at the end."""
        for _ in range(count):
            yield from (self._longer(pair) for pair in self._three())
        for _ in range(count // 3):
            yield from self._copies()

    def _three(self) -> Iterator[Written]:
        dice = self.dice
        one = dice.choice(self.known)
        where = invent(one.kind, dice)
        first, wording = self._message(one, where)
        second, _ = self._message(one, where, wording)
        yield Written(first, (one.name if dice.random() < 0.5 else "", second[1][:60]) if dice.random() < 0.15 else second, True, SAME)
        other = dice.choice(self.by_kind[one.kind])
        if other is not one:
            yield Written(first, self._message(other, where)[0], False, OTHER_MATTER)
        elsewhere = invent(one.kind, dice)
        told = wording if dice.random() < 0.5 else dice.choice(one.wordings)
        yield Written(first, ("" if dice.random() < 0.6 else one.name, self._sentence(told, elsewhere)), False, OTHER_PLACE)

    def _copies(self) -> Iterator[Written]:
        """A text with some sentences left out, and one with another place in it."""
        dice = self.dice
        one = dice.choice(self.known)
        where, elsewhere = invent(one.kind, dice), invent(one.kind, dice)
        text = self._long(self._message(one, where)[0]) if dice.random() < 0.8 else self._message(one, where)[0]
        if where.name not in text[1]:
            return
        title, detail = (dice.choice(where.forms) + one.name, text[1]) if not text[0] and dice.random() < 0.5 else text
        moved = (title.replace(where.name, elsewhere.name), detail.replace(where.name, elsewhere.name))
        sort = dice.random()
        moved = (moved[0], moved[1][: dice.randint(40, 200)]) if sort < 0.4 else ("", "，".join(moved)) if sort < 0.6 else moved
        if where.name != elsewhere.name:
            yield Written((title, detail), moved, False, OTHER_PLACE)
        kept = [part for part in detail.split("。") if part and (where.name in part or dice.random() < 0.6)]
        yield Written((title, detail), (title if dice.random() < 0.5 else "", "。".join(kept)), True, SAME)

    def _longer(self, pair: Written) -> Written:
        sort = self.dice.random()
        if sort < 0.2:
            return pair._replace(a=self._long(pair.a))
        if sort < 0.35:
            return pair._replace(b=self._long(pair.b))
        return pair._replace(a=self._long(pair.a), b=self._long(pair.b)) if sort < 0.5 else pair

    def _long(self, text: Text) -> Text:
        """With sentences that say nothing of the matter, and places named by the way."""
        dice = self.dice
        parts = [text[1]]
        for aside in dice.sample(self.asides, dice.choice((1, 2, 3, 5, 7))):
            parts.append(dice.choice(_ASIDES).format(invent(dice.choice("RERSPMV"), dice).name) if dice.random() < 0.25 else aside)
        if dice.random() < 0.3:
            parts = parts[1:2] + parts[:1] + parts[2:]
        return text[0], "。".join(part.rstrip("。") for part in parts) + "。"

    def _message(self, one: Matter, where: Invented, but: str = "") -> tuple[Text, str]:
        dice = self.dice
        wording = dice.choice([each for each in one.wordings if each != but] or list(one.wordings))
        sort, form = dice.random(), dice.choice(where.forms)
        title = (one.name if sort < 0.3 else form + one.name if sort < 0.45 else f"关于{form}{one.name}的投诉" if sort < 0.55
                 else dice.choice(("投诉", "求助", "咨询", "反映问题", "建议", "请政府关注")) if sort < 0.6 else "")
        body = self._sentence(wording, where)
        other = dice.choice(one.wordings)
        if dice.random() < 0.25 and other != wording:
            body += "。" + other.replace("@", dice.choice(("", "这里", "我们这", "那边")))
        return (title, body), wording

    def _sentence(self, wording: str, where: Invented) -> str:
        dice = self.dice
        form = dice.choice(where.forms)
        if dice.random() < 0.45:
            form = dice.choice((f"{where.district}区", where.district, f"广州市{where.district}区")) + form
        body = wording.replace("@", form)
        if dice.random() < 0.25:
            body = dice.choice(_TIMES) + dice.choice(("，", "")) + body
        return self._slip(dice.choice(_OPENINGS) + body + "，" + dice.choice(_ENDINGS))

    def _slip(self, text: str) -> str:
        dice = self.dice
        if dice.random() >= 0.12 or len(text) <= 12:
            return text
        at, sort = dice.randrange(4, len(text) - 2), dice.random()
        if sort < 0.4:
            return text[:at] + text[at + 1 :]
        if sort < 0.7:
            return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
        meant, wrong = next((pair for pair in _SLIPS if pair[0] in text), ("", ""))
        return text.replace(meant, wrong, 1) if meant else text
