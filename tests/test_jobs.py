"""A job is tried again at the right time; a dead worker's go on, whatever stands in the way of one of them."""

from __future__ import annotations

import pytest
from asgiref.sync import async_to_sync
from django.db import InterfaceError, OperationalError, connection
from procrastinate.contrib.django import app
from procrastinate.jobs import Job
from procrastinate.utils import utcnow

from huying.jobs import BACK_SOON, Patient, give_back


@pytest.fixture
def jobs(transactional_db) -> dict[str, int]:
    """A dead worker's three jobs, and a successor that waits for the first; the ids by name."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 minute') RETURNING id")
        dead = cursor.fetchone()[0]
        made = {}
        for name, lock, status in (("gather", "gather", "doing"), ("send", None, "doing"), ("tell", None, "doing"),
                                   ("next", "gather", "todo")):
            cursor.execute("INSERT INTO procrastinate_jobs (queue_name, task_name, queueing_lock, status, worker_id) "
                           "VALUES ('default', %s, %s, %s, %s) RETURNING id", [name, lock, status, dead if status == "doing" else None])
            made[name] = cursor.fetchone()[0]
    return made


def states() -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, status::text FROM procrastinate_jobs")
        return dict(cursor.fetchall())


def test_a_job_whose_successor_waits_ends_and_the_others_go_on(jobs):
    async_to_sync(give_back)(app.job_manager)
    assert states() == {"gather": "aborted", "send": "todo", "tell": "todo", "next": "todo"}


def test_the_job_of_a_worker_that_lives_stays(jobs):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now()")
    async_to_sync(give_back)(app.job_manager)
    assert states() == {"gather": "doing", "send": "doing", "tell": "doing", "next": "todo"}


def test_a_job_that_another_gave_back_first_does_not_keep_the_rest(jobs, monkeypatch, caplog):
    listed = app.job_manager.get_stalled_jobs

    async def seen_by_two(**options: float) -> list[Job]:
        found = list(await listed(**options))
        await app.job_manager.retry_job(next(job for job in found if job.task_name == "send"))
        return sorted(found, key=lambda job: job.task_name != "send")

    monkeypatch.setattr(app.job_manager, "get_stalled_jobs", seen_by_two)
    async_to_sync(give_back)(app.job_manager)
    assert states() == {"gather": "aborted", "send": "todo", "tell": "todo", "next": "todo"}
    assert "not given back" in caplog.text


def waits(error: Exception, attempts: int) -> float | None:
    """Seconds until a job that failed `attempts` times before is tried again; None: never."""
    job = Job(id=1, queue="default", lock=None, queueing_lock=None, task_name="channels.send", attempts=attempts)
    decision = Patient().get_retry_decision(exception=error, job=job)
    return None if decision is None or decision.retry_at is None else round((decision.retry_at - utcnow()).total_seconds())


def test_a_failing_job_waits_longer_each_time_and_then_gives_up():
    assert [waits(ValueError("door"), attempts) for attempts in (0, 1, 2, 8)] == [5, 25, 125, None]


@pytest.mark.parametrize("error", [OperationalError("server closed the connection"), InterfaceError("connection already closed")])
def test_a_database_that_was_away_costs_a_job_five_seconds_however_often(error):
    assert [waits(error, attempts) for attempts in (0, 2, 8, 20)] == [BACK_SOON] * 4
