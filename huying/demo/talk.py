"""What invented staff and citizens say on the way: short phrases by occasion (phrases.yaml)."""

from __future__ import annotations

import random
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from huying.demo.scenes import Scene


@lru_cache(maxsize=1)
def _phrases() -> dict[str, Any]:
    return dict(yaml.safe_load((Path(__file__).parent / "phrases.yaml").read_text("utf-8")))


def say(rng: random.Random, occasion: str, sort: str = "") -> str:
    """A phrase for this occasion; `sort` where the occasion has several."""
    found = _phrases()[occasion]
    found = found[sort] if sort else found
    return str(found if isinstance(found, str) else rng.choice(found))


def pair(rng: random.Random, occasion: str) -> tuple[str, str]:
    """A code with its words, or a reason with its basis."""
    first, second = rng.choice(_phrases()[occasion])
    return str(first), str(second)


def answer(rng: random.Random, scene: Scene, *, again: bool = False) -> str:
    """A unit's public answer to this matter."""
    return (say(rng, "again") if again else "") + rng.choice(scene.answers) + say(rng, "tail")


def direct(rng: random.Random, scene: Scene) -> str:
    """What an agent answers at once."""
    found = scene.direct or (f"您好，关于{scene.leaf.name}，现行规定和办理方式如下：可到就近政务服务中心或通过政务应用线上办理，"
                             "需携带本人身份证件和相关证明材料，工作时间均可受理。",)
    return rng.choice(found) + rng.choice(("如需进一步了解，可再次拨打 12345。", "办理前建议先在线上预约。", ""))
