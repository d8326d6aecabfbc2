"""Why a deadline is when it is: readable in both languages, and storable as plain data."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from huying.clocks.calendar import Calendar
from huying.clocks.rules import Limit, compute, explain, from_json, to_json

At = Callable[[str], datetime]


def test_spring_festival_is_told_day_by_day(calendar: Calendar, at: At) -> None:
    due = compute(Limit(10, "working_days"), at("2026-02-13 10:00"), calendar=calendar, rule="complete")
    assert explain(due) == [
        "时限 10 个工作日（依据：complete）",
        "从 2026-02-13（周五）10:00 起算，当日不计",
        "2026-02-14（周六）：春节调休上班，第 1 个工作日",
        "2026-02-15（周日）至2026-02-23（周一）：春节放假，不计",
        "2026-02-24（周二）至2026-02-27（周五）：第 2 至第 5 个工作日",
        "2026-02-28（周六）：春节调休上班，第 6 个工作日",
        "2026-03-01（周日）：周末，不计",
        "2026-03-02（周一）至2026-03-05（周四）：第 7 至第 10 个工作日",
        "到期：2026-03-05（周四）24:00",
        "黄灯：2026-03-05（周四）00:00",
    ]
    assert explain(due, "en") == [
        "Limit: 10 working days (rule: complete)",
        "Counted from Fri 2026-02-13 10:00; that day does not count",
        "Sat 2026-02-14: worked to make up for Spring Festival, working day 1",
        "Sun 2026-02-15 to Mon 2026-02-23: Spring Festival, not counted",
        "Tue 2026-02-24 to Fri 2026-02-27: working days 2 to 5",
        "Sat 2026-02-28: worked to make up for Spring Festival, working day 6",
        "Sun 2026-03-01: weekend, not counted",
        "Mon 2026-03-02 to Thu 2026-03-05: working days 7 to 10",
        "Due: Thu 2026-03-05 24:00",
        "Yellow light: Thu 2026-03-05 00:00",
    ]


def test_office_time_is_told_by_the_day(calendar: Calendar, at: At) -> None:
    pause = (at("2026-02-14 10:00"), at("2026-02-14 12:00"))
    due = compute(Limit("9.5", "working_hours"), at("2026-02-13 17:00"), calendar=calendar, pauses=[pause])
    assert explain(due)[1:] == [
        "从 2026-02-13（周五）17:00 起算，只计办公时间",
        "2026-02-14（周六）10:00 至 2026-02-14（周六）12:00 暂停计时，期间不计",
        "2026-02-13（周五）：计 1 小时",
        "2026-02-14（周六）：春节调休上班，计 5 小时",
        "2026-02-15（周日）至2026-02-23（周一）：春节放假，不计",
        "2026-02-24（周二）：计 3 小时 30 分钟",
        "到期：2026-02-24（周二）14:30",
        "黄灯：2026-02-24（周二）10:07:30",
    ]
    assert "Sat 2026-02-14 (make-up day for Spring Festival): 5 h counted" in explain(due, "en")


def test_extension_pause_and_unknown_days_are_told(calendar: Calendar, at: At) -> None:
    due = compute(
        Limit(1, "working_days"),
        at("2026-12-29 10:00"),
        calendar=calendar,
        pauses=[(at("2026-12-29 11:00"), at("2026-12-30 11:00"))],
        extra=Limit(1, "working_days"),
    )
    assert explain(due) == [
        "时限 1 个工作日",
        "经批准延长 1 个工作日",
        "从 2026-12-29（周二）10:00 起算，当日不计",
        "2026-12-29（周二）11:00 至 2026-12-30（周三）11:00 暂停计时，顺延 1 个工作日",
        "2026-12-30（周三）至2026-12-31（周四）：第 1 至第 2 个工作日",
        "2027-01-01（周五）起的放假安排尚未公布，暂按周一至周五为工作日推算，公布后重新计算",
        "2027-01-01（周五）：第 3 个工作日",
        "到期：2027-01-01（周五）24:00",
        "黄灯：2027-01-01（周五）00:00",
    ]
    assert due.provisional


@pytest.mark.parametrize(
    ("start", "limit", "zh", "en"),
    [
        (
            "2026-02-18 10:00",
            "1 working_days",
            "当日春节放假，不计",
            "(Spring Festival); that day",
        ),
        ("2026-02-14 10:00", "1 working_days", "当日春节调休上班，不计", "(make-up day for Spring Festival)"),
        ("2026-03-01 10:00", "1 working_days", "当日周末，不计", "(weekend)"),
        ("2026-03-01 10:00", "1 working_hours", "当日周末，只计办公时间", "only office hours count"),
        ("2026-03-01 10:00", "24 hours", "按钟点连续计算", "counted round the clock"),
    ],
)
def test_the_day_of_the_start_is_told(
    calendar: Calendar, at: At, start: str, limit: str, zh: str, en: str
) -> None:
    due = compute(Limit.parse(limit), at(start), calendar=calendar)
    assert explain(due)[1].endswith(zh)
    assert en in explain(due, "en")[1]


def test_a_stopped_clock_is_told(calendar: Calendar, at: At) -> None:
    start = at("2026-03-02 10:00")
    due = compute(Limit(3, "working_days"), start, calendar=calendar, pauses=[(start, None)])
    assert explain(due)[-1] == "2026-03-02（周一）10:00 起暂停计时，恢复后重新计算到期时间"
    assert "stands still since Mon 2026-03-02 10:00" in explain(due, "en")[-1]


@pytest.mark.parametrize("limit", ["12 working_days", "1.5 working_days", "20 working_hours", "72 hours"])
@pytest.mark.parametrize("start", ["2026-02-13 10:00", "2026-09-18 20:00", "2026-12-30 10:00"])
def test_steps_survive_storage(calendar: Calendar, at: At, limit: str, start: str) -> None:
    begins = at(start) + timedelta(hours=30)
    due = compute(
        Limit.parse(limit),
        at(start),
        calendar=calendar,
        rule="complete",
        pauses=[(begins, begins + timedelta(hours=20))],
        extra=Limit(2, "hours"),
    )
    stored = json.loads(json.dumps(to_json(due.trace)))
    assert from_json(stored) == due.trace
    for language in ("zh", "en"):
        assert explain(from_json(stored), language) == explain(due, language)
        assert all(sentence.strip() for sentence in explain(due, language))


def test_numbers_in_the_trace_reach_the_limit(calendar: Calendar, at: At) -> None:
    for count in range(1, 40):
        due = compute(Limit(count, "working_days"), at("2026-01-30 10:00"), calendar=calendar)
        worked = [step.numbers for step in due.trace if step.kind in ("workday", "make_up")]
        assert worked[0][0] == 1
        assert worked[-1][1] == count
        assert all(later[0] == earlier[1] + 1 for earlier, later in pairwise(worked))
