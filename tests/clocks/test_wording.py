"""Deadlines as people say them."""

from datetime import UTC, datetime

from huying.clocks.wording import until


def test_what_ends_with_a_day_ends_at_its_24_00() -> None:
    assert until(datetime(2026, 12, 1, 16, tzinfo=UTC)) == "2026-12-01 24:00"
    assert until(datetime(2026, 12, 1, 16, 1, tzinfo=UTC)) == "2026-12-02 00:01"
