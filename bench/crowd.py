"""A crowd of tickets written by SQL: three years of a city in minutes, a few in a hundred of them open.

Ids rise with the day of registration, as in life. Units and categories are taken unevenly: few have most.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg

from bench.ground import Ground
from bench.people import account_of, busiest
from bench.words import matter
from huying import policy
from huying.people.models import Unit
from huying.people.persons import Role
from huying.understanding.segment import search_text

YEARS = 3
OPEN_SHARE = 0.03
POOL = 2000
# One ticket in so many tells of something that hardly anybody else does.
RARE_EVERY, RARE = 5000, "无人机黑飞惊扰候鸟"
TABLES = ("tickets_ticket", "tickets_leg", "tickets_promise", "tickets_event", "tickets_reply", "tickets_rating", "tickets_ask",
          "tickets_review", "tickets_supervision", "people_citizen")

POOL_TABLE = """
CREATE UNLOGGED TABLE bench_pool (id int PRIMARY KEY, title text, detail text, wish text, happened text, place text, parties text,
                                  words text, rare text)
"""

# Cubes and squares of the dice: the first units, categories and callers come up most often.
TICKETS = """
INSERT INTO tickets_ticket (
    id, number, state, version, back_state, door, language, kind, urgency, urgent_sort, category, division, tags, title, summary,
    detail, wish, happened, place, parties, missing, phone_key, citizen_id, confidential, sms_only, lead_id, main_id, registered_at,
    changed_at, due_at, yellow_at, completed_at, archived_at, callers, urges, returns, reworks, problem, final, words_key, search)
SELECT i, number, state, 5, '', door, 'zh-hans', kind, urgency, '', category, division, '[]', p.title, left(p.title, 40),
    p.detail, p.wish, p.happened, p.place, p.parties, '[]', decode(md5(citizen::text), 'hex'), citizen, i %% 500 = 0, i %% 300 = 0,
    CASE WHEN state IN ('received', 'incomplete', 'pending_dispatch', 'declined', 'withdrawn', 'expired') THEN NULL ELSE lead END,
    CASE WHEN state = 'merged' THEN 1 END, at, at + interval '3 days', CASE WHEN running THEN due END,
    CASE WHEN running THEN due - interval '1 day' END,
    CASE WHEN state = 'completed' THEN rated_from WHEN NOT open THEN at + interval '6 days' END,
    CASE WHEN state = 'archived' THEN at + interval '7 days' END, 1, i %% 7 / 6, i %% 40 / 39, i %% 90 / 89,
    open AND i %% 50 = 0, i %% 1000 = 0, decode(md5(i::text), 'hex'),
    to_tsvector('simple', 'm' || to_char(at AT TIME ZONE 'Asia/Shanghai', 'YYYYMM') || ' ' || number || ' ' || p.words
        || CASE WHEN i %% %(rare_every)s = 0 THEN ' ' || p.rare ELSE '' END)
FROM (
    SELECT i, lpad((i::bigint * 7919 %% 9999999999973)::text, 13, '0') AS number, state, state = ANY(%(states)s) AS open,
        state = ANY(%(states)s) AND state <> 'suspended' AS running, -- while suspended the clock stands still
        (%(doors)s::text[])[1 + i %% 5] AS door, (%(kinds)s::text[])[1 + i %% 4] AS kind,
        CASE WHEN c < 0.93 THEN 'normal' WHEN c < 0.99 THEN 'urgent' ELSE 'critical' END AS urgency,
        (%(categories)s::text[])[1 + (b * b * %(n_categories)s)::int %% %(n_categories)s] AS category,
        (%(divisions)s::text[])[1 + i %% %(n_divisions)s] AS division,
        (%(units)s::bigint[])[1 + (a * a * a * %(n_units)s)::int %% %(n_units)s] AS lead, 1 + (i::bigint * 7 %% %(citizens)s) AS citizen,
        %(now)s::timestamptz - (%(count)s - i) * (interval '1 year' * %(years)s / %(count)s) AS at,
        %(now)s::timestamptz + (c * 14 - 2) * interval '1 day' AS due, %(now)s::timestamptz - a * interval '1 day' AS rated_from,
        i %% %(pool)s AS text
    FROM (
        SELECT i, a, b, c, CASE WHEN i <= %(count)s * (1 - %(open)s)
                THEN (%(ended)s::text[])[1 + (b * b * b * %(n_ended)s)::int %% %(n_ended)s]
            WHEN c < 0.1 THEN 'completed' ELSE (%(states)s::text[])[1 + (a * a * %(n_states)s)::int %% %(n_states)s] END AS state
        FROM (SELECT i, random() AS a, random() AS b, random() AS c FROM generate_series(1, %(count)s) AS i) AS thrown
    ) AS dice
) AS t JOIN bench_pool AS p ON p.id = t.text ORDER BY i
"""
CITIZENS = """
INSERT INTO people_citizen (id, phone_key, id_type, assurance, sms_only, language, care, created_at)
SELECT i, decode(md5(i::text), 'hex'), '', 0, false, 'zh-hans', '', %(now)s FROM generate_series(1, %(citizens)s) AS i
"""
LEGS = """
INSERT INTO tickets_leg (id, ticket_id, unit_id, role, basis, rule, dispatched_at, hand_back_until, signed_at, contacted_at,
                         replied_at, ended_at, due_at, state, end_at, calm)
SELECT id, id, lead_id, 'lead', '', '', registered_at + interval '4 hours', registered_at + interval '1 day',
    CASE WHEN state <> 'dispatched' THEN registered_at + interval '8 hours' END, NULL,
    CASE WHEN due_at IS NULL THEN completed_at END, completed_at, due_at,
    CASE WHEN completed_at IS NULL THEN state ELSE 'replied' END,
    coalesce(due_at, CASE WHEN completed_at IS NULL THEN '9999-12-31 00:00:00+00' ELSE registered_at + interval '10 days' END),
    urgency = 'normal'
FROM tickets_ticket WHERE lead_id IS NOT NULL
"""
PROMISES = """
INSERT INTO tickets_promise (ticket_id, leg_id, unit_id, kind, "limit", extra, urgent, started_at, due_at, yellow_at, met_at, missed_at,
                             voided_at, void_reason, paused_at, next_at, level, failures, rule, clause, policy_version,
                             calendar_version, provisional)
SELECT t.id, NULL, t.lead_id, k.kind, '10 working_days', '', t.urgency <> 'normal', t.registered_at,
    CASE WHEN k.kind = 'rating' THEN t.completed_at + interval '1 day' ELSE coalesce(t.due_at, t.registered_at + interval '10 days') END,
    t.yellow_at, CASE WHEN k.kind <> 'rating' THEN t.completed_at END,
    CASE WHEN t.due_at < %(now)s THEN t.due_at END, NULL, '', NULL, CASE WHEN t.due_at > %(now)s THEN t.due_at END, -1, 0, 'bench', '',
    'bench', 'bench', false
FROM tickets_ticket AS t, LATERAL (
    SELECT 'complete' AS kind UNION ALL SELECT 'rating' WHERE t.state = 'completed' UNION ALL
    SELECT 'look_again' WHERE t.state = 'suspended') AS k
"""
EVENTS = """
INSERT INTO tickets_event (ticket_id, at, verb, from_state, to_state, actor_kind, actor_name, door, public, data, digest)
SELECT t.id, t.registered_at + n * interval '1 hour', verb, '', 'handling', 'staff', '', '', n <> 1, '{"lead_name": "承办单位"}', '\\x00'
FROM tickets_ticket AS t, LATERAL (VALUES (0, 'register'), (1, 'triage'), (2, 'dispatch'), (3, 'sign')) AS v (n, verb)
WHERE n < 1 OR t.lead_id IS NOT NULL
"""
WORK = (
    """INSERT INTO tickets_reply (ticket_id, leg_id, unit_id, kind, text, internal, signed_by, at, passed, verdict)
       SELECT id, id, lead_id, 'answer', '已到现场处理完毕，并已向诉求人说明。', '', '', changed_at,
       CASE WHEN state = 'handling' THEN false WHEN state = 'replied' THEN NULL ELSE true END, ''
       FROM tickets_ticket WHERE state IN ('replied', 'reviewing', 'completed', 'archived') OR (state = 'handling' AND id %% 20 = 0)""",
    """INSERT INTO tickets_rating (ticket_id, citizen_id, round, door, agent_grade, matter_grade, comment, at)
       SELECT id, citizen_id, 1, 'sms', '', (ARRAY['satisfied', 'very_satisfied', 'not_rated', 'dissatisfied'])[1 + id %% 4], '',
       completed_at + interval '1 hour' FROM tickets_ticket WHERE state = 'archived' OR (state = 'completed' AND id %% 3 = 0)""",
    """INSERT INTO tickets_ask (ticket_id, leg_id, kind, reason_code, reason, public_reason, "limit", asked_by_id, asked_at, ruling)
       SELECT id, id, (ARRAY['hand_back', 'extension', 'suspension'])[1 + id %% 3], '', '理由', '', '', %(account)s, changed_at, ''
       FROM tickets_ticket WHERE state = 'handling' AND id %% 10 = 0""",
    """INSERT INTO tickets_review (ticket_id, reason, opened_at, opinion, outcome)
       SELECT id, '不满意', changed_at, '', '' FROM tickets_ticket WHERE state = 'reviewing'""",
    """INSERT INTO tickets_supervision (ticket_id, unit_id, level, text, issued_by_id, issued_at, answer)
       SELECT id, lead_id, 'notice', '请尽快办理', %(account)s, changed_at, ''
       FROM tickets_ticket WHERE state = 'handling' AND id %% 15 = 0""",
)
STATES = ["handling", "dispatched", "replied", "received", "pending_dispatch", "incomplete", "reviewing", "suspended"]
ENDED = ["archived", "archived", "archived", "archived", "archived", "archived", "archived", "archived", "declined", "merged",
         "withdrawn", "expired", "transferred"]


def fill(ground: Ground, count: int, now: Any) -> None:
    """Empty the city and write `count` tickets with what hangs on them, up to `now`."""
    ground.empty()
    values = _values(count, now) | {"account": account_of(Role.SUPERVISOR).pk}
    with psycopg.connect(ground.server.url("postgres"), autocommit=True) as connection:
        # As superuser without the checks of foreign keys: what is written here fits by construction.
        connection.execute("SET session_replication_role = replica")
        _pool(connection)
        with _without_indexes(connection):
            for statement in (CITIZENS, TICKETS, LEGS, PROMISES, EVENTS, *WORK):
                connection.execute(statement, values)
        connection.execute("DROP TABLE bench_pool")
        for table in ("tickets_ticket", "tickets_leg", "people_citizen"):
            connection.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")
        connection.execute(f"VACUUM (ANALYZE) {', '.join(TABLES)}")


def _values(count: int, now: Any) -> dict[str, Any]:
    rules = policy.current()
    first = busiest().pk
    lists = {
        "units": [first, *Unit.objects.filter(active=True).exclude(pk=first).order_by("pk").values_list("pk", flat=True)],
        "categories": [leaf.code for leaf in rules.leaves], "divisions": list(rules.divisions), "states": STATES, "ended": ENDED,
    }
    sizes = {f"n_{name}": len(found) for name, found in lists.items()}
    return {**lists, **sizes, "count": count, "now": now, "years": YEARS, "open": OPEN_SHARE,
            "doors": ["phone", "web", "wechat", "app", "sms"], "kinds": ["help", "complaint", "consultation", "report"],
            "citizens": max(1, count // 3), "pool": POOL, "rare_every": RARE_EVERY}


def _pool(connection: psycopg.Connection[Any]) -> None:
    """Texts to take from, segmented once."""
    connection.execute("DROP TABLE IF EXISTS bench_pool")
    connection.execute(POOL_TABLE)
    rare = search_text(RARE)
    with connection.cursor() as cursor, cursor.copy("COPY bench_pool FROM STDIN") as rows:
        for place in range(POOL):
            said = matter(place)
            words = search_text(" ".join(said[name] for name in ("title", "detail", "wish", "place", "parties")))
            rows.write_row((place, *(said[name] for name in ("title", "detail", "wish", "happened", "place", "parties")), words, rare))


@contextmanager
def _without_indexes(connection: psycopg.Connection[Any]) -> Iterator[None]:
    """Plain indexes are dropped while the rows come in, and built anew at the end: several times as fast."""
    found = connection.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s) AND schemaname = 'public' AND NOT EXISTS "
        "(SELECT FROM pg_constraint WHERE conname = indexname)", [list(TABLES)]).fetchall()
    for name, _ in found:
        connection.execute(f'DROP INDEX "{name}"')
    try:
        yield
    finally:
        connection.execute("SET maintenance_work_mem = '512MB'")
        for _, definition in found:
            connection.execute(definition)
