"""Working days against the notices and against two independent packages."""

from collections.abc import Iterator
from datetime import date, timedelta

import chinese_calendar
import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.clocks.calendar import Calendar, Holiday, UnknownDay, YearNotice

FIRST, LAST = date(2018, 1, 1), date(2026, 12, 31)
known_days = st.dates(FIRST, LAST)
all_days = st.dates(FIRST, date(2040, 12, 31))


def every_day() -> Iterator[date]:
    for number in range((LAST - FIRST).days + 1):
        yield FIRST + timedelta(days=number)


def test_every_day_agrees_with_chinesecalendar(calendar: Calendar) -> None:
    differing = [
        day for day in every_day() if calendar.is_working_day(day) != chinese_calendar.is_workday(day)
    ]
    assert differing == []


def test_every_day_agrees_with_holidays(calendar: Calendar) -> None:
    china = holidays.country_holidays("CN", years=range(FIRST.year, LAST.year + 1))
    differing = [day for day in every_day() if calendar.is_working_day(day) != china.is_working_day(day)]
    assert differing == []


def test_span_and_version(calendar: Calendar) -> None:
    assert (calendar.known_from, calendar.known_until) == (FIRST, LAST)
    assert calendar.version.startswith("2018-2026-")
    assert len(calendar.version) == len("2018-2026-") + 12


@pytest.mark.parametrize(
    ("day", "kind", "name"),
    [
        (date(2026, 2, 14), "make_up", "春节"),
        (date(2026, 2, 15), "holiday", "春节"),
        (date(2026, 2, 23), "holiday", "春节"),
        (date(2026, 2, 24), "workday", ""),
        (date(2026, 3, 1), "weekend", ""),
        (date(2026, 9, 20), "make_up", "国庆节"),
        (date(2018, 12, 29), "make_up", "元旦"),  # announced in the notice for 2019
        (date(2018, 12, 31), "holiday", "元旦"),
        (date(2019, 5, 2), "holiday", "劳动节"),  # by the later notice
        (date(2020, 1, 31), "holiday", "春节"),  # extended by the later notice
        (date(2020, 2, 1), "holiday", "春节"),  # was a make-up day before that
    ],
)
def test_day_tells_kind_and_holiday(calendar: Calendar, day: date, kind: str, name: str) -> None:
    told = calendar.day(day)
    assert (told.kind, told.name, told.provisional) == (kind, name, False)
    assert told.works == calendar.is_working_day(day)


def test_days_beyond_the_notices_are_provisional_weekdays(calendar: Calendar) -> None:
    new_year = calendar.day(date(2027, 1, 1))
    assert (new_year.kind, new_year.provisional) == ("workday", True)
    assert not calendar.is_known(date(2027, 1, 1))
    assert calendar.is_known(LAST)
    assert not calendar.is_working_day(date(2027, 1, 2))
    assert calendar.next_working_day(LAST) == date(2027, 1, 1)


def test_days_before_the_notices_are_refused(calendar: Calendar) -> None:
    for question in (calendar.is_working_day, calendar.next_working_day, calendar.day):
        with pytest.raises(UnknownDay, match="the calendar begins on 2018-01-01"):
            question(date(2017, 12, 31))
    with pytest.raises(UnknownDay):
        calendar.add_working_days(date(2018, 1, 3), -5)


def test_an_empty_calendar_answers_nothing() -> None:
    with pytest.raises(UnknownDay, match="no holiday notice"):
        Calendar.of(()).is_working_day(date(2026, 1, 1))


def test_years_must_follow_one_another() -> None:
    with pytest.raises(ValueError, match="follow one another"):
        Calendar.of([YearNotice(2024, ()), YearNotice(2026, ())])


def test_version_changes_with_days_and_not_with_names() -> None:
    def calendar_of(name: str, day: date) -> Calendar:
        return Calendar.of([YearNotice(2026, (Holiday(name, name, day, day),))])

    one = calendar_of("元旦", date(2026, 1, 1))
    assert one.version == calendar_of("New Year", date(2026, 1, 1)).version
    assert one.version != calendar_of("元旦", date(2026, 1, 2)).version
    assert one.version != Calendar.of([YearNotice(2025, ()), YearNotice(2026, ())]).version
    assert one == calendar_of("New Year", date(2026, 1, 1))
    assert hash(one) == hash(calendar_of("New Year", date(2026, 1, 1)))


@given(day=all_days, count=st.integers(1, 400))
def test_adding_walks_one_working_day_after_another(calendar: Calendar, day: date, count: int) -> None:
    reached = calendar.add_working_days(day, count)
    walked = [on for on in _after(day, reached) if calendar.is_working_day(on)]
    assert len(walked) == count
    assert walked[-1] == reached


@given(day=st.dates(date(2020, 1, 1), date(2040, 12, 31)), count=st.integers(1, 400))
def test_adding_backwards_undoes_adding(calendar: Calendar, day: date, count: int) -> None:
    earlier = calendar.add_working_days(day, -count)
    assert calendar.is_working_day(earlier)
    assert earlier < day
    walked = [on for on in _after(earlier, day - timedelta(days=1)) if calendar.is_working_day(on)]
    assert len(walked) == count - 1


@given(day=all_days, other=all_days, third=all_days)
def test_working_days_between_add_up(calendar: Calendar, day: date, other: date, third: date) -> None:
    between = calendar.working_days_between
    assert between(day, other) == -between(other, day)
    assert between(day, other) + between(other, third) == between(day, third)
    early, late = sorted((day, other))
    assert between(early, late) == sum(map(calendar.is_working_day, _after(early, late)))


@given(day=all_days)
def test_next_working_day_is_the_first_after(calendar: Calendar, day: date) -> None:
    following = calendar.next_working_day(day)
    assert [on for on in _after(day, following) if calendar.is_working_day(on)] == [following]
    assert calendar.add_working_days(day, 0) == day


def _after(early: date, late: date) -> list[date]:
    return [early + timedelta(days=number + 1) for number in range((late - early).days)]
