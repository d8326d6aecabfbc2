"""The phone by half hours: rolled up by one statement, the same when done again; histories from elsewhere; the plan."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from python_calamine import load_workbook

from huying.channels.phone import book, seats
from huying.channels.phone.models import Call, Seat
from huying.channels.phone.signals import Signal, What
from huying.demo import call_history
from huying.demo.call_history import made
from huying.insight import half_hours, planning
from huying.insight.forecast import TooShort
from huying.insight.models import HalfHour, Shift
from huying.insight.staffing import Target
from huying.people.persons import Person
from huying.tickets.problems import Refused
from huying.tickets.timing import calendar
from tests.cast import MONDAY, Cast

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)


def call(number: int, began: datetime, *, agent: int | None = None, wait: float = 5, talk: float = 100, queued: bool = True) -> None:
    def tell(what: What, at: datetime, **more: Any) -> None:
        book.hear(Signal("cloud", f"c{number}", what, str(what), at, number=f"138{number:08d}", **more))

    tell(What.ARRIVED, began)
    if queued:
        tell(What.QUEUED, began)
    if agent:
        tell(What.ANSWERED, began + timedelta(seconds=wait), agent=agent)
    tell(What.ENDED, began + timedelta(seconds=wait + talk))


@pytest.fixture
def seat(cast: Cast) -> Seat:
    made_ = Seat.objects.create(account=cast.agent_account, extension="6001", since=MONDAY)
    seats.ready(cast.agent_account, MONDAY)
    return made_


def test_half_hours_hold_what_happened(cast: Cast, seat: Seat):
    call(1, MONDAY + timedelta(minutes=1), agent=seat.account_id)
    call(2, MONDAY + timedelta(minutes=10), agent=seat.account_id, wait=40, talk=200)
    call(3, MONDAY + timedelta(minutes=20))
    call(4, MONDAY + timedelta(minutes=21), queued=False)
    call(5, MONDAY + timedelta(minutes=31), agent=seat.account_id)
    seats.end_wrapping(MONDAY + timedelta(minutes=40))
    seats.pause(cast.agent_account, "meal", MONDAY + timedelta(minutes=45))
    now = MONDAY + timedelta(minutes=65)
    assert half_hours.roll(now) == 3
    first, second, third = HalfHour.objects.order_by("at")
    assert (first.at, first.arrived, first.calls, first.answered, first.within, first.talk_seconds) == (MONDAY, 4, 3, 2, 1, 300)
    assert (second.arrived, second.calls, second.within) == (1, 1, 1) and (third.arrived, third.paused_seconds) == (0, 300)
    assert first.staffed_seconds == pytest.approx(1800) and second.paused_seconds == pytest.approx(900)
    assert 0 < second.wrap_seconds <= 1800
    before = list(HalfHour.objects.values_list())
    half_hours.roll(now)
    assert list(HalfHour.objects.values_list()) == before, "again: the same"
    HalfHour.objects.all().delete()
    half_hours.roll(now, anew=True)
    assert list(HalfHour.objects.values_list()) == before


def test_rolling_is_two_statements_and_looks_back_hours_not_years(seat: Seat, django_assert_num_queries: Any):
    call(1, MONDAY)
    call(2, MONDAY + timedelta(days=40))
    with django_assert_num_queries(2):
        assert half_hours.roll(MONDAY + timedelta(days=40, minutes=1)) == 40 * 48 + 1
    with django_assert_num_queries(2):
        assert half_hours.roll(MONDAY + timedelta(days=40, minutes=11)) == 13


def test_without_calls_nothing_is_rolled(cast: Cast):
    assert half_hours.roll(MONDAY) == 0
    with pytest.raises(TooShort):
        half_hours.history(DAY)
    assert not half_hours.usual(MONDAY).known


GOOD = "\ufeffday,half_hour,calls\n2026-02-01,09:30,12\n2026-02-01,9:00,7\n2026-02-03,23:30,0\n"


def test_a_history_from_elsewhere_is_read_and_kept_beside_ours(seat: Seat):
    past = half_hours.read_csv(io.StringIO(GOOD))
    assert past.first == date(2026, 2, 1) and past.calls.shape == (3, 48) and (past.calls[0, 18], past.calls[0, 19]) == (7, 12)
    call(1, MONDAY, agent=seat.account_id)
    half_hours.roll(MONDAY)
    ours = "day,half_hour,calls\n2026-03-02,10:00,99\n2026-03-02,09:30,8\n"
    assert half_hours.keep(past) == 3 and half_hours.keep(half_hours.read_csv(io.StringIO(ours))) == 1
    assert HalfHour.objects.get(at=MONDAY).calls == 1, "what we heard ourselves stands"
    assert half_hours.keep(past) == 3 and HalfHour.objects.filter(imported=True).count() == 4


@pytest.mark.parametrize("text", ["", "day,half_hour\n", "day,half_hour,calls\n", GOOD + "2026-02-30,09:00,1\n",
                                  GOOD + "2026-02-01,09:10,1\n", GOOD + "2026-02-01,09:00,-1\n",
                                  GOOD + "2026-02-01,09:00,nan\n", GOOD + "1026-02-01,09:00,1\n",
                                  GOOD + "2026-02-01\n", GOOD + "2026-02-01,25:00,1\n", GOOD + "2026-02-01,09:00,many\n"])
def test_a_wrong_file_is_told_with_its_line(text: str):
    with pytest.raises(half_hours.BadFile):
        half_hours.read_csv(io.StringIO(text))


@pytest.fixture
def past(cast: Cast) -> None:
    cache.clear()
    half_hours.keep(made(DAY - timedelta(days=100), 101, 3000, calendar(), 3).history)


def shift(by: Person, begin: int, end: int, count: int) -> Shift:
    begins, ends = (half_hours.start_of(DAY) + timedelta(hours=hour) for hour in (begin, end))
    return planning.add_shift(by=by, begins_at=begins, ends_at=ends, seats=count, now=MONDAY)


def test_the_plan_sets_seats_against_calls(past: None, cast: Cast, django_assert_num_queries: Any):
    shift(cast.squad_leader, 8, 16, 30)
    shift(cast.leader, 9, 12, 10)
    with django_assert_num_queries(4):
        found = planning.plan(DAY, 2, MONDAY, aim=Target(0.8, 15))
    with django_assert_num_queries(3):
        assert planning.plan(DAY, 2, MONDAY, aim=Target(0.8, 15)) == found
    night, morning = found.halves[6], found.halves[20]  # 03:00 and 10:00
    assert (night.planned, morning.planned, night.gap < 0) == (0, 40, True) and night.needed < morning.needed < morning.people
    assert night.within is None and 0 < morning.within <= 1
    assert morning.expected * 180 / 1800 < morning.needed < morning.expected * 180 / 1800 * 1.6
    assert found.halves[18].came is not None and found.halves[20].came is None, "the half hour that runs is not over"
    assert len(found.of(DAY + timedelta(days=1))) == 48
    impatient = planning.plan(DAY, 1, MONDAY, aim=Target(0.8, 15), patience=120)
    assert sum(half.needed for half in impatient.halves) < sum(half.needed for half in found.of(DAY))


def test_the_plan_as_files(past: None, cast: Cast, tmp_path: Path):
    shift(cast.squad_leader, 8, 16, 30)
    found = planning.plan(DAY, 1, MONDAY)
    lines = planning.as_csv(found).splitlines()
    assert lines[0].startswith("\ufeff日期,时段,预计来电") and len(lines) == 49 and lines[17].startswith("2026-03-02,08:00,")
    planning.write_xlsx(found, tmp_path / "plan.xlsx")
    rows = load_workbook(tmp_path / "plan.xlsx").get_sheet_by_index(0).to_python()
    assert len(rows) == 49 and rows[17][7] == 30 and isinstance(rows[17][2], (int, float))


def test_shifts_are_refused_with_a_reason(cast: Cast):
    for who, begin, end, count, code in ((cast.agent, 8, 16, 5, "no_right"), (cast.supervisor, 8, 16, 5, "no_right"),
                                         (cast.squad_leader, 16, 8, 5, "hours"), (cast.leader, 0, 25, 5, "hours"),
                                         (cast.squad_leader, 8, 16, 0, "seats"), (cast.squad_leader, 8, 16, 9999, "seats")):
        with pytest.raises(Refused) as refusal:
            shift(who, begin, end, count)
        assert code in refusal.value.codes
    made_ = shift(cast.squad_leader, 8, 16, 5)
    with pytest.raises(Refused):
        planning.drop_shift(made_.pk, by=cast.agent)
    planning.drop_shift(made_.pk, by=cast.leader)
    planning.drop_shift(made_.pk, by=cast.leader)
    assert not Shift.objects.exists() and not Call.objects.exists()


def test_the_past_of_a_demo_city_fits_its_own_calls(cast: Cast, seat: Seat):
    """Nobody's own half hours are overwritten, and the made-up time before them is as busy as they are."""
    start = half_hours.start_of(DAY)
    for day in range(5):
        for number in range(20):
            call(day * 100 + number, start + timedelta(days=day, hours=8, minutes=20 * number), agent=seat.account_id)
    now = start + timedelta(days=5, hours=9)
    call_history.keep(now, 5000, 1)
    own = HalfHour.objects.filter(imported=False)
    assert sum(own.values_list("calls", flat=True)) == 100 and not own.filter(at__lt=start).exists()
    before = HalfHour.objects.filter(imported=True, at__gte=start - timedelta(days=28))
    assert 10 < sum(before.values_list("calls", flat=True)) / 28 < 30, "about twenty a day, not five thousand"
