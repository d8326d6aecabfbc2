"""Drawing samples for inspection: every night from yesterday's finished tickets, by the policy's rule (quality.yaml).

The draw is made by the day and the tickets' numbers alone: drawn again, it is the same.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.db import connection

from huying import policy
from huying.clocks.zone import SHANGHAI
from huying.tickets.states import UNHAPPY
from huying.tickets.timing import due

SHARE, UNIT, AGENT = "share", "least_per_unit", "least_per_agent"
# mark → what makes a finished ticket `x` bear it
MARKS = {
    "dissatisfied": "EXISTS (SELECT 1 FROM tickets_rating r WHERE r.ticket_id = x.id AND r.matter_grade = ANY(%(unhappy)s))",
    "overdue": "EXISTS (SELECT 1 FROM tickets_promise p WHERE p.ticket_id = x.id AND p.kind IN ('complete', 'rework')"
               " AND p.missed_at IS NOT NULL)",
    "reworked": "x.reworks > 0",
    "declined": "x.state = 'declined'",
    "final_answer": "x.final",
    "urgent": "x.urgency <> 'normal'",
}
# One statement: those with a mark, the share of the rest, and what a unit or an agent lacks of its least number.
DRAW = """
WITH done AS (
  SELECT DISTINCT ticket_id AS id FROM tickets_event
  WHERE verb IN ('check', 'close', 'decline', 'final_answer', 'rate', 'archive') AND at >= %(since)s AND at < %(until)s
    AND to_state IN ('completed', 'declined', 'archived', 'reviewing')
), x AS (
  SELECT t.id, t.number, t.state, t.urgency, t.reworks, t.final, t.lead_id, t.registered_by_id,
         md5(%(day)s || t.number) AS lot
  FROM tickets_ticket t JOIN done USING (id)
  WHERE NOT EXISTS (SELECT 1 FROM supervision_sample s WHERE s.ticket_id = t.id AND s.call_id IS NULL)
), before AS (
  SELECT t.lead_id, t.registered_by_id FROM supervision_sample s JOIN tickets_ticket t ON t.id = s.ticket_id
  WHERE s.call_id IS NULL AND s.drawn_at >= %(period)s AND s.drawn_at < %(drawn)s
), by_unit AS (SELECT lead_id AS who, count(*) AS n FROM before WHERE lead_id IS NOT NULL GROUP BY 1),
by_agent AS (SELECT registered_by_id AS who, count(*) AS n FROM before WHERE registered_by_id IS NOT NULL GROUP BY 1),
placed AS (
  SELECT x.id, {mark} AS mark,
    row_number() OVER (ORDER BY lot) AS place, count(*) OVER () AS whole,
    row_number() OVER (PARTITION BY x.lead_id ORDER BY lot) + coalesce(u.n, 0) AS of_unit, x.lead_id,
    row_number() OVER (PARTITION BY x.registered_by_id ORDER BY lot) + coalesce(a.n, 0) AS of_agent, x.registered_by_id
  FROM x LEFT JOIN by_unit u ON u.who = x.lead_id LEFT JOIN by_agent a ON a.who = x.registered_by_id
), drawn AS (
  SELECT id, registered_by_id, CASE
    WHEN mark IS NOT NULL THEN mark
    WHEN place <= ceil(whole * %(share)s) THEN 'share'
    WHEN lead_id IS NOT NULL AND of_unit <= %(per_unit)s THEN 'least_per_unit'
    WHEN registered_by_id IS NOT NULL AND of_agent <= %(per_agent)s THEN 'least_per_agent'
  END AS rule FROM placed
)
INSERT INTO supervision_sample (ticket_id, agent_id, rule, drawn_at, scores, opinion)
SELECT id, registered_by_id, rule, %(drawn)s, '{{}}', '' FROM drawn WHERE rule IS NOT NULL ORDER BY id
ON CONFLICT DO NOTHING
"""


def window(now: datetime, every: str) -> dict[str, Any]:
    """The day before `now` and the period of the rule that ends now, as the statements of samples want them."""
    today = datetime.combine(now.astimezone(SHANGHAI).date(), time(), SHANGHAI)
    since, ends = today - timedelta(days=1), due(every, now).due_at
    assert ends is not None  # without pauses every limit ends
    return {"since": since, "until": today, "day": f"{since:%Y-%m-%d}:", "drawn": now, "period": now - (ends - now)}


def draw(now: datetime) -> int:
    """Draw from the tickets finished on the day before `now`; returns how many samples were made. One statement."""
    rule = policy.current().quality.sampling
    values: dict[str, Any] = {
        **window(now, str(rule.every)), "share": rule.share, "per_unit": rule.least_per_unit, "per_agent": rule.least_per_agent,
        "unhappy": [grade.value for grade in UNHAPPY],
    }  # fmt: skip
    cases = " ".join(f"WHEN {MARKS[mark]} THEN '{mark}'" for mark in rule.always)
    with connection.cursor() as cursor:
        cursor.execute(DRAW.format(mark=f"CASE {cases} END" if cases else "NULL::text"), values)
        return int(cursor.rowcount)
