"""Every promise of the default policy at the edges of holidays, pauses, extensions and the year's end."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import pytest

from huying.clocks.calendar import Calendar, UnknownDay
from huying.clocks.rules import Due, Limit, WorkHours, compute

At = Callable[[str], datetime]
OFFICE_ENDS = WorkHours(((time(9), time(12)), (time(14), time(18))), day_ends=time(18))


def due(calendar: Calendar, text: str, start: datetime, **more: object) -> Due:
    return compute(Limit.parse(text), start, calendar=calendar, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("limit", "start", "due_at", "yellow_at"),
    [
        # Before the Spring Festival of 2026: off 15 to 23 February, the Saturdays 14 and 28 are worked.
        ("2 working_days", "2026-02-13 10:00", "2026-02-24 24:00", "2026-02-24 00:00"),
        ("10 working_days", "2026-02-13 10:00", "2026-03-05 24:00", "2026-03-05 00:00"),
        ("15 working_days", "2026-02-13 10:00", "2026-03-12 24:00", "2026-03-12 00:00"),
        ("1 working_days", "2026-02-13 17:59", "2026-02-14 24:00", "2026-02-14 00:00"),
        ("3 working_days", "2026-02-13 10:00", "2026-02-25 24:00", "2026-02-25 00:00"),
        ("0.5 working_days", "2026-02-13 16:30", "2026-02-14 11:00", "2026-02-14 10:07:30"),
        ("0.5 working_days", "2026-02-14 16:00", "2026-02-24 10:30", "2026-02-24 09:37:30"),
        ("3 calendar_days", "2026-02-14 09:30", "2026-02-17 09:30", "2026-02-16 15:30"),
        ("24 hours", "2026-02-14 23:00", "2026-02-15 23:00", "2026-02-15 17:00"),
        ("2 hours", "2026-02-16 23:00", "2026-02-17 01:00", "2026-02-17 00:30"),
        ("1 hours", "2026-02-16 00:00", "2026-02-16 01:00", "2026-02-16 00:45"),
        ("30 minutes", "2026-02-16 12:00", "2026-02-16 12:30", "2026-02-16 12:22:30"),
        ("4 working_hours", "2026-02-13 16:00", "2026-02-14 11:00", "2026-02-14 10:00"),
        # In the holiday, on its weekend and on the make-up Saturday itself
        ("2 working_days", "2026-02-18 12:00", "2026-02-25 24:00", "2026-02-25 00:00"),
        ("2 working_days", "2026-02-14 00:00", "2026-02-25 24:00", "2026-02-25 00:00"),
        ("1 working_days", "2026-02-27 10:00", "2026-02-28 24:00", "2026-02-28 00:00"),
        ("1 working_days", "2026-02-28 10:00", "2026-03-02 24:00", "2026-03-02 00:00"),
        ("0.5 working_days", "2026-02-18 12:00", "2026-02-24 14:30", "2026-02-24 11:37:30"),
        # National Day of 2026: off 1 to 7 October, Sunday 20 September and Saturday 10 October are worked.
        ("1 working_days", "2026-09-19 10:00", "2026-09-20 24:00", "2026-09-20 00:00"),
        ("10 working_days", "2026-09-24 10:00", "2026-10-15 24:00", "2026-10-15 00:00"),
        ("3 working_days", "2026-09-30 20:00", "2026-10-10 24:00", "2026-10-10 00:00"),
        # Ordinary days
        ("2 working_days", "2026-03-06 10:00", "2026-03-10 24:00", "2026-03-10 00:00"),
        ("1 working_days", "2026-03-07 10:00", "2026-03-09 24:00", "2026-03-09 00:00"),
        ("1 working_days", "2026-03-02 00:00", "2026-03-03 24:00", "2026-03-03 00:00"),
        ("1 working_days", "2026-03-01 23:59:59", "2026-03-02 24:00", "2026-03-02 00:00"),
        ("1.5 working_days", "2026-03-02 10:00", "2026-03-04 14:30", "2026-03-03 14:30"),
        ("7 working_hours", "2026-03-02 09:00", "2026-03-02 18:00", "2026-03-02 16:15"),
        ("3 working_hours", "2026-03-02 12:30", "2026-03-02 17:00", "2026-03-02 16:15"),
        ("7 calendar_days", "2026-03-02 10:00", "2026-03-09 10:00", "2026-03-06 10:00"),
        ("15 calendar_days", "2026-03-05 10:00", "2026-03-20 10:00", "2026-03-19 10:00"),
        # Over the new year of an earlier notice: Saturday 29 December 2018 is worked, 30 to 1 off
        ("2 working_days", "2018-12-28 10:00", "2019-01-02 24:00", "2019-01-02 00:00"),
    ],
)
def test_limit_at_the_edges(
    calendar: Calendar, at: At, limit: str, start: str, due_at: str, yellow_at: str
) -> None:
    answer = due(calendar, limit, at(start))
    assert answer.due_at == at(due_at)
    assert answer.yellow_at == at(yellow_at)
    assert not answer.provisional
    assert not answer.paused
    assert answer.calendar_version == calendar.version


@pytest.mark.parametrize(
    ("limit", "due_at", "provisional"),
    [
        ("1 working_days", "2026-12-31 24:00", False),
        ("2 working_days", "2027-01-01 24:00", True),
        ("10 working_days", "2027-01-13 24:00", True),
        ("0.5 working_days", "2026-12-30 15:30", False),
        ("15 working_hours", "2027-01-01 11:00", True),
        ("3 calendar_days", "2027-01-02 10:00", False),
        ("72 hours", "2027-01-02 10:00", False),
    ],
)
def test_beyond_the_known_notices_working_time_is_provisional(
    calendar: Calendar, at: At, limit: str, due_at: str, provisional: bool
) -> None:
    answer = due(calendar, limit, at("2026-12-30 10:00"))
    assert (answer.due_at, answer.provisional) == (at(due_at), provisional)


def test_a_day_may_end_with_the_office(calendar: Calendar, at: At) -> None:
    answer = due(calendar, "2 working_days", at("2026-03-06 19:00"), hours=OFFICE_ENDS)
    assert answer.due_at == at("2026-03-10 18:00")
    assert answer.yellow_at == at("2026-03-10 00:00")
    assert answer.due_on == date(2026, 3, 10)


def test_office_hours_are_the_citys_own(calendar: Calendar, at: At) -> None:
    hours = WorkHours.parse("08:30-12:00, 14:30-17:30")
    assert due(calendar, "0.5 working_days", at("2026-03-02 11:00"), hours=hours).due_at == at(
        "2026-03-02 16:45"
    )


def test_extension_counts_from_the_original_start(calendar: Calendar, at: At) -> None:
    start = at("2026-02-13 10:00")
    extended = due(calendar, "10 working_days", start, extra=Limit.parse("5 working_days"))
    assert extended.due_at == due(calendar, "15 working_days", start).due_at == at("2026-03-12 24:00")
    other_unit = due(calendar, "10 working_days", start, extra=Limit.parse("3 calendar_days"))
    assert other_unit.due_at == at("2026-03-08 24:00")


@pytest.mark.parametrize(
    ("limit", "pause", "due_at", "yellow_at"),
    [
        ("2 working_days", ("2026-03-03 10:00", "2026-03-05 10:00"), "2026-03-06 24:00", "2026-03-06 00:00"),
        ("2 working_days", ("2026-03-03 10:00", "2026-03-03 16:00"), "2026-03-04 24:00", "2026-03-04 00:00"),
        # begins on the last day: it resumes on Friday, when the day has to be finished
        ("2 working_days", ("2026-03-04 10:00", "2026-03-06 10:00"), "2026-03-06 24:00", "2026-03-06 10:00"),
        # over a weekend: nothing falls due inside a pause
        ("2 working_days", ("2026-03-04 10:00", "2026-03-08 10:00"), "2026-03-09 24:00", "2026-03-09 00:00"),
        # after the deadline: no effect
        ("2 working_days", ("2026-03-05 00:00", "2026-03-06 10:00"), "2026-03-04 24:00", "2026-03-04 00:00"),
        # before the start, and reaching into it
        ("2 working_days", ("2026-02-25 10:00", "2026-02-27 10:00"), "2026-03-04 24:00", "2026-03-04 00:00"),
        ("2 working_days", ("2026-02-25 10:00", "2026-03-03 10:00"), "2026-03-05 24:00", "2026-03-05 00:00"),
        ("24 hours", ("2026-03-02 12:00", "2026-03-04 12:00"), "2026-03-05 10:00", "2026-03-05 04:00"),
        ("24 hours", ("2026-03-03 10:00", "2026-03-04 12:00"), "2026-03-03 10:00", "2026-03-03 04:00"),
        ("4 working_hours", ("2026-03-02 11:00", "2026-03-03 11:00"), "2026-03-03 16:00", "2026-03-03 15:00"),
        ("3 calendar_days", ("2026-03-02 12:00", "2026-03-03 12:00"), "2026-03-06 10:00", "2026-03-05 10:00"),
    ],
)
def test_a_pause_stops_the_clock(
    calendar: Calendar, at: At, limit: str, pause: tuple[str, str], due_at: str, yellow_at: str
) -> None:
    answer = due(calendar, limit, at("2026-03-02 10:00"), pauses=[(at(pause[0]), at(pause[1]))])
    assert (answer.due_at, answer.yellow_at) == (at(due_at), at(yellow_at))


@pytest.mark.parametrize("limit", ["2 working_days", "24 hours", "4 working_hours", "0.5 working_days"])
def test_an_open_pause_leaves_the_deadline_open(calendar: Calendar, at: At, limit: str) -> None:
    start = at("2026-03-02 10:00")
    stopped = due(calendar, limit, start, pauses=[(start + timedelta(hours=1), None)])
    assert (stopped.due_at, stopped.yellow_at, stopped.due_on, stopped.paused) == (None, None, None, True)
    assert stopped.light(start) == "paused"
    late = due(calendar, limit, start, pauses=[(start + timedelta(days=9), None)])
    assert late.due_at == due(calendar, limit, start).due_at
    assert not late.paused


def test_light_changes_at_the_instant_itself(calendar: Calendar, at: At) -> None:
    answer = due(calendar, "2 working_days", at("2026-03-02 10:00"))
    second = timedelta(seconds=1)
    assert answer.light(at("2026-03-04 00:00") - second) == "green"
    assert answer.light(at("2026-03-04 00:00")) == "yellow"
    assert answer.light(at("2026-03-04 24:00") - second) == "yellow"
    assert answer.light(at("2026-03-04 24:00")) == "red"


@pytest.mark.parametrize(
    ("limit", "yellow", "expected"),
    [
        ("10 working_days", "2 working_days", "2026-03-13 00:00"),
        ("10 working_days", "4 working_hours", "2026-03-16 12:00"),
        ("10 working_days", "24 hours", "2026-03-15 24:00"),
        ("10 working_days", "1.5 working_days", "2026-03-13 14:30"),
        ("2 hours", "30 minutes", "2026-03-02 11:30"),
        ("2 hours", "5 hours", "2026-03-02 11:30"),  # would be before the start: the share instead
        ("1 working_days", "3 working_days", "2026-03-02 10:00"),  # the same, for working days
    ],
)
def test_yellow_is_policy(calendar: Calendar, at: At, limit: str, yellow: str, expected: str) -> None:
    answer = due(calendar, limit, at("2026-03-02 10:00"), yellow=Limit.parse(yellow))
    if limit == "1 working_days":
        assert answer.due_at is not None
        quarter = (answer.due_at - at(expected)) / 4
        assert answer.yellow_at == answer.due_at - quarter
    else:
        assert answer.yellow_at == at(expected)


def test_instants_need_a_zone_and_pauses_an_order(calendar: Calendar, at: At) -> None:
    start = at("2026-03-02 10:00")
    with pytest.raises(ValueError, match="time zone"):
        due(calendar, "1 hours", datetime(2026, 3, 2, 10))
    with pytest.raises(ValueError, match="time zone"):
        due(calendar, "1 hours", start, pauses=[(datetime(2026, 3, 2, 10), None)])
    with pytest.raises(ValueError, match="before it begins"):
        due(calendar, "1 hours", start, pauses=[(start, start - timedelta(hours=1))])


def test_working_time_before_the_calendar_is_refused(calendar: Calendar, at: At) -> None:
    with pytest.raises(UnknownDay):
        due(calendar, "2 working_days", at("2017-12-29 10:00"))
    assert due(calendar, "2 hours", at("2017-12-29 10:00")).due_at == at("2017-12-29 12:00")
    assert due(calendar, "1 working_days", at("2018-01-01 10:00")).due_at == at("2018-01-02 24:00")


def test_answers_are_in_utc(calendar: Calendar, at: At) -> None:
    answer = due(calendar, "2 working_days", at("2026-03-02 10:00"))
    assert answer.due_at == datetime(2026, 3, 4, 16, tzinfo=UTC)
    assert answer.due_at is not None
    assert answer.due_at.tzinfo is UTC
    assert answer.due_on == date(2026, 3, 4)
