"""The supervisor: crashed children come back, a stop ends everything, nothing stays behind."""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator

import psutil
import pytest

from huying.cli.processes import Child, Supervisor

PARENT_OF_TWO = """
import subprocess, sys, time
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
print("ready", flush=True)
time.sleep(600)
"""
DEAF = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("ready", flush=True)
time.sleep(600)
"""


def until(true: Callable[[], object], seconds: float = 15) -> bool:
    deadline = time.monotonic() + seconds
    while not true() and time.monotonic() < deadline:
        time.sleep(0.05)
    return bool(true())


class Watched:
    """A supervisor in a thread, with what its children wrote."""

    def __init__(self, *scripts: str) -> None:
        self.lines: list[tuple[str, str]] = []
        children = [
            Child(f"c{index}", [sys.executable, "-c", script], dict(os.environ))
            for index, script in enumerate(scripts)
        ]
        self.supervisor = Supervisor(lambda name, line: self.lines.append((name, line)), children)
        self.thread = threading.Thread(target=self.supervisor.run)
        self.thread.start()

    def ready(self, times: int = 1) -> bool:
        return until(lambda: sum(line == "ready" for _, line in self.lines) >= times)

    def pid(self, index: int = 0) -> int:
        process = self.supervisor.children[index].process
        assert process is not None
        return process.pid


@pytest.fixture
def watch() -> Iterator[Callable[..., Watched]]:
    made: list[Watched] = []

    def start(*scripts: str) -> Watched:
        made.append(Watched(*scripts))
        return made[-1]

    yield start
    for one in made:
        one.supervisor.stop()
        one.thread.join(15)


def test_killed_child_comes_back_with_a_line_in_the_log(watch):
    watched = watch(PARENT_OF_TWO)
    assert watched.ready()
    first = watched.pid()
    os.kill(first, signal.SIGKILL)
    assert watched.ready(times=2)
    assert watched.pid() != first
    assert any("SIGKILL" in line for _, line in watched.lines)


def test_crash_takes_what_the_child_had_started_with_it(watch):
    watched = watch(PARENT_OF_TWO)
    assert watched.ready()
    grandchild = psutil.Process(watched.pid()).children()[0]
    os.kill(watched.pid(), signal.SIGKILL)
    assert until(lambda: not grandchild.is_running() or grandchild.status() == psutil.STATUS_ZOMBIE)


def test_child_that_cannot_live_is_started_ever_more_rarely(watch):
    watched = watch("raise SystemExit(3)")
    assert until(lambda: watched.supervisor.children[0].starts >= 2)
    time.sleep(1.5)
    assert watched.supervisor.children[0].starts <= 3
    assert watched.supervisor.children[0].pause >= 2
    assert any("code 3" in line for _, line in watched.lines)


def test_stop_ends_all_even_a_deaf_child(watch):
    watched = watch(DEAF, PARENT_OF_TWO)
    assert watched.ready(times=2)
    everyone = [psutil.Process(watched.pid(index)) for index in range(2)]
    everyone += [one for process in everyone for one in process.children()]
    began = time.monotonic()
    watched.supervisor.stop()
    watched.thread.join(15)
    assert not watched.thread.is_alive()
    assert time.monotonic() - began < 10
    assert until(
        lambda: all(not one.is_running() or one.status() == psutil.STATUS_ZOMBIE for one in everyone), 2
    )
