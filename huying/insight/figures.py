"""Figures: named measures of a range of days, from raw counts in SQL; every rate names what it is divided by."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.cache import cache
from django.db import connection

from huying.clocks.zone import SHANGHAI
from huying.people.persons import Person
from huying.tickets.states import ANSWERED, OPEN, UNHAPPY, Grade

KEPT = 60  # seconds that figures may be old
OPEN_STATES = sorted(state.value for state in OPEN)
GRADES = [grade.value for grade in Grade]

# All groupings of the day's tickets in one pass.
TICKETS = """
SELECT CASE WHEN grouping(door) = 0 THEN 'door' WHEN grouping(kind) = 0 THEN 'kind' WHEN grouping(state) = 0 THEN 'state'
            WHEN grouping(left(division, 6)) = 0 THEN 'district' WHEN grouping(left(category, 2)) = 0 THEN 'class'
            WHEN grouping(urgency) = 0 THEN 'urgency' ELSE 'all' END,
       coalesce(door, kind, state, left(division, 6), left(category, 2), urgency, ''), count(*)
FROM tickets_ticket t WHERE registered_at >= %(since)s AND registered_at < %(until)s {within}
GROUP BY GROUPING SETS ((door), (kind), (state), (left(division, 6)), (left(category, 2)), (urgency), ())
ORDER BY 1, 3 DESC, 2
"""
# What was finished: an answer that went out. On time: its promise was met before it passed.
COMPLETED = """
SELECT count(*), count(*) FILTER (WHERE p.missed_at IS NULL), count(*) FILTER (WHERE by_unit),
       count(*) FILTER (WHERE by_unit AND reached)
FROM (
  SELECT DISTINCT ON (e.ticket_id) e.ticket_id, e.at, e.verb <> 'close' AS by_unit,
         EXISTS (SELECT 1 FROM tickets_leg l WHERE l.ticket_id = e.ticket_id AND l.contacted_at IS NOT NULL) AS reached
  FROM tickets_event e JOIN tickets_ticket t ON t.id = e.ticket_id
  WHERE e.verb IN ('check', 'close', 'final_answer') AND e.to_state IN ('completed', 'archived')
    AND e.at >= %(since)s AND e.at < %(until)s {within}
  ORDER BY e.ticket_id, e.at DESC
) done LEFT JOIN LATERAL (
  SELECT missed_at FROM tickets_promise p WHERE p.ticket_id = done.ticket_id AND p.kind IN ('complete', 'rework')
    AND p.met_at IS NOT NULL ORDER BY p.id DESC LIMIT 1
) p ON true
"""
RATINGS = """
SELECT r.matter_grade, r.solved, count(*) FROM tickets_rating r JOIN tickets_ticket t ON t.id = r.ticket_id
WHERE r.at >= %(since)s AND r.at < %(until)s {within} GROUP BY 1, 2
"""
NOW = """
SELECT count(*), count(*) FILTER (WHERE due_at < %(now)s), count(*) FILTER (WHERE due_at >= %(now)s AND yellow_at <= %(now)s),
       count(*) FILTER (WHERE problem) FROM tickets_ticket t WHERE state = ANY(%(open)s) {within}
"""
CONTACTS = """
SELECT count(*), count(*) FILTER (WHERE state IN ('refused', 'failed')) FROM tickets_contact
WHERE received_at >= %(since)s AND received_at < %(until)s
"""
DAYS = """
SELECT d::date, coalesce(a.n, 0), coalesce(b.n, 0)
FROM generate_series(%(first)s::date, %(last)s::date, interval '1 day') d
LEFT JOIN (SELECT (registered_at AT TIME ZONE 'Asia/Shanghai')::date AS day, count(*) AS n FROM tickets_ticket t
           WHERE registered_at >= %(since)s AND registered_at < %(until)s {within} GROUP BY 1) a ON a.day = d::date
LEFT JOIN (SELECT (e.at AT TIME ZONE 'Asia/Shanghai')::date AS day, count(DISTINCT e.ticket_id) AS n
           FROM tickets_event e JOIN tickets_ticket t ON t.id = e.ticket_id
           WHERE e.verb IN ('check', 'close', 'final_answer') AND e.to_state IN ('completed', 'archived')
             AND e.at >= %(since)s AND e.at < %(until)s {within} GROUP BY 1) b ON b.day = d::date
ORDER BY 1
"""


@dataclass(frozen=True, slots=True)
class Rate:
    """A share with both counts; `of` names the denominator (zh, en). `percent` is None when there is nothing to divide."""

    name: tuple[str, str]
    count: int
    whole: int
    of: tuple[str, str]

    @property
    def percent(self) -> float | None:
        return round(100 * self.count / self.whole, 1) if self.whole else None


@dataclass(frozen=True, slots=True)
class Figures:
    """Raw counts of the days `first` … `last` (both included), and of the present moment."""

    first: date
    last: date
    contacts: int = 0
    contacts_refused: int = 0
    registered: int = 0
    groups: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    completed: int = 0
    on_time: int = 0
    by_unit: int = 0
    reached: int = 0
    grades: dict[str, int] = field(default_factory=dict)
    solved: int = 0
    unsolved: int = 0
    open_now: int = 0
    overdue_now: int = 0
    yellow_now: int = 0
    problem_now: int = 0

    @property
    def answered(self) -> int:
        """Ratings with a grade; outcomes without an answer are no grades."""
        return sum(self.grades.get(grade, 0) for grade in ANSWERED)

    @property
    def rates(self) -> list[Rate]:
        happy = self.answered - sum(self.grades.get(grade, 0) for grade in UNHAPPY)
        return [
            Rate(("响应率", "response rate"), self.reached, self.by_unit,
                 ("承办单位办结的工单", "tickets completed by units")),
            Rate(("解决率", "solution rate"), self.solved, self.solved + self.unsolved,
                 ("回答了“是否解决”的评价", "ratings that answered “solved?”")),
            Rate(("满意率", "satisfaction rate"), happy, self.answered, ("有等级的评价", "ratings with a grade")),
            Rate(("按时办结率", "on-time rate"), self.on_time, self.completed, ("办结的工单", "completed tickets")),
        ]


def figures(first: date, last: date, now: datetime, person: Person) -> Figures:
    """The figures of these days within the person's divisions; kept for a minute. Six statements."""
    key = f"figures:{first}:{last}:{','.join(sorted(person.divisions))}"
    found = cache.get(key)
    if found is None:
        found = _computed(first, last, now, person.divisions)
        cache.set(key, found, KEPT)
    return found  # type: ignore[no-any-return]


def days(first: date, last: date, person: Person) -> list[tuple[date, int, int]]:
    """(day, registered, completed) for each day, both ends included; kept for a minute."""
    key = f"days:{first}:{last}:{','.join(sorted(person.divisions))}"
    found = cache.get(key)
    if found is None:
        within, values = _range(first, last, person.divisions)
        found = [tuple(row) for row in _rows(DAYS.format(within=within), {**values, "first": first, "last": last})]
        cache.set(key, found, KEPT)
    return found  # type: ignore[no-any-return]


def _computed(first: date, last: date, now: datetime, divisions: Iterable[str]) -> Figures:
    within, values = _range(first, last, divisions)
    groups: dict[str, list[tuple[str, int]]] = {}
    for group, name, count in _rows(TICKETS.format(within=within), values):
        groups.setdefault(group, []).append((name, count))
    contacts = _rows(CONTACTS, values)[0]
    done = _rows(COMPLETED.format(within=within), values)[0]
    present = _rows(NOW.format(within=within), {**values, "now": now, "open": OPEN_STATES})[0]
    grades, solved = dict.fromkeys(GRADES, 0), {True: 0, False: 0, None: 0}
    for grade, answer, count in _rows(RATINGS.format(within=within), values):
        grades[grade] = grades.get(grade, 0) + count
        solved[answer] += count
    registered = groups.pop("all", [("", 0)])[0][1]
    return Figures(
        first, last, contacts=contacts[0], contacts_refused=contacts[1], registered=registered, groups=groups,
        completed=done[0], on_time=done[1], by_unit=done[2], reached=done[3], grades=grades, solved=solved[True],
        unsolved=solved[False], open_now=present[0], overdue_now=present[1], yellow_now=present[2], problem_now=present[3],
    )  # fmt: skip


def _range(first: date, last: date, divisions: Iterable[str]) -> tuple[str, dict[str, Any]]:
    values: dict[str, Any] = {"since": datetime.combine(first, time(), SHANGHAI),
                              "until": datetime.combine(last, time(), SHANGHAI) + timedelta(days=1)}
    codes = sorted(divisions)
    if not codes:
        return "", values
    values["within"] = [f"{code}%" for code in codes]
    return "AND (t.division = '' OR t.division LIKE ANY(%(within)s))", values


def _rows(sql: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())
