"""How the phone is doing today: offered, answered, given up, service level, by half hours. One statement on `call_began`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.db import connection

from huying import policy

SLOT = timedelta(minutes=30)
DAY = timedelta(days=1)
# Offered is who asked for a person and whose call is settled: answered, or over. Who waits now counts for nothing yet.
SQL = """
SELECT date_bin('30 minutes', began_at, %(day)s) AS slot,
       count(*) FILTER (WHERE asked) AS offered,
       count(*) FILTER (WHERE answered_at IS NOT NULL) AS answered,
       count(*) FILTER (WHERE answered_at <= waits_since + %(within)s) AS in_time,
       count(*) FILTER (WHERE asked AND answered_at IS NULL AND outcome IN ('abandoned', 'missed', 'failed')) AS lost,
       count(*) FILTER (WHERE outcome IN ('promised', 'tagged')) AS promised,
       count(*) FILTER (WHERE outcome = 'self_service') AS served,
       coalesce(sum(extract(epoch FROM answered_at - waits_since)) FILTER (WHERE answered_at IS NOT NULL), 0) AS waited
FROM (SELECT began_at, answered_at, outcome, coalesce(queued_at, offered_at, began_at) AS waits_since,
             (queued_at IS NOT NULL OR offered_at IS NOT NULL) AND (answered_at IS NOT NULL OR ended_at IS NOT NULL) AS asked
      FROM channels_call WHERE direction = 'in' AND began_at >= %(since)s AND began_at < %(until)s) AS calls
GROUP BY slot ORDER BY slot
"""


@dataclass(frozen=True, slots=True)
class Slot:
    """Calls that began in a half hour, or in several. `waited`: seconds until the answer, all together."""

    at: datetime
    offered: int = 0
    answered: int = 0
    in_time: int = 0
    lost: int = 0
    promised: int = 0
    served: int = 0
    waited: float = 0

    def __add__(self, other: Slot) -> Slot:
        return Slot(self.at, self.offered + other.offered, self.answered + other.answered, self.in_time + other.in_time,
                    self.lost + other.lost, self.promised + other.promised, self.served + other.served, self.waited + other.waited)

    @property
    def level(self) -> float | None:
        """The service level: share of those offered who were answered in time, in percent."""
        return percent(self.in_time, self.offered)

    @property
    def connected(self) -> float | None:
        """The share of those offered who spoke with a person, in percent."""
        return percent(self.answered, self.offered)

    @property
    def mean_wait(self) -> int | None:
        """Seconds until the answer, on average."""
        return round(self.waited / self.answered) if self.answered else None


@dataclass(frozen=True, slots=True)
class Today:
    """The city's day so far by half hours, all of it, and the last 24 hours (to the half hour)."""

    slots: list[Slot]
    whole: Slot
    last_day: Slot


def today(now: datetime) -> Today:
    """One statement."""
    zone = policy.current().city.zone
    midnight = datetime.combine(now.astimezone(zone).date(), time(), zone)
    since = min(midnight, now - DAY)
    found = between(since, now + timedelta(seconds=1), midnight)
    slots = {slot.at: slot for slot in found}
    places = int((now - midnight) / SLOT) + 1
    day = [slots.get(at, Slot(at)) for at in (midnight + place * SLOT for place in range(places))]
    return Today(day, total(day, midnight), total(found, since))


def between(since: datetime, until: datetime, day: datetime) -> list[Slot]:
    """The half hours that had calls; they begin on whole ones of `day`."""
    within = timedelta(seconds=policy.current().phone.line.service_seconds)
    with connection.cursor() as cursor:
        values: dict[str, Any] = {"day": day, "since": since, "until": until, "within": within}
        cursor.execute(SQL, values)
        return [Slot(row[0].astimezone(day.tzinfo), *(int(count) for count in row[1:7]), float(row[7]))  # type: ignore[call-arg]
                for row in cursor.fetchall()]


def total(slots: list[Slot], at: datetime) -> Slot:
    whole = Slot(at)
    for slot in slots:
        whole += slot
    return whole


def percent(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 1) if whole else None
