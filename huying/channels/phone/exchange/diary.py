"""What the exchange writes and asks of the database: in threads, one thing after the other for each call, until it is written.

The calls themselves never wait for a database that is away: their signals wait here, in order, with the times they had.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar

from django.db import Error, InterfaceError, OperationalError, close_old_connections, connection

from huying.channels.phone import book
from huying.channels.phone.models import Call
from huying.channels.phone.signals import Signal

logger = logging.getLogger("huying.phone")
THREADS, SLOW_THREADS = 6, 2
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 5.0
PATIENCE = 3.0  # seconds that a caller waits for our database
T = TypeVar("T")
Entry = tuple[Callable[[], Any], "asyncio.Future[Any]"]


class Diary:
    """One for the process. All methods belong to the event loop's thread."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(THREADS, "phone-db")
        self._slow = ThreadPoolExecutor(SLOW_THREADS, "phone-slow")
        self._waiting: dict[str, deque[Entry]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def hear(self, signal: Signal) -> asyncio.Future[Call]:
        """Write a signal down, after all earlier ones of its call."""
        return self.do(signal.call, partial(book.hear, signal))

    def do(self, line: str, job: Callable[[], T]) -> asyncio.Future[T]:
        """Run `job` in a thread after everything that was given for this line. Repeated while the database is away."""
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        future.add_done_callback(_seen)
        queue = self._waiting.get(line)
        if queue is None:
            queue = self._waiting[line] = deque()
            task = asyncio.create_task(self._work(line, queue))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        queue.append((job, future))
        return future

    async def ask(self, job: Callable[[], T]) -> T:
        """A question that belongs to no call; tried once."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, _connected, job)

    async def maybe(self, job: Callable[[], T], instead: T) -> T:
        """The same where a caller waits for the answer: `instead` of it while the database is away or slow."""
        try:
            return await asyncio.wait_for(self.ask(job), PATIENCE)
        except (Error, TimeoutError) as error:
            logger.info("gone on without the database: %s", str(error).split("\n")[0] or "too slow")
            return instead

    async def slowly(self, job: Callable[[], T]) -> T:
        """The same for what takes seconds: it never stands in the way of a caller."""
        return await asyncio.get_running_loop().run_in_executor(self._slow, _connected, job)

    async def settled(self, seconds: float) -> None:
        """Wait until everything is written, at most so long."""
        if self._tasks:
            await asyncio.wait(set(self._tasks), timeout=seconds)

    async def _work(self, line: str, queue: deque[Entry]) -> None:
        while queue:
            job, future = queue[0]
            result, problem = await self._until_written(job)
            queue.popleft()
            if future.cancelled():
                continue
            if problem is None:
                future.set_result(result)
            else:
                future.set_exception(problem)
        if self._waiting.get(line) is queue:
            del self._waiting[line]

    async def _until_written(self, job: Callable[[], Any]) -> tuple[Any, Exception | None]:
        pause = FIRST_PAUSE
        while True:
            try:
                return await self.ask(job), None
            except (OperationalError, InterfaceError) as error:
                logger.warning("the database is away, next try in %.1f s: %s", pause, str(error).split("\n")[0])
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
            except Exception as error:
                logger.exception("not written")
                return None, error


def _connected(job: Callable[[], T]) -> T:
    try:
        return job()
    except Error:
        connection.close()
        raise
    finally:
        close_old_connections()


def _seen(future: asyncio.Future[Any]) -> None:
    """Logged where it happened; nobody has to wait for it."""
    if not future.cancelled():
        future.exception()
