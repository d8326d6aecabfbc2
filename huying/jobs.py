"""What holds for every job: when it is tried again, and what becomes of it when its worker dies."""

from __future__ import annotations

import logging

from django.db import InterfaceError, OperationalError
from procrastinate import RetryDecision, RetryStrategy
from procrastinate.exceptions import ConnectorException, UniqueViolation
from procrastinate.jobs import Job, Status
from procrastinate.manager import JobManager

_log = logging.getLogger("huying.jobs")
BACK_SOON = 5  # seconds until the database is asked again


class Patient(RetryStrategy):
    """Tried again after 5, 25, 125 … seconds (`exponential_wait` 0: at once); where only the database was away, after 5, however often."""

    def __init__(self, *, max_attempts: int = 8, exponential_wait: int = 5) -> None:
        super().__init__(max_attempts=max_attempts, exponential_wait=exponential_wait)

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        if isinstance(exception, OperationalError | InterfaceError):
            return RetryDecision(retry_in={"seconds": BACK_SOON})
        return super().get_retry_decision(exception=exception, job=job)


async def give_back(manager: JobManager, seconds: float = 30) -> None:
    """Every job whose worker was silent for `seconds` waits again; one whose like waits already is ended instead.

    A job that cannot be given back (another did it, its worker lives after all) is no reason to keep the rest.
    """
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=seconds):
        try:
            try:
                await manager.retry_job(job)
            except UniqueViolation:  # the next of its queueing lock does its work
                await manager.finish_job(job, Status.ABORTED, delete_job=False)
        except ConnectorException as error:
            _log.warning("job %s of a dead worker not given back: %s", job.id, error.__cause__ or error)
