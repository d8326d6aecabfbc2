"""Jobs of workers that died in the middle go back into the queue."""

from __future__ import annotations

import logging

from procrastinate.exceptions import ConnectorException, UniqueViolation
from procrastinate.jobs import Status
from procrastinate.manager import JobManager

_log = logging.getLogger("huying.jobs")


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
