"""What people ask for: scenes written for the commonest matters, and one made from the catalogue for every other leaf."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from huying import policy
from huying.policy import Category

FOLDER = Path(__file__).parent / "scenes"
WRITTEN_SHARE = 0.8  # of all requests; the rest is spread over the whole catalogue


@dataclass(frozen=True, slots=True)
class Scene:
    """One matter with its phrases; slots such as {estate} are filled in by the place (huying.demo.city.names)."""

    code: str
    weight: float
    titles: tuple[str, ...]
    events: tuple[str, ...]
    wishes: tuple[str, ...]
    answers: tuple[str, ...]
    direct: tuple[str, ...] = ()
    kind: str = ""
    months: tuple[int, ...] = ()
    night: bool = False
    parties: tuple[str, ...] = ()

    @property
    def leaf(self) -> Category:
        return policy.current().categories[self.code]


@lru_cache(maxsize=1)
def written() -> tuple[Scene, ...]:
    """The scenes of scenes/*.yaml whose matter this city's catalogue has."""
    known = policy.current().categories
    rows = [row for path in sorted(FOLDER.glob("*.yaml")) for row in yaml.safe_load(path.read_text("utf-8")) or ()]
    return tuple(_scene(row) for row in rows if str(row["code"]) in known)


def choose(rng: random.Random, month: int) -> Scene:
    """A scene of this month of the year."""
    fitting = [scene for scene in written() if not scene.months or month in scene.months]
    if fitting and rng.random() < WRITTEN_SHARE:
        return rng.choices(fitting, [scene.weight * (3 if scene.months else 1) for scene in fitting])[0]
    return of_leaf(rng.choice(policy.current().leaves))


def named(code: str) -> Scene:
    """A written scene of this matter, else one made from the catalogue."""
    return next((scene for scene in written() if scene.code == code), None) or of_leaf(policy.current().categories[code])


def of_leaf(leaf: Category) -> Scene:
    """A scene from a leaf's own everyday words; plainer than a written one."""
    about = leaf.about.rstrip("。")
    words = tuple(word for word in leaf.words if len(word) > 2) or (leaf.name,)
    titles: tuple[str, ...]
    events: tuple[str, ...]
    wishes: tuple[str, ...]
    if leaf.kinds and leaf.kinds[0] == "consultation":
        titles = tuple(f"想问一下{word}的事" for word in words[:4])
        events = (f"我住在{{district}}{{street}}，想了解{leaf.name}方面的规定。{about}，这方面现在怎么办理、要带什么材料？",
                  f"请问在{{district}}办{leaf.name}要找哪个部门？网上说法不一样，{words[0]}具体怎么算？")
        wishes = ("希望告知办理流程、地点和需要的材料。", "麻烦给个明确答复，最好有办理电话。")
    else:
        titles = (*(f"{{estate}}{word}" for word in words[:4]), f"反映{leaf.name}问题")
        events = (*(f"{{where}}附近{word}，{about}。" for word in words[:3]),
                  f"我是{{estate}}的住户，最近{{n}}天一直遇到{words[-1]}的情况，{about}，大家都有意见。")
        wishes = ("希望有关部门到现场核实处理。", "请尽快派人处理，并告诉我结果。", "希望能从根本上解决，不要反复。")
    answers = (
        f"您好，您反映的{leaf.name}问题收悉。我单位工作人员已到现场核实，情况属实，已责令相关责任方整改，并将加强日常巡查。感谢您的监督。",
        f"经核查，您反映的情况部分属实。就{leaf.name}事项，我单位已约谈有关方面并要求限期整改，后续将持续跟进，整改情况会及时向您反馈。",
        f"您好，关于{leaf.name}，经调取资料并现场走访，现将有关规定和处理情况答复如下：已按职责分工落实处理，如仍有疑问可直接联系我单位。")
    return Scene(leaf.code, 1, titles, events, wishes, answers, kind=leaf.kinds[0] if leaf.kinds else "")


def _scene(row: Mapping[str, object]) -> Scene:
    def texts(name: str) -> tuple[str, ...]:
        found = row.get(name) or ()
        return (found,) if isinstance(found, str) else tuple(str(each) for each in found)  # type: ignore[attr-defined]

    weight = row.get("weight", 1)
    return Scene(
        code=str(row["code"]), weight=float(str(weight)), titles=texts("titles"), events=texts("events"), wishes=texts("wishes"),
        answers=texts("answers"), direct=texts("direct"), kind=str(row.get("kind", "")), night=bool(row.get("night")),
        months=tuple(int(each) for each in texts("months")), parties=texts("parties"))
