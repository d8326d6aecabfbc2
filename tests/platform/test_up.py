"""`huying up` as a person starts it: all answers, a killed part returns, the end is clean, data stay."""

import contextlib
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import psutil
import pytest

from tests.killing import lay_ready

pytestmark = pytest.mark.slow


def until(true: Callable[[], object], seconds: float = 60) -> bool:
    deadline = time.monotonic() + seconds
    while not true() and time.monotonic() < deadline:
        time.sleep(0.1)
    return bool(true())


class Running:
    """A started `huying up` and what it printed."""

    def __init__(self, port: int, environment: dict[str, str]) -> None:
        self.began = time.monotonic()
        self.port = port
        self.output = ""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "huying.cli", "up", "--no-demo", "--port", str(port)], env=environment,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.output += line

    def ready(self) -> bool:
        return until(lambda: "Huying is running" in self.output or self.process.poll() is not None, 120)

    def part(self, name: str) -> psutil.Process | None:
        """The head process of `web`, `live` or `worker`."""
        for child in psutil.Process(self.process.pid).children():
            with contextlib.suppress(psutil.NoSuchProcess):
                if re.search(rf"huying\.cli {name}\b", " ".join(child.cmdline())):
                    return child
        return None

    def everyone(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def live_answers(self) -> bool:
        try:
            return httpx.get(f"http://127.0.0.1:{self.port + 1}/live/health").status_code == 200
        except httpx.HTTPError:
            return False


def postgres_of(home: Path) -> list[psutil.Process]:
    return [
        process for process in psutil.process_iter(["name", "cmdline"])
        if process.info["name"] == "postgres" and str(home) in " ".join(process.info["cmdline"] or [])
    ]  # fmt: skip


def test_up_serves_restarts_and_ends_without_a_trace(home, clean_environment, free_port):
    running = Running(free_port, clean_environment)
    try:
        assert running.ready(), running.output
        assert "Huying is running" in running.output, running.output
        assert httpx.get(f"http://127.0.0.1:{free_port}/").status_code < 500
        assert until(running.live_answers)

        live = running.part("live")
        assert live is not None
        live.send_signal(signal.SIGKILL)
        assert until(lambda: (again := running.part("live")) is not None and again.pid != live.pid)
        assert until(running.live_answers), running.output

        everyone = running.everyone()
        began = time.monotonic()
        running.process.send_signal(signal.SIGTERM)
        assert running.process.wait(15) == 0
        assert time.monotonic() - began < 10
        gone, alive = psutil.wait_procs(everyone, 2)
        assert not [one for one in alive if one.is_running() and one.status() != psutil.STATUS_ZOMBIE]
        assert until(lambda: not postgres_of(home), 2)
    finally:
        running.process.kill()

    second = Running(free_port, clean_environment)
    try:
        assert second.ready(), second.output
        assert "bringing the database" in running.output and "bringing the database" not in second.output
        assert time.monotonic() - second.began < 10 * max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))
    finally:
        second.process.send_signal(signal.SIGINT)
        assert second.process.wait(15) == 0


def test_kill_of_up_itself_takes_everything_along(home, clean_environment, free_port):
    lay_ready(home)
    running = Running(free_port, clean_environment)
    try:
        assert running.ready(), running.output
        everyone = running.everyone()
        # The worst moment: the heads of the parts go with it, and nobody is left to end their workers.
        for name in ("web", "live"):
            head = running.part(name)
            assert head is not None
            head.kill()
    finally:
        running.process.kill()
    assert until(
        lambda: all(not one.is_running() or one.status() == psutil.STATUS_ZOMBIE for one in everyone), 15
    )
    assert until(lambda: not postgres_of(home), 15)
