"""Which topics are hot: how many came in a period and in the one before, for those that a person may count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.db import connection

from huying.clocks.zone import SHANGHAI
from huying.insight.models import Topic
from huying.people.persons import Person
from huying.tickets.models import Ticket
from huying.understanding.masking import mask_text

PERIODS = {"1": timedelta(days=1), "7": timedelta(days=7), "30": timedelta(days=30)}
LEAST = 3  # tickets in the period from which a topic is hot
MOST = 50
KEPT = 60  # seconds
SHOWN = 160  # letters of the typical message
GROWTH, SIZE = "growth", "size"
_ORDER = {GROWTH: "(now - before) DESC, now DESC, topic_id DESC", SIZE: "now DESC, (now - before) DESC, topic_id DESC"}
# From the index topic_period alone.
_HOT = """
SELECT topic_id, now, before FROM (
    SELECT topic_id, count(*) FILTER (WHERE at >= %(since)s) AS now, count(*) FILTER (WHERE at < %(since)s) AS before
    FROM insight_topicmember WHERE at >= %(start)s AND at < %(until)s {within} GROUP BY topic_id) AS counted
WHERE now >= %(least)s ORDER BY {order} LIMIT %(most)s
"""
_DAYS = """
SELECT d::date, count(m.ticket_id) FROM generate_series(%(first)s::date, %(last)s::date, '1 day') AS d
LEFT JOIN insight_topicmember AS m ON (m.at AT TIME ZONE 'Asia/Shanghai')::date = d::date AND m.topic_id = %(topic)s {within}
    AND m.at >= %(start)s
GROUP BY 1 ORDER BY 1
"""


@dataclass(frozen=True, slots=True)
class Hot:
    """A topic in a period: `now` tickets in it, `before` in the period before; `said`: its typical message, masked."""

    topic: Topic
    now: int
    before: int
    said: str

    @property
    def growth(self) -> int:
        return self.now - self.before


def hottest(person: Person, now: datetime, period: timedelta, order: str = GROWTH) -> list[Hot]:
    """The hottest topics within the person's divisions, at most MOST. Two statements, one while the counts are fresh."""
    key = f"hot:{period.days}:{order}:{','.join(sorted(person.divisions))}"
    counts = cache.get(key)
    if counts is None:
        counts = _counts(person, now, period, order)
        cache.set(key, counts, KEPT)
    topics = Topic.objects.select_related("typical").filter(into=None).in_bulk([topic for topic, _, _ in counts])
    return [Hot(topics[pk], count, before, said(topics[pk], person)) for pk, count, before in counts if pk in topics]


def _counts(person: Person, now: datetime, period: timedelta, order: str) -> list[tuple[int, int, int]]:
    within, values = _within(person)
    values |= {"since": now - period, "start": now - 2 * period, "until": now, "least": LEAST, "most": MOST}
    return [tuple(row) for row in _rows(_HOT.format(within=within, order=_ORDER[order]), values)]


def said(topic: Topic, person: Person) -> str:
    """The typical message, masked; nothing of a confidential one or one outside the person's divisions."""
    ticket: Ticket | None = topic.typical
    if ticket is None or ticket.confidential:
        return ""
    if person.divisions and ticket.division and not ticket.division.startswith(tuple(person.divisions)):
        return ""
    words = " ".join((ticket.detail or ticket.title).split())
    return mask_text(words)[:SHOWN]


def days(topic: int, person: Person, last: date, count: int) -> list[tuple[date, int]]:
    """(day, tickets) for the last `count` days. One statement."""
    within, values = _within(person)
    first = last - timedelta(days=count - 1)
    start = datetime(first.year, first.month, first.day, tzinfo=SHANGHAI)
    rows = _rows(_DAYS.format(within=within), {**values, "topic": topic, "first": first, "last": last, "start": start})
    return [(day, found) for day, found in rows]


def _within(person: Person) -> tuple[str, dict[str, Any]]:
    if not person.divisions:
        return "", {}
    codes: Sequence[str] = sorted(person.divisions)
    return "AND (division = '' OR division LIKE ANY(%(within)s))", {"within": [f"{code}%" for code in codes]}


def _rows(sql: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())
