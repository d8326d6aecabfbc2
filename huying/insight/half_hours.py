"""The phone by half hours: rolled up from calls and seats as they happen, read as the history that forecasts are made of."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import connection
from django.db.models import Sum

from huying import policy
from huying.clocks.zone import SHANGHAI
from huying.insight.forecast import History, TooShort, from_rows
from huying.insight.models import HalfHour

AGAIN = timedelta(hours=6)  # so long a call may go on until its half hour is closed
HALF = timedelta(minutes=30)
RECENT = timedelta(days=28)
TALK = 150.0  # seconds, until there are calls of our own
PAUSES = 0.2
MOST_PAUSES = 0.6
# One statement: every half hour since, also those without a call, for silence is a figure too.
ROLL = """
WITH halves AS (
  SELECT generate_series(date_bin('30 minutes', %(since)s, '2000-01-01+00'), %(now)s, interval '30 minutes') AS at
), heard AS (
  SELECT date_bin('30 minutes', began_at, '2000-01-01+00') AS at, count(*) AS arrived,
    count(*) FILTER (WHERE coalesce(queued_at, offered_at, answered_at) IS NOT NULL) AS calls,
    count(answered_at) AS answered,
    count(*) FILTER (WHERE answered_at <= coalesce(queued_at, began_at) + make_interval(secs => %(soon)s)) AS within,
    coalesce(sum(extract(epoch FROM coalesce(ended_at, %(now)s) - answered_at)) FILTER (WHERE answered_at IS NOT NULL), 0) AS talk
  FROM channels_call WHERE direction = 'in' AND began_at >= date_bin('30 minutes', %(since)s, '2000-01-01+00') AND began_at <= %(now)s
  GROUP BY 1
), seated AS (
  SELECT h.at, s.state, sum(extract(epoch FROM least(coalesce(s.ended_at, %(now)s), h.at + interval '30 minutes')
                                                - greatest(s.began_at, h.at))) AS seconds
  FROM halves h JOIN channels_seatspan s ON s.began_at < h.at + interval '30 minutes' AND coalesce(s.ended_at, %(now)s) > h.at
    AND s.began_at > %(since)s - interval '1 day'
  GROUP BY 1, 2
), seats AS (
  SELECT at, coalesce(sum(seconds) FILTER (WHERE state = 'wrapping'), 0) AS wrap,
    coalesce(sum(seconds) FILTER (WHERE state <> 'paused'), 0) AS staffed,
    coalesce(sum(seconds) FILTER (WHERE state = 'paused'), 0) AS paused
  FROM seated GROUP BY 1
)
INSERT INTO insight_halfhour (at, arrived, calls, answered, within, talk_seconds, wrap_seconds, staffed_seconds, paused_seconds, imported)
SELECT h.at, coalesce(c.arrived, 0), coalesce(c.calls, 0), coalesce(c.answered, 0), coalesce(c.within, 0), coalesce(c.talk, 0),
  coalesce(s.wrap, 0), coalesce(s.staffed, 0), coalesce(s.paused, 0), false
FROM halves h LEFT JOIN heard c USING (at) LEFT JOIN seats s USING (at)
ON CONFLICT (at) DO UPDATE SET arrived = excluded.arrived, calls = excluded.calls, answered = excluded.answered, within = excluded.within,
  talk_seconds = excluded.talk_seconds, wrap_seconds = excluded.wrap_seconds, staffed_seconds = excluded.staffed_seconds,
  paused_seconds = excluded.paused_seconds, imported = false
"""
SINCE = """
SELECT greatest((SELECT min(began_at) FROM channels_call),
                (SELECT max(at) FROM insight_halfhour WHERE NOT imported AND at <= %(now)s)
                - make_interval(hours => %(hours)s::int))
"""


def roll(now: datetime, *, anew: bool = False) -> int:
    """Roll up what is new since the last time, and the last hours again; `anew`: everything. How many half hours. Two statements."""
    with connection.cursor() as cursor:
        if anew:
            cursor.execute("SELECT min(began_at) FROM channels_call")
        else:
            cursor.execute(SINCE, {"now": now, "hours": AGAIN.total_seconds() / 3600})
        since = cursor.fetchone()[0]
        if since is None:
            return 0
        cursor.execute(ROLL, {"since": since, "now": now, "soon": policy.current().phone.line.service_seconds})
        return int(cursor.rowcount)


def start_of(day: date) -> datetime:
    """Midnight of the city."""
    return datetime.combine(day, time(), SHANGHAI)


def history(until: date) -> History:
    """All whole days before `until`, in the city's time. One statement. Raises TooShort when there is none."""
    rows = HalfHour.objects.filter(at__lt=start_of(until)).order_by("at").values_list("at", "calls")
    return from_rows([(*_place(at), float(calls)) for at, calls in rows.iterator(chunk_size=20_000)])


def _place(at: datetime) -> tuple[date, int]:
    local = at.astimezone(SHANGHAI)
    return local.date(), local.hour * 2 + local.minute // 30


@dataclass(frozen=True, slots=True)
class Usual:
    """`handling`: mean seconds of a call with writing up; `pauses`: share of time on duty in pauses; `known`: from our own calls."""

    handling: float
    pauses: float
    known: bool


def usual(now: datetime) -> Usual:
    """The last four weeks' handling time and pauses; a guess until there are a hundred calls. One statement."""
    found = HalfHour.objects.filter(at__gte=now - RECENT, at__lte=now).aggregate(
        answered=Sum("answered"), talk=Sum("talk_seconds"), wrap=Sum("wrap_seconds"), staffed=Sum("staffed_seconds"),
        paused=Sum("paused_seconds"))
    on_duty = (found["staffed"] or 0) + (found["paused"] or 0)
    pauses = min(MOST_PAUSES, found["paused"] / on_duty) if on_duty > 3600 else PAUSES
    if (found["answered"] or 0) < 100 or not found["talk"]:
        return Usual(TALK + policy.current().phone.line.wrap_seconds, pauses, False)
    wrap = found["wrap"] or policy.current().phone.line.wrap_seconds * found["answered"]
    return Usual((found["talk"] + wrap) / found["answered"], pauses, True)


class BadFile(ValueError):
    """A history file that cannot be read; `args[0]` says where."""


def read_csv(lines: Iterable[str]) -> History:
    """Our own format: a head `day,half_hour,calls`, then lines like `2026-03-02,09:30,123`. Raises BadFile with the line."""
    rows: list[tuple[date, int, float]] = []
    table = csv.DictReader(line.lstrip("\ufeff") for line in lines)
    if not {"day", "half_hour", "calls"} <= set(table.fieldnames or ()):
        raise BadFile("第 1 行须为 day,half_hour,calls · line 1 must be day,half_hour,calls")
    for number, row in enumerate(table, 2):
        try:
            at = time.fromisoformat((row["half_hour"] or "").strip().zfill(5))
            count = float(row["calls"] or "")
            if at.minute % 30 or at.second or not 0 <= count < 1e7:
                raise ValueError
            rows.append((date.fromisoformat((row["day"] or "").strip()), at.hour * 2 + at.minute // 30, count))
        except ValueError:
            raise BadFile(f"第 {number} 行不对，例如 2026-03-02,09:30,123 · line {number} is wrong, write 2026-03-02,09:30,123") from None
    try:
        found = from_rows(rows)
    except TooShort:
        raise BadFile("没有数据 · there are no figures") from None
    if len(found.calls) > 366 * 20:
        raise BadFile("跨度超过 20 年 · more than twenty years")
    return found


def keep(past: History) -> int:
    """Keep a history from elsewhere; half hours of our own calls stand. How many were kept."""
    rows = [HalfHour(at=start_of(past.first + timedelta(days=day)) + half * HALF, calls=int(count), arrived=int(count), imported=True)
            for day, counts in enumerate(past.calls) for half, count in enumerate(counts) if count == count]
    own = set(HalfHour.objects.filter(imported=False).values_list("at", flat=True))
    rows = [row for row in rows if row.at not in own]
    HalfHour.objects.bulk_create(rows, batch_size=5000, update_conflicts=True, unique_fields=["at"],
                                 update_fields=["calls", "arrived", "imported"])
    return len(rows)
