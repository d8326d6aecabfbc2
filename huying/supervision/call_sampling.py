"""Drawing calls for inspection: every night from yesterday's answered ones, by the policy's rule (quality.yaml, `calls`).

As with tickets the draw is made by the day and the calls' names alone: drawn again, it is the same.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection

from huying import policy
from huying.supervision import sampling

BAD = 2  # marks of a call up to this are bad
# mark → what makes an answered call `c` bear it
MARKS = {
    "badly_rated": "c.rating <= %(bad)s",
    "emergency": "EXISTS (SELECT 1 FROM channels_callparty p WHERE p.call_id = c.id AND p.kind = 'emergency' AND NOT p.drill)",
    "unlinked": "c.ticket_id IS NULL AND c.ended_at - c.answered_at >= make_interval(secs => %(unlinked)s)",
    "transferred": "c.outcome = 'transferred'",
}
DRAW = """
WITH x AS (
  SELECT c.id, c.ticket_id, c.agent_id, {mark} AS mark, md5(%(day)s || c.exchange || c.key) AS lot
  FROM channels_call c
  WHERE c.direction = 'in' AND c.state = 'ended' AND c.answered_at IS NOT NULL AND c.agent_id IS NOT NULL
    AND c.began_at >= %(since)s AND c.began_at < %(until)s
    AND NOT EXISTS (SELECT 1 FROM supervision_sample s WHERE s.call_id = c.id)
), before AS (
  SELECT agent_id AS who, count(*) AS n FROM supervision_sample
  WHERE call_id IS NOT NULL AND drawn_at >= %(period)s AND drawn_at < %(drawn)s GROUP BY 1
), placed AS (
  SELECT x.*, row_number() OVER (ORDER BY lot) AS place, count(*) OVER () AS whole,
    row_number() OVER (PARTITION BY x.agent_id ORDER BY lot) + coalesce(b.n, 0) AS of_agent
  FROM x LEFT JOIN before b ON b.who = x.agent_id
), drawn AS (
  SELECT id, ticket_id, agent_id, CASE WHEN mark IS NOT NULL THEN mark WHEN place <= ceil(whole * %(share)s) THEN 'call_share'
    WHEN of_agent <= %(per_agent)s THEN 'least_per_agent' END AS rule FROM placed
)
INSERT INTO supervision_sample (call_id, ticket_id, agent_id, rule, drawn_at, scores, opinion)
SELECT id, ticket_id, agent_id, rule, %(drawn)s, '{{}}', '' FROM drawn WHERE rule IS NOT NULL ORDER BY id
ON CONFLICT DO NOTHING
"""


def draw(now: datetime) -> int:
    """Draw from the calls of the day before `now`; returns how many samples were made. One statement."""
    rule = policy.current().quality.calls
    values: dict[str, Any] = {
        **sampling.window(now, str(rule.every)), "share": rule.share, "per_agent": rule.least_per_agent, "bad": BAD,
        "unlinked": rule.unlinked_seconds,
    }  # fmt: skip
    cases = " ".join(f"WHEN {MARKS[mark]} THEN '{mark}'" for mark in rule.always)
    with connection.cursor() as cursor:
        cursor.execute(DRAW.format(mark=f"CASE {cases} END" if cases else "NULL::text"), values)
        return int(cursor.rowcount)
