"""Sharing one server: every process that uses it holds a lease, and the last one to leave stops it.

A lease is a shared flock: the kernel gives it back however a process ends, kill -9 included.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Lease:
    """A hold on the lock file at `path`, shared with other users, or exclusive to stop the server."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._fd: int | None = None

    def share(self) -> bool:
        """Join the users; False while somebody is stopping the server."""
        return self._lock(fcntl.LOCK_SH)

    def only(self) -> bool:
        """Become the only holder; False while others use the server."""
        return self._lock(fcntl.LOCK_EX)

    def release(self) -> None:
        """Give the hold back; harmless when there is none."""
        if self._fd is not None:
            os.close(self._fd)
            self._fd = None

    def _lock(self, kind: int) -> bool:
        if self._fd is None:
            self._fd = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._fd, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Wait for, then hold, the exclusive lock at `path`: one process at a time creates, starts or stops."""
    fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX)
        yield
    finally:
        os.close(fd)
