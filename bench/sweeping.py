"""(d) The sweep: very many promises that pass in the same minute, several sweepers, each promise claimed exactly once."""

from __future__ import annotations

import subprocess
import time
from datetime import UTC, datetime

from bench import crowd
from bench.ground import ROOT, Figure, Ground, Sizes

FLOOR_SECONDS = 60.0
# A Monday at ten in the city: at night reminders would wait, and the work would be less.
MORNING = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
# One sweeper: sweeps as the timetable does, until nothing is due. What it handled is read from the database.
SWEEPER = """
import django, sys, time
from datetime import datetime
django.setup()
from huying.tickets.sweep import sweep
print("ready", flush=True)
sys.stdin.readline()
sweep(datetime.fromisoformat(sys.argv[1]))
"""
# The warning a day before (level 0) has been given; now the deadline itself passes.
DUE = """
UPDATE tickets_promise SET met_at = NULL, missed_at = NULL, level = 0, due_at = t.at, yellow_at = t.at - interval '1 day', next_at = t.at
FROM (SELECT id, %s::timestamptz - interval '1 minute' + interval '1 minute' * row_number() OVER (ORDER BY id) / %s AS at
      FROM tickets_promise WHERE kind = 'complete') AS t
WHERE t.id = tickets_promise.id
"""


def run(ground: Ground, sizes: Sizes) -> list[Figure]:
    """Seconds until all are handled; and whether the history tells of each exactly once."""
    now = MORNING
    crowd.fill(ground, sizes.promises, now)
    ground.sql("UPDATE tickets_promise SET next_at = NULL", owner=True)
    ground.sql(DUE, now, sizes.promises, owner=True)
    ground.sql("VACUUM (ANALYZE) tickets_promise", owner=True)
    sweepers = [subprocess.Popen([*ground.python, "-c", SWEEPER, now.isoformat()], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT)
                for _ in range(sizes.sweepers)]
    for sweeper in sweepers:
        assert sweeper.stdout is not None
        sweeper.stdout.readline()
    began = time.monotonic()
    for sweeper in sweepers:
        assert sweeper.stdin is not None
        sweeper.stdin.write(b"\n")
        sweeper.stdin.close()
    codes = [sweeper.wait() for sweeper in sweepers]
    took = time.monotonic() - began
    if any(codes):
        raise RuntimeError(f"a sweeper failed: {codes}")
    missed, told, twice, left = _history(ground, now)
    return [
        Figure(f"sweep of {sizes.promises:,} promises by {sizes.sweepers} processes", took, "s", FLOOR_SECONDS,
               note=f"{sizes.promises / took:.0f} a second"),
        Figure("promises claimed exactly once", told - twice, "", float(sizes.promises), at_most=False,
               note=f"{missed:,} marked, {twice} told twice, {left} left"),
    ]


def _history(ground: Ground, now: datetime) -> tuple[int, int, int, int]:
    """(promises marked as missed, promises with a `miss` in the history, those with more than one, those still due)."""
    missed = ground.sql("SELECT count(*) FROM tickets_promise WHERE missed_at IS NOT NULL AND kind = 'complete'")[0][0]
    told, twice = ground.sql(
        "SELECT count(*), count(*) FILTER (WHERE times > 1) FROM (SELECT data->>'promise', count(*) AS times "
        "FROM tickets_event WHERE verb = 'miss' GROUP BY 1) AS each")[0]
    left = ground.sql("SELECT count(*) FROM tickets_promise WHERE next_at <= %s", now)[0][0]
    return missed, told, twice, left
