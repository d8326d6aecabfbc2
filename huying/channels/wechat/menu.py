"""The account's menu: what can be tapped below the chat."""

from __future__ import annotations

from typing import Any

from django.conf import settings


def buttons() -> list[dict[str, Any]]:
    """As the platform's menu interface takes them; taps are read by `receiving.TAPS`."""
    mine: dict[str, Any] = {"type": "click", "name": "最近诉求", "key": "MINE"}
    page: list[dict[str, Any]] = [{"type": "view", "name": "全部诉求", "url": f"{settings.PUBLIC_URL}/channels/wechat/enter/"}]
    return [
        {"type": "click", "name": "我要诉求", "key": "BEGIN"},
        {"name": "我的诉求", "sub_button": [
            mine, {"type": "click", "name": "查进度", "key": "PROGRESS"}, *(page if settings.PUBLIC_URL else [])]},
        {"name": "服务", "sub_button": [
            {"type": "click", "name": "渠道建议", "key": "ADVICE"}, {"type": "click", "name": "怎样使用", "key": "HELP"},
            {"type": "click", "name": "人工 12345", "key": "HUMAN"}]},
    ]
