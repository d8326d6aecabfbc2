"""Pacing and hours, whatever the figures; a recorded survey by keys."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying import policy
from huying.channels.phone.pacing import again_at, in_hours, may_begin, next_hour
from huying.channels.phone.survey import Asked, pressed
from huying.policy.phone import Survey

ZONE = ZoneInfo("Asia/Shanghai")
count = st.integers(0, 500)
HOURS = ((time(9), time(12)), (time(14), time(20)))
clock = st.times(max_value=time(23, 59)).map(lambda each: each.replace(second=0, microsecond=0, fold=0))
hours = st.lists(st.tuples(clock, clock).filter(lambda pair: pair[0] < pair[1]), min_size=1, max_size=3)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 30)).map(lambda at: at.replace(tzinfo=ZONE, fold=0))


@given(count, count, count, st.floats(0.1, 3))
def test_agents_can_always_follow(ready: int, waiting: int, dialling: int, per_seat: float):
    begun = may_begin(ready, waiting, dialling, per_seat)
    assert begun >= 0 and (begun == 0 or dialling + begun <= ready * per_seat + 1e-6)
    if waiting >= ready:
        assert begun == 0, "who calls us comes first"
    assert may_begin(ready, waiting, dialling + 1, per_seat) <= begun and may_begin(ready, waiting + 1, dialling, per_seat) <= begun
    assert may_begin(ready + 1, waiting, dialling, per_seat) >= begun


def test_one_call_for_each_ready_seat():
    assert [may_begin(*each, 1.0) for each in ((5, 0, 0), (5, 2, 0), (5, 0, 4), (5, 0, 9), (0, 0, 0))] == [5, 3, 1, 0, 0]
    assert may_begin(10, 0, 0, 0.3) == 3 and may_begin(3, 0, 0, 1.5) == 4


@given(moments, hours)
def test_the_next_hour_is_one_and_none_lies_before(at: datetime, hours: list[tuple[time, time]]):
    found = next_hour(at, hours)
    assert found >= at and in_hours(found, hours) and (found == at) == in_hours(at, hours)
    between = at
    for _ in range(60):
        between += (found - at) / 61
        assert not in_hours(between, hours) or found == at


@given(moments, st.integers(1, 12), st.integers(1, 10))
def test_tries_end_and_fall_into_the_hours(at: datetime, tries: int, most: int):
    found = again_at(at, tries, most, timedelta(minutes=60), HOURS)
    assert (found is None) == (tries >= most)
    if found is not None:
        assert found >= at + timedelta(hours=tries) and in_hours(found, HOURS)


def test_no_hours_is_an_error():
    for none in ((), ((time(9), time(9)),)):
        with pytest.raises(ValueError):
            next_hour(datetime(2026, 3, 2, 10, tzinfo=ZONE), none)


def follow_up() -> Survey:
    return next(each for each in policy.current().phone.surveys if each.id == "follow_up")


def test_a_survey_is_answered_by_keys():
    asked = Asked(follow_up())
    for key in ("1", "5"):
        assert asked.question is not None and asked.question.says.zh
        asked = pressed(asked, key)
    assert asked.is_over and asked.answers == {"solved": "yes", "matter": "very_satisfied"}
    assert pressed(asked, "1") == asked, "after the end nothing counts"


def test_wrong_keys_ask_again_and_then_pass_over():
    asked = pressed(Asked(follow_up()), "9")
    assert (asked.place, asked.missed) == (0, 1)
    asked = pressed(asked, "")
    assert (asked.place, asked.answers) == (1, {})
    assert pressed(pressed(asked, "*"), "3").answers == {"matter": "fairly_satisfied"}


def test_an_answer_may_end_it():
    asked = follow_up()
    first = asked.questions[0].model_copy(update={"ends": ("no",)})
    assert pressed(Asked(asked.model_copy(update={"questions": (first, *asked.questions[1:])})), "2").is_over


@given(st.lists(st.sampled_from(["1", "2", "3", "4", "5", "0", "*", ""]), max_size=30))
def test_whatever_is_pressed_it_ends_and_only_choices_count(keys: list[str]):
    asked = Asked(follow_up())
    for key in [*keys, *[""] * 4]:
        asked = pressed(asked, key)
    assert asked.is_over
    for question in asked.survey.questions:
        assert asked.answers.get(question.id) in {None, *question.keys.values()}


@pytest.mark.parametrize("wrong", [{"id": "solved", "keys": {"1": "satisfied"}}, {"id": "matter", "keys": {"1": "yes"}},
                                   {"id": "matter", "keys": {}}, {"id": "matter", "keys": {"1": "satisfied"}, "ends": ["dissatisfied"]}])
def test_a_survey_that_does_not_fit_is_refused(wrong: dict[str, object]):
    with pytest.raises(ValueError):
        Survey.model_validate({"id": "x", "questions": [{"says": {"zh": "问", "en": "ask"}, **wrong}]})


@pytest.mark.parametrize(("at", "spans", "inside"), [
    ("23:30", [("23:00", "06:00")], True), ("05:59", [("23:00", "06:00")], True), ("06:00", [("23:00", "06:00")], False),
    ("12:00", [("09:00", "12:00")], False), ("09:00", [("09:00", "12:00")], True), ("12:00", [], False),
])
def test_a_span_may_go_over_midnight(at: str, spans: list[tuple[str, str]], inside: bool):
    hours = [(time.fromisoformat(begin), time.fromisoformat(end)) for begin, end in spans]
    assert in_hours(datetime.fromisoformat(f"2026-03-02 {at}"), hours) is inside
