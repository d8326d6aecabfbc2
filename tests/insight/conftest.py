"""A walk that does not wait for strangers' transactions: other tests run on the same server."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from huying.insight import walking
from huying.insight.gathering import gather
from huying.insight.models import Mark
from huying.tickets.models import Ticket
from tests.cast import MONDAY

FUMES = (
    ("丽晴花园楼下烧烤店油烟扰民", "丽晴花园一楼的烧烤店没有烟道，油烟直接排到楼上住户家里。"),
    ("投诉丽晴花园烧烤油烟", "丽晴花园住户每晚都被烧烤店的油烟熏得不敢开窗。"),
    ("丽晴花园烧烤店油烟太大", "丽晴花园楼下烧烤店油烟呛人，没有排烟管道。"),
    ("再次反映丽晴花园烧烤油烟扰民", "丽晴花园烧烤店油烟依旧扰民，希望尽快处理。"),
)
LAMPS = (
    ("榕荫大道路灯不亮", "榕荫大道小学门口一段路灯不亮，路灯坏了十天。"),
    ("榕荫大道整排路灯不亮请检修", "榕荫大道晚上路灯不亮，一片漆黑。"),
    ("榕荫大道路灯不亮没人修", "榕荫大道的路灯不亮很久没有人修。"),
)


@pytest.fixture
def gathered(monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """`gathered(now)`: gather all tickets that are there."""

    def settle(mark: Mark) -> bool:
        before = mark.settled
        mark.settled = Ticket.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        return mark.settled > before

    monkeypatch.setattr(walking, "_settle", settle)

    def run(now: datetime = MONDAY, **more: Any) -> int:
        return gather(now, **more)
    return run
