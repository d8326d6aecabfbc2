"""Times and deadlines in people's words."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import translation

from huying.ui import when

NOW = datetime(2026, 11, 23, 6, 30, tzinfo=UTC)  # Monday 14:30 in the city


def thing(hours: float, **more: Any) -> SimpleNamespace:
    due_at = NOW + timedelta(hours=hours)
    return SimpleNamespace(**{"due_at": due_at, "yellow_at": due_at - timedelta(hours=24), "limit": "10 working_days", **more})


@pytest.mark.parametrize(
    ("instant", "chinese", "english"),
    [
        (NOW, "今天 14:30", "today 14:30"),
        (datetime(2026, 11, 22, 16, 1, tzinfo=UTC), "今天 00:01", "today 00:01"),
        (datetime(2026, 11, 22, 15, 59, tzinfo=UTC), "昨天 23:59", "yesterday 23:59"),
        (datetime(2026, 11, 23, 16, 0, tzinfo=UTC), "今天 24:00", "today 24:00"),
        (datetime(2026, 11, 3, 1, 0, tzinfo=UTC), "11月3日 09:00", "3 Nov 09:00"),
        (datetime(2025, 12, 31, 16, 0, tzinfo=UTC), "2025年12月31日 24:00", "31 Dec 2025 24:00"),
        (datetime(2025, 12, 31, 15, 0, tzinfo=UTC), "2025年12月31日", "31 Dec 2025"),
        (date(2026, 11, 24), "明天", "tomorrow"),
        (None, "", ""),
    ],
)
def test_clock_speaks_of_days_in_the_city(instant: Any, chinese: str, english: str) -> None:
    assert when.clock(instant, NOW) == chinese
    with translation.override("en"):
        assert when.clock(instant, NOW) == english


@pytest.mark.parametrize(
    ("subject", "colour", "words"),
    [
        (thing(9.5 + 24 * 4), "green", "剩 4 个工作日"),  # ends at the midnight after Friday
        (thing(9.5 + 24 * 6), "green", "剩 4 个工作日"),  # a weekend adds none
        (thing(20), "yellow", "剩 20 小时"),
        (thing(0.5), "yellow", "剩 30 分钟"),
        (thing(0.001), "yellow", "剩 1 分钟"),
        (thing(0), "red", "逾期 1 分钟"),
        (thing(-5), "red", "逾期 5 小时"),
        (thing(-75), "red", "逾期 3 天"),
        (thing(50, limit="72 hours"), "green", "剩 2 天"),
        (thing(50, state="suspended"), "paused", "暂停计时"),
        (thing(-5, paused_at=NOW), "paused", "暂停计时"),
        (thing(-5, met_at=NOW), "none", ""),
        (thing(-5, is_open=False), "none", ""),
        (SimpleNamespace(due_at=None), "none", ""),
        (thing(30, yellow_at=None), "green", "剩 1 个工作日"),
    ],
)
def test_light_and_remaining_time(subject: SimpleNamespace, colour: str, words: str) -> None:
    assert when.light(subject, NOW) == colour
    assert when.due(subject, NOW) == words


def test_remaining_time_in_english_has_plurals() -> None:
    with translation.override("en"):
        assert when.due(thing(1.2), NOW) == "1 hour left"
        assert when.due(thing(-50), NOW) == "2 days overdue"
        assert when.due(NOW + timedelta(hours=30), NOW) == "1 day left"
