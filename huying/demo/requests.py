"""One invented request: who asks, by which door, in which manner, about what, where."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from huying.clocks.zone import SHANGHAI
from huying.demo import city
from huying.demo.city import Spot
from huying.demo.names import person_name, phone
from huying.demo.scenes import Scene
from huying.tickets.incoming import Incoming

DOORS = {"phone": 52, "wechat": 16, "app": 11, "web": 10, "sms": 4, "email": 2.5, "platform": 2.5, "counter": 1, "open311": 1}
SPOKEN = frozenset({"phone", "counter"})  # an agent writes it down
_OPENINGS = {
    "plain": ("", "您好，", "你好，我想反映一个问题。", "12345您好，"),
    "formal": ("尊敬的领导：您好！", "尊敬的工作人员，您好。现就以下问题向贵单位反映：", "您好，现反映如下情况："),
    "angry": ("已经打过好几次电话了，没人管！", "到底有没有人管？", "真的忍无可忍了！", "再不处理我就天天打！"),
    "elder": ("同志你好，我今年七十多岁了，不太会用手机。", "我是老人家，说得慢一点，请你记一下。", "阿姨我住这里三十几年了，"),
    "local": ("唔该帮手反映下，", "你好，我系呢度嘅街坊，", "想投诉下，真系好烦，"),
    "short": ("", "", ""),
}
_IMPACT = {
    "plain": ("影响正常生活。", "周围邻居都有意见。", "给大家带来很大不便。", ""),
    "formal": ("上述情况已严重影响周边群众的正常生活秩序。", "该问题持续存在，群众反映强烈。"),
    "angry": ("天天这样谁受得了！", "一直拖着不解决，太不负责任了！", "纳税人的钱都花到哪里去了？"),
    "elder": ("我们老人家出入很不方便。", "我血压都高了，夜里睡不好。", "家里还有小孙子，怕出事。"),
    "local": ("搞到成日都唔安乐。", "街坊个个都话要投诉。", "真系顶唔顺。"),
    "short": ("",),
}
_CLOSING = {"formal": "此致敬礼。", "elder": "麻烦你们了，谢谢。", "local": "唔该晒。", "angry": "请给我一个明确的答复！",
            "plain": "谢谢。"}
MANNERS = {"plain": 44, "formal": 14, "angry": 14, "elder": 12, "local": 8, "short": 8}


@dataclass(slots=True)
class Request:
    """`who` numbers the citizen: the same number calls again under the same name and phone."""

    index: int
    at: datetime
    scene: Scene
    spot: Spot
    door: str
    who: int
    manner: str
    incoming: Incoming
    division: str
    words: dict[str, str]

    def fill(self, text: str) -> str:
        """A phrase of the scene with this request's place in it."""
        return text.format_map(self.words)

    @property
    def spoken(self) -> bool:
        return self.door in SPOKEN


def compose(rng: random.Random, index: int, at: datetime, scene: Scene, *, crowd: int, spot: Spot | None = None,
            door: str = "", who: int | None = None, whole: bool = False, prefix: str = "demo") -> Request:
    """A request about `scene`; `crowd`: how many citizens the city has; `whole`: all five elements are told."""
    door = door or rng.choices(list(DOORS), list(DOORS.values()))[0]
    spot = spot or city.somewhere(rng)
    who = rng.randrange(crowd) if who is None else who
    manner = "short" if door == "sms" else rng.choices(list(MANNERS), list(MANNERS.values()))[0]
    vague = not whole and door in {"sms", "wechat", "app", "email", "web"} and rng.random() < (0.5 if door == "sms" else 0.07)
    where = "" if vague else spot.spoken(rng)
    words = {**city.names(rng, spot), "where": where or "我们这边", "when": "" if vague else _when(rng, at, scene.night)}
    own = random.Random(f"citizen:{who}")
    incoming = Incoming(
        door=door, key=f"{prefix}:{index}", received_at=at, name=person_name(own), phone=phone(own, who),
        title=_fill(rng.choice(scene.titles), words) if not vague else scene.leaf.name, **_elements(rng, scene, manner, words, vague),
        place=where, division=spot.division if door in SPOKEN or (not vague and rng.random() < 0.75) else "",
        lon=None if vague or rng.random() < 0.25 else spot.lon, lat=spot.lat, sms_only=rng.random() < 0.012,
        kind=scene.kind if door in SPOKEN else "", category=scene.code if door in SPOKEN else "",
        confidential=scene.kind == "report" and rng.random() < 0.3, tags=_tags(rng, manner, scene))
    return Request(index, at, scene, spot, door, who, manner, incoming, spot.division, words)


def _elements(rng: random.Random, scene: Scene, manner: str, words: dict[str, str], vague: bool) -> dict[str, Any]:
    """detail, wish, happened, parties in the words of the manner."""
    event = _fill(rng.choice(scene.events), words)
    when = words["when"]
    if manner == "short" or vague:
        return {"detail": event.split("，")[0] + "。" if vague else event,
                "wish": "" if vague else _fill(rng.choice(scene.wishes), words)}
    detail = "".join((rng.choice(_OPENINGS[manner]), f"{when}，" if when and rng.random() < 0.6 else "", event,
                      rng.choice(_IMPACT[manner]) if scene.kind != "consultation" else ""))
    wish = _fill(rng.choice(scene.wishes), words)
    parties = _fill(rng.choice(scene.parties), words) if scene.parties else ""
    return {"detail": detail, "wish": wish + (_CLOSING.get(manner, "") if rng.random() < 0.5 else ""), "happened": when,
            "parties": parties}


def _when(rng: random.Random, at: datetime, night: bool) -> str:
    day = at.astimezone(SHANGHAI) - timedelta(days=rng.randint(1, 6))
    if night:
        return rng.choice(("昨晚十一点多到凌晨两点", f"{day.month}月{day.day}日夜里", "连续几晚十点以后", "每晚十一点后"))
    return rng.choice(("今天上午", "昨天下午三点左右", f"{day.month}月{day.day}日", "最近一周", "这几天早晚高峰", "从上个月开始",
                       "昨天晚上七点多"))


def _tags(rng: random.Random, manner: str, scene: Scene) -> tuple[str, ...]:
    found = []
    if manner == "elder":
        found.append("长者")
    if rng.random() < 0.02:
        found.append("企业诉求")
    if scene.months:
        found.append("季节性")
    return tuple(found)


def _fill(text: str, words: dict[str, str]) -> str:
    return text.format_map(words)
