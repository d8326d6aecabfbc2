"""Limits and office hours: what can be read, what adds up, what is refused."""

from collections.abc import Callable
from datetime import UTC, datetime, time
from decimal import Decimal
from fractions import Fraction

import pytest

from huying.clocks.hours import OFFICE_HOURS, WorkHours, quiet
from huying.clocks.limits import Limit

At = Callable[[str], datetime]
NIGHT = (time(22), time(8))
MINUTE_US = 60_000_000


@pytest.mark.parametrize(
    ("text", "amount", "unit"),
    [
        ("10 working_days", Fraction(10), "working_days"),
        ("0.5 working_days", Fraction(1, 2), "working_days"),
        ("3 calendar_days", Fraction(3), "calendar_days"),
        ("24 hours", Fraction(24), "hours"),
        ("4 working_hours", Fraction(4), "working_hours"),
        (" 30 minutes ", Fraction(30), "minutes"),
    ],
)
def test_limit_is_read_and_written_back(text: str, amount: Fraction, unit: str) -> None:
    limit = Limit.parse(text)
    assert (limit.amount, limit.unit) == (amount, unit)
    assert str(limit) == text.strip()


@pytest.mark.parametrize(
    "text",
    ["", "10", "10 days", "ten working_days", "-1 hours", "0 hours", "1e3 hours", "10  hours", "1/2 hours"],
)
def test_what_is_no_limit_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="a limit"):
        Limit.parse(text)


def test_amounts_of_every_sort_are_exact() -> None:
    same = {Limit(Fraction(1, 10), "hours"), Limit("0.1", "hours"), Limit(Decimal("0.1"), "hours")}
    assert same == {Limit.parse("0.1 hours")}
    assert Limit(3, "hours") + Limit("0.5", "hours") == Limit("3.5", "hours")
    assert str(Limit(Fraction(1, 3), "hours")) == "1/3 hours"


def test_units_are_never_interchangeable() -> None:
    assert Limit(24, "hours") != Limit(1, "calendar_days")
    with pytest.raises(ValueError, match="do not add up"):
        Limit(24, "hours") + Limit(1, "calendar_days")


def test_work_hours_are_read() -> None:
    assert WorkHours.parse("09:00-12:00, 14:00–18:00") == OFFICE_HOURS
    assert WorkHours.parse("08:30-17:30", "17:30") == WorkHours(((time(8, 30), time(17, 30)),), time(17, 30))


@pytest.mark.parametrize(
    ("text", "day_ends"),
    [
        ("", "24:00"),
        ("9-12", "24:00"),
        ("12:00-09:00", "24:00"),
        ("09:00-12:00, 11:00-18:00", "24:00"),
        ("09:00-18:00", "17:00"),
    ],
)
def test_wrong_work_hours_are_refused(text: str, day_ends: str) -> None:
    with pytest.raises(ValueError, match=r"office hours|a day cannot end"):
        WorkHours.parse(text, day_ends)


def test_office_time_of_a_day_is_counted_and_found_again() -> None:
    assert OFFICE_HOURS.day_us == 7 * 60 * MINUTE_US
    assert OFFICE_HOURS.worked(0) == OFFICE_HOURS.worked(9 * 60 * MINUTE_US) == 0
    assert OFFICE_HOURS.worked(13 * 60 * MINUTE_US) == 3 * 60 * MINUTE_US
    assert OFFICE_HOURS.reached(3 * 60 * MINUTE_US) == 12 * 60 * MINUTE_US
    for minutes in range(1, 7 * 60 + 1):
        assert OFFICE_HOURS.worked(OFFICE_HOURS.reached(minutes * MINUTE_US)) == minutes * MINUTE_US


@pytest.mark.parametrize(
    ("instant", "allowed"),
    [
        ("2026-03-02 21:59", "2026-03-02 21:59"),
        ("2026-03-02 22:00", "2026-03-03 08:00"),
        ("2026-12-31 23:30", "2027-01-01 08:00"),
        ("2026-03-03 00:00", "2026-03-03 08:00"),
        ("2026-03-03 07:59:59", "2026-03-03 08:00"),
        ("2026-03-03 08:00", "2026-03-03 08:00"),
    ],
)
def test_quiet_hours_over_midnight(at: At, instant: str, allowed: str) -> None:
    assert quiet(at(instant), NIGHT) == at(allowed)
    assert quiet(at(instant), NIGHT).tzinfo is UTC


def test_quiet_hours_within_a_day_or_none(at: At) -> None:
    noon = (time(12), time(14))
    assert quiet(at("2026-03-02 12:00"), noon) == at("2026-03-02 14:00")
    assert quiet(at("2026-03-02 14:00"), noon) == at("2026-03-02 14:00")
    assert quiet(at("2026-03-02 23:00"), None) == at("2026-03-02 23:00")
    assert quiet(at("2026-03-02 23:00"), (time(8), time(8))) == at("2026-03-02 23:00")
    with pytest.raises(ValueError, match="time zone"):
        quiet(datetime(2026, 3, 2), NIGHT)
