"""Running several processes as one: logs with a coloured name, restarts with growing pauses, a clean end."""

import contextlib
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

STOP_SECONDS = 8.0
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
# A child that lived this long was healthy: its next crash is a new story.
HEALTHY_SECONDS = 30.0

Write = Callable[[str, str], None]


@dataclass
class Child:
    """One process of the list: how to start it, and how it fares."""

    name: str
    command: list[str]
    environment: dict[str, str]
    process: subprocess.Popen[str] | None = None
    started: float = 0.0
    pause: float = FIRST_PAUSE
    again_at: float = 0.0
    starts: int = 0

    def start(self, write: Write) -> None:
        """Start it in a process group of its own, so that all it starts can be ended with it."""
        self.process = subprocess.Popen(
            self.command, env=self.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, errors="replace", bufsize=1, start_new_session=True,
        )  # fmt: skip
        self.started = time.monotonic()
        self.starts += 1
        threading.Thread(target=self._copy, args=(self.process, write), daemon=True).start()

    def signal(self, number: int) -> None:
        """Send a signal to the process and everything it started; harmless when all are gone."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, number)

    def _copy(self, process: subprocess.Popen[str], write: Write) -> None:
        assert process.stdout is not None
        for line in process.stdout:
            write(self.name, line.rstrip("\n"))


@dataclass
class Supervisor:
    """Keeps the children alive until `stop()` is called, from a signal handler or another thread."""

    write: Write
    children: list[Child] = field(default_factory=list)
    _over: threading.Event = field(default_factory=threading.Event)

    def stop(self) -> None:
        """Ask `run()` to end everything and return."""
        self._over.set()

    @property
    def stopping(self) -> bool:
        """Whether the end was asked for."""
        return self._over.is_set()

    def run(self) -> None:
        """Start all children and keep them running; returns when `stop()` was called and all are gone."""
        try:
            for child in self.children:
                if child.again_at <= time.monotonic():  # others come in their turn
                    child.start(self.write)
            while not self._over.wait(0.2):
                for child in self.children:
                    self._look_after(child)
        finally:
            self._end_all()

    def _look_after(self, child: Child) -> None:
        now = time.monotonic()
        if child.process is not None:
            code = child.process.poll()
            if code is None:
                return
            # What it had started would keep its port and its database connections.
            child.signal(signal.SIGKILL)
            child.process = None
            if now - child.started > HEALTHY_SECONDS:
                child.pause = FIRST_PAUSE
            child.again_at = now + child.pause
            self.write(child.name, f"已退出（{_told(code)}），{child.pause:.0f} 秒后重启 · ended, restarting")
            child.pause = min(child.pause * 2, LONGEST_PAUSE)
        elif now >= child.again_at:
            child.start(self.write)

    def _end_all(self) -> None:
        running = [child for child in self.children if child.process is not None]
        for child in running:
            # Only the head of each group: it ends its own workers in order.
            with contextlib.suppress(ProcessLookupError):
                os.kill(child.process.pid, signal.SIGTERM)  # type: ignore[union-attr]
        deadline = time.monotonic() + STOP_SECONDS
        for child in running:
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.process.wait(max(0.1, deadline - time.monotonic()))  # type: ignore[union-attr]
        for child in running:
            child.signal(signal.SIGKILL)
            child.process.wait(2)  # type: ignore[union-attr]


def _told(code: int) -> str:
    if code < 0:
        with contextlib.suppress(ValueError):
            return signal.Signals(-code).name
    return f"code {code}"
