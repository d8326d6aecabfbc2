"""The city's own calendar, and instants written as people write them."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from huying.clocks.calendar import Calendar
from huying.clocks.notices import load_calendar

NOTICES = Path(__file__).parents[2] / "policy" / "calendar"


@pytest.fixture(scope="session")
def notices() -> Path:
    return NOTICES


@pytest.fixture(scope="session")
def calendar() -> Calendar:
    loaded, mistakes = load_calendar(NOTICES)
    assert mistakes == []
    return loaded


@pytest.fixture(scope="session")
def at() -> Callable[[str], datetime]:
    """`at("2026-02-13 10:00")`: that local time; "24:00" is the midnight after the day."""

    def instant(text: str) -> datetime:
        zone = ZoneInfo("Asia/Shanghai")
        if text.endswith(" 24:00"):
            day = datetime.fromisoformat(text.removesuffix(" 24:00"))
            return datetime.fromordinal(day.toordinal() + 1).replace(tzinfo=zone)
        return datetime.fromisoformat(text).replace(tzinfo=zone)

    return instant


@pytest.fixture(scope="session")
def checkout_root() -> Path:
    return Path(__file__).parents[2]
