"""The lunar calendar against the tables of a library."""

from datetime import date

import pytest
from holidays.calendars.chinese import _ChineseLunisolar

from huying.understanding.time import lunar

TABLES = _ChineseLunisolar()


@pytest.mark.parametrize(
    ("name", "month", "day"), [("lunar_new_year", 1, 1), ("dragon_boat", 5, 5), ("mid_autumn", 8, 15), ("double_ninth", 9, 9)]
)
def test_lunar_days_agree_with_published_tables(name: str, month: int, day: int) -> None:
    for year in range(1950, 2051):
        assert lunar.solar(year, month, day) == getattr(TABLES, f"{name}_date")(year)[0]


def test_leap_months_and_impossible_days() -> None:
    assert lunar.solar(2023, 2, 1, leap=True) == date(2023, 3, 22)
    assert lunar.solar(2025, 6, 1, leap=True) == date(2025, 7, 25)
    assert lunar.solar(2024, 6, 1, leap=True) is None
    assert lunar.solar(2024, 1, 31) is None
    assert lunar.solar(1800, 1, 1) is None


def test_eve_and_clear_and_bright() -> None:
    assert lunar.new_year_eve(2026) == date(2026, 2, 16)
    assert [lunar.clear_and_bright(year).day for year in (2024, 2025, 2026, 2027)] == [4, 4, 5, 5]
