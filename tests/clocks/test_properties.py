"""What holds for every limit, start and pause: order, sameness, standing still, the same on every machine."""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from fractions import Fraction
from functools import partial
from pathlib import Path
from types import FrameType
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.clocks.calendar import Calendar
from huying.clocks.motion import Pause
from huying.clocks.rules import OFFICE_HOURS, Due, Limit, Unit, compute
from huying.clocks.zone import SHANGHAI

CITY = ZoneInfo("Asia/Shanghai")
UNITS: tuple[Unit, ...] = ("working_days", "calendar_days", "working_hours", "hours", "minutes")

starts = st.datetimes(datetime(2018, 1, 3), datetime(2028, 12, 31), timezones=st.just(UTC))
spans = st.timedeltas(timedelta(0), timedelta(days=20))
amounts = st.integers(1, 80).map(lambda quarters: Fraction(quarters, 4))
limits = st.builds(Limit, amounts, st.sampled_from(UNITS))
whole_days = st.builds(Limit, st.integers(1, 30), st.just("working_days"))
measured = st.builds(Limit, amounts, st.sampled_from(UNITS[1:]))


@st.composite
def stories(draw: st.DrawFn) -> tuple[datetime, list[Pause]]:
    """A start and up to four closed pauses that begin before or after it and may overlap."""
    start = draw(starts)
    pauses: list[Pause] = []
    for _ in range(draw(st.integers(0, 4))):
        begins = start + draw(st.timedeltas(timedelta(days=-3), timedelta(days=25)))
        pauses.append((begins, begins + draw(spans)))
    return start, pauses


def instants(answer: Due) -> tuple[datetime, datetime]:
    assert answer.due_at is not None
    assert answer.yellow_at is not None
    return answer.due_at, answer.yellow_at


@given(story=stories(), limit=limits, data=st.data())
def test_the_same_rows_give_the_same_answer(
    calendar: Calendar, story: tuple[datetime, list[Pause]], limit: Limit, data: st.DataObject
) -> None:
    start, pauses = story
    once = compute(limit, start, calendar=calendar, pauses=pauses)
    assert compute(limit, start, calendar=calendar, pauses=data.draw(st.permutations(pauses))) == once
    assert compute(limit, start, calendar=calendar, pauses=[*pauses, *pauses]) == once
    zone = timezone(timedelta(hours=data.draw(st.integers(-12, 14))))
    moved = [(begins.astimezone(zone), ends and ends.astimezone(zone)) for begins, ends in pauses]
    assert compute(limit, start.astimezone(zone), calendar=calendar, pauses=moved) == once


@given(story=stories(), limit=limits)
def test_start_yellow_and_due_are_in_order(
    calendar: Calendar, story: tuple[datetime, list[Pause]], limit: Limit
) -> None:
    start, pauses = story
    due_at, yellow_at = instants(compute(limit, start, calendar=calendar, pauses=pauses))
    assert start < yellow_at <= due_at
    assert due_at.tzinfo is UTC


@given(story=stories(), limit=limits, later=spans)
def test_a_later_start_is_never_due_earlier(
    calendar: Calendar, story: tuple[datetime, list[Pause]], limit: Limit, later: timedelta
) -> None:
    start, pauses = story
    early = instants(compute(limit, start, calendar=calendar, pauses=pauses))
    late = instants(compute(limit, start + later, calendar=calendar, pauses=pauses))
    assert early[0] <= late[0]


@given(story=stories(), limit=limits, more=amounts)
def test_a_longer_limit_is_never_due_earlier(
    calendar: Calendar, story: tuple[datetime, list[Pause]], limit: Limit, more: Fraction
) -> None:
    start, pauses = story
    longer = Limit(limit.amount + more, limit.unit)
    first = instants(compute(limit, start, calendar=calendar, pauses=pauses))
    second = instants(compute(longer, start, calendar=calendar, pauses=pauses))
    assert first[0] <= second[0]
    extended = compute(limit, start, calendar=calendar, pauses=pauses, extra=Limit(more, limit.unit))
    assert instants(extended)[0] == second[0]


@given(story=stories(), limit=limits, place=st.timedeltas(timedelta(0), timedelta(days=25)), length=spans)
def test_one_more_pause_never_makes_it_due_earlier(
    calendar: Calendar,
    story: tuple[datetime, list[Pause]],
    limit: Limit,
    place: timedelta,
    length: timedelta,
) -> None:
    start, pauses = story
    more = (start + place, start + place + length)
    before = instants(compute(limit, start, calendar=calendar, pauses=pauses))
    after = instants(compute(limit, start, calendar=calendar, pauses=[*pauses, more]))
    assert before[0] <= after[0]


@given(story=stories(), limit=limits)
def test_nothing_falls_due_in_a_pause(
    calendar: Calendar, story: tuple[datetime, list[Pause]], limit: Limit
) -> None:
    start, pauses = story
    due_at, _ = instants(compute(limit, start, calendar=calendar, pauses=pauses))
    for begins, ends in pauses:
        assert ends is not None
        assert not begins < due_at <= ends or ends <= start


@given(start=starts, limit=limits, place=spans, length=spans, cut=st.floats(0, 1))
def test_a_pause_cut_in_two_counts_the_same(
    calendar: Calendar, start: datetime, limit: Limit, place: timedelta, length: timedelta, cut: float
) -> None:
    begins, ends = start + place, start + place + length
    middle = begins + length * cut
    whole = compute(limit, start, calendar=calendar, pauses=[(begins, ends)])
    halves = compute(limit, start, calendar=calendar, pauses=[(begins, middle), (middle, ends)])
    assert halves == whole


@given(start=starts, limit=measured, length=spans)
def test_a_pause_from_the_start_is_a_later_start(
    calendar: Calendar, start: datetime, limit: Limit, length: timedelta
) -> None:
    paused = compute(limit, start, calendar=calendar, pauses=[(start, start + length)])
    later = compute(limit, start + length, calendar=calendar)
    assert paused.due_at == later.due_at


@given(start=starts, hours=st.integers(1, 300), place=spans, length=spans)
def test_hours_move_by_exactly_the_pause(
    calendar: Calendar, start: datetime, hours: int, place: timedelta, length: timedelta
) -> None:
    limit, begins = Limit(hours, "hours"), start + place
    plain = start + timedelta(hours=hours)
    paused = compute(limit, start, calendar=calendar, pauses=[(begins, begins + length)])
    assert paused.due_at == (plain + length if begins < plain else plain)


@given(start=starts, limit=whole_days, place=spans, length=spans)
def test_working_days_move_by_the_working_days_of_the_pause(
    calendar: Calendar, start: datetime, limit: Limit, place: timedelta, length: timedelta
) -> None:
    begins, ends = start + place, start + place + length
    plain = compute(limit, start, calendar=calendar)
    paused = compute(limit, start, calendar=calendar, pauses=[(begins, ends)])
    assert plain.due_on is not None
    assert paused.due_on is not None
    if plain.due_at is None or begins >= plain.due_at:
        assert paused == plain._replace(asked=paused.asked)
        return
    cost = calendar.working_days_between(local_day(begins), local_day(ends))
    expected = calendar.add_working_days(plain.due_on, cost)
    if midnight_after(expected) <= ends:  # it would have fallen due before the clock ran again
        expected = calendar.next_working_day(expected)
    assert paused.due_on == expected


@given(start=starts, limit=whole_days)
def test_working_days_are_counted_one_by_one(calendar: Calendar, start: datetime, limit: Limit) -> None:
    answer = compute(limit, start, calendar=calendar)
    assert answer.due_on == calendar.add_working_days(local_day(start), int(limit.amount))
    assert answer.due_at == midnight_after(answer.due_on)
    assert answer.yellow_at == answer.due_at - timedelta(days=1)
    assert answer.provisional == (answer.due_on > calendar.known_until)


@given(start=starts, quarters=st.integers(1, 200))
def test_working_hours_are_counted_minute_by_minute(
    calendar: Calendar, start: datetime, quarters: int
) -> None:
    start = start.replace(second=0, microsecond=0)
    answer = compute(Limit(Fraction(quarters, 4), "working_hours"), start, calendar=calendar)
    left, instant = quarters * 15, start
    while left:
        left -= at_work(calendar, instant)
        instant += timedelta(minutes=1)
    assert answer.due_at == instant


@given(start=starts, limit=measured)
def test_no_summer_time(calendar: Calendar, start: datetime, limit: Limit) -> None:
    assert start.astimezone(CITY).replace(tzinfo=None) == start.astimezone(SHANGHAI).replace(tzinfo=None)
    if limit.unit == "calendar_days":
        due_at, _ = instants(compute(limit, start, calendar=calendar))
        assert due_at - start == timedelta(days=1) * limit.amount.numerator / limit.amount.denominator


def test_the_zone_of_the_process_does_not_matter(checkout_root: Path) -> None:
    program = (
        "from datetime import datetime, timedelta, UTC\n"
        "from huying.clocks.notices import load_calendar\n"
        "from huying.clocks.rules import Limit, compute, explain\n"
        "calendar = load_calendar('policy/calendar')[0]\n"
        "for hours in range(0, 24 * 40, 7):\n"
        "    start = datetime(2026, 2, 1, tzinfo=UTC) + timedelta(hours=hours)\n"
        "    for text in ('2 working_days', '0.5 working_days', '3 calendar_days'):\n"
        "        due = compute(Limit.parse(text), start, calendar=calendar)\n"
        "        print(due.due_at, due.yellow_at, due.due_on, explain(due))\n"
    )
    answers = {
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=checkout_root,
            env={**os.environ, "TZ": zone, "PYTHONIOENCODING": "utf-8"},
            check=True,
            capture_output=True,
        ).stdout
        for zone in ("UTC", "Asia/Shanghai", "America/New_York")
    }
    assert len(answers) == 1
    assert len(answers.pop().splitlines()) == 3 * 138


@pytest.mark.parametrize("text", ["10 working_days", "0.5 working_days", "24 hours", "3 calendar_days", "4 working_hours"])
def test_a_deadline_costs_a_few_look_ups_however_long_it_is(calendar: Calendar, text: str) -> None:
    # A million of them in ten seconds (`make bench ARGS=deadlines`) rests on that: nothing walks over days.
    amount, unit = text.split()
    starts = [datetime(2018, 1, 2, tzinfo=UTC) + timedelta(minutes=number * 4000) for number in range(1000)]
    for limit in (Limit.parse(text), Limit.parse(f"{float(amount) * 100:g} {unit}")):
        assert max(calls(partial(compute, limit, start, calendar=calendar)) for start in starts) <= 40


def calls(work: Callable[[], object]) -> int:
    """How many Python functions this enters, itself included."""
    entered = 0

    def note(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal entered
        entered += event == "call"

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(before)
    return entered


def local_day(instant: datetime) -> date:
    return instant.astimezone(CITY).date()


def midnight_after(day: date | None) -> datetime:
    assert day is not None
    return datetime.fromordinal(day.toordinal() + 1).replace(tzinfo=CITY)


def at_work(calendar: Calendar, instant: datetime) -> bool:
    local = instant.astimezone(CITY)
    open_now = any(opens <= local.time() < closes for opens, closes in OFFICE_HOURS.spans)
    return open_now and calendar.is_working_day(local.date())
