"""Is the city's hotline well? For monitoring: no secrets, no personal data; 503 when requests cannot be taken."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse

from huying.clocks.present import now

QUEUE_LATE = 300.0  # seconds that a job may wait before something is wrong with the workers
SWEEP_LATE = 300.0  # seconds that a passed promise may stay unnoticed
LITTLE_DISK = 0.05
QUEUE = """
SELECT coalesce(extract(epoch FROM now() - min(coalesce(j.scheduled_at, e.at))), 0), count(*) FROM procrastinate_jobs j
LEFT JOIN LATERAL (SELECT min(at) AS at FROM procrastinate_events WHERE job_id = j.id) e ON true
WHERE j.status = 'todo' AND (j.scheduled_at IS NULL OR j.scheduled_at <= now())
"""
SWEEP = """
SELECT coalesce(extract(epoch FROM %s - min(next_at)), 0) FROM tickets_promise
WHERE next_at IS NOT NULL AND next_at <= %s AND met_at IS NULL AND voided_at IS NULL AND paused_at IS NULL
"""
CONTACTS = ("SELECT count(*) FROM tickets_contact WHERE state IN ('new', 'failed') AND ticket_id IS NULL AND taken_by_id IS NULL "
            "AND received_at < %s - interval '10 minutes'")


def health(request: HttpRequest) -> JsonResponse:
    """{status: ok | degraded | down, checks: {name: {ok, …figures}}}."""
    checks: dict[str, dict[str, Any]] = {}
    for name, look in {"database": _database, "queue": _queue, "sweep": _sweep, "contacts": _contacts, "disk": _disk}.items():
        checks[name] = _looked(look)
    status = "down" if not checks["database"]["ok"] else "ok" if all(each["ok"] for each in checks.values()) else "degraded"
    response = JsonResponse({"status": status, "at": now().isoformat(), "checks": checks}, status=503 if status == "down" else 200)
    response["Cache-Control"] = "no-store"
    return response


health.entry = "public"  # type: ignore[attr-defined]  # as huying.desks.gate marks pages


def _looked(look: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    try:
        return look()
    except (DatabaseError, OSError) as error:
        return {"ok": False, "error": type(error).__name__}


def _one(sql: str, *values: Any) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return tuple(cursor.fetchone())


def _database() -> dict[str, Any]:
    start = time.perf_counter()
    _one("SELECT 1")
    return {"ok": True, "milliseconds": round((time.perf_counter() - start) * 1000, 1)}


def _queue() -> dict[str, Any]:
    age, waiting = _one(QUEUE)
    return {"ok": float(age) <= QUEUE_LATE, "oldest_seconds": max(0, round(float(age))), "waiting": waiting}


def _sweep() -> dict[str, Any]:
    at = now()
    (lag,) = _one(SWEEP, at, at)
    return {"ok": float(lag) <= SWEEP_LATE, "lag_seconds": max(0, round(float(lag)))}


def _contacts() -> dict[str, Any]:
    """Contacts that nobody has made a ticket of: people must look at them."""
    (waiting,) = _one(CONTACTS, now())
    return {"ok": waiting == 0, "unregistered": waiting}


def _disk() -> dict[str, Any]:
    used = shutil.disk_usage(settings.MEDIA_ROOT if settings.MEDIA_ROOT.exists() else settings.VAR)
    free = used.free / used.total
    return {"ok": free >= LITTLE_DISK, "free_share": round(free, 3)}
