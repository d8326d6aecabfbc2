"""The health page for machines."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError
from django.test import Client

from huying.api import health
from huying.clocks.present import now
from huying.tickets.models import Contact, Promise


def test_a_quiet_city_is_well(cast: Any) -> None:
    told = Client().get("/api/health/")
    assert told.status_code == 200
    assert told.json()["status"] == "ok", told.json()
    assert set(told.json()["checks"]) == {"database", "queue", "sweep", "contacts", "disk"}


def test_a_promise_that_nobody_swept_is_told(cast: Any) -> None:
    cast.ticket()
    Promise.objects.update(next_at=now() - timedelta(hours=1))
    told = Client().get("/api/health/").json()
    assert told["status"] == "degraded"
    assert told["checks"]["sweep"]["lag_seconds"] >= 3590


def test_contacts_without_a_ticket_are_told(cast: Any) -> None:
    Contact.objects.create(door="web", key="lost", serial=9_999_999, state=Contact.FAILED, raw_sealed=b"",
                           received_at=now() - timedelta(hours=1))
    assert Client().get("/api/health/").json()["checks"]["contacts"] == {"ok": False, "unregistered": 1}


def test_a_job_that_waits_too_long_is_told(cast: Any) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_jobs (queue_name, task_name, status, scheduled_at) "
                       "VALUES ('default', 'nobody', 'todo', now() - interval '20 minutes')")
    told = Client().get("/api/health/").json()
    assert told["checks"]["queue"] == {"ok": False, "oldest_seconds": 1200, "waiting": 1}


def test_without_a_database_it_is_down_and_says_no_more(cast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(sql: str, *values: Any) -> Any:
        raise DatabaseError("secret host name")

    monkeypatch.setattr(health, "_one", broken)
    told = Client().get("/api/health/")
    assert told.status_code == 503
    assert told.json()["status"] == "down"
    assert "secret" not in told.content.decode()
