"""A house whose processes are killed at any moment, for the tests that look for what was lost or done twice."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from random import Random

import psutil
import psycopg

from huying import embedded
from huying.embedded.lease import alone
from tests.template_database import digest

ROOT = Path(__file__).resolve().parents[1]

AFTERWARDS = """
from datetime import timedelta
import django; django.setup()
from huying.clocks.present import now
from huying.tickets.rescue import rescue
from huying.tickets.sweep import sweep
rescue(now() + timedelta(minutes=3), most=100_000)
print(sweep(now() + timedelta({days})))
"""

# What the timetable does within two minutes, done at once: cut-off contacts are taken up, jobs of the dead given back.
SOON = """
import asyncio
from datetime import timedelta
import django; django.setup()
from procrastinate.contrib.django import app
from huying.clocks.present import now
from huying.jobs import give_back
from huying.tickets.rescue import rescue
async def again():
    jobs = app.with_connector(app.connector.get_worker_connector())
    async with jobs.open_async():
        await give_back(jobs.job_manager, seconds=15)
asyncio.run(again())
rescue(now() + timedelta(minutes=3), most=100_000)
"""


def _migrate(server: embedded.Server, environment: dict[str, str]) -> None:
    command = [sys.executable, "-m", "huying.cli", "migrate", "--quiet"]
    subprocess.run(command, env=environment | {"DATABASE_URL": server.url_owner}, check=True)


def _ready() -> Path:
    """The files of a database at this version's schema and units, made once: making one takes half a minute."""
    policy = sha256(b"".join(file.read_bytes() for file in sorted((ROOT / "policy").rglob("*.yaml")))).hexdigest()[:8]
    ready = ROOT / "var" / "ready" / f"{digest()}-{policy}"
    ready.parent.mkdir(parents=True, exist_ok=True)
    with alone(ready.parent / "lock"):
        if not ready.exists():
            for old in ready.parent.glob("*-*"):
                shutil.rmtree(old)
            with tempfile.TemporaryDirectory(prefix="hyk") as name:
                home = Path(name)
                home.chmod(0o755)
                server = embedded.start(home)
                try:
                    _migrate(server, {**os.environ, "HUYING_VAR": name, "DJANGO_SETTINGS_MODULE": "huying.config.settings"})
                finally:
                    server.stop()
                subprocess.run(["cp", "-a", str(home / "postgres"), f"{ready}.part"], check=True)
            Path(f"{ready}.part").rename(ready)
    return ready


def lay_ready(home: Path) -> None:
    """A database at this version's schema and units below `home`, to be started there."""
    subprocess.run(["cp", "-a", str(_ready()), str(home / "postgres")], check=True)


class House:
    """A private database and named processes of the product, each started again whenever it is found dead.

    `commands`: name → arguments of `huying`, beside the pages ("web") and two workers ("worker", "second"); an empty
    one is left out. `names`: who is killed.
    """

    def __init__(self, home: Path, commands: dict[str, list[str]] | None = None, **environment: str) -> None:
        self.home, self.over = home, threading.Event()
        own_units = "HUYING_POLICY" in environment
        if not own_units:
            lay_ready(home)
        self.server = embedded.start(home)
        with socket.socket() as free:
            free.bind(("127.0.0.1", int(environment.get("PORT", 0))))
            self.port = free.getsockname()[1]
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("HUYING_", "DATABASE_"))}
        self.environment = {**kept, "HUYING_VAR": str(home), "DATABASE_URL": self.server.url_app, "HUYING_LOG": "ERROR",
                            "DJANGO_SETTINGS_MODULE": "huying.config.settings", **environment}
        if own_units:
            _migrate(self.server, self.environment)
        web = ["web", "--port", str(self.port), "--workers", "1", "--threads", "4"]
        every = {"web": web, "worker": ["worker"], "second": ["worker"], **(commands or {})}
        self.commands = {name: command for name, command in every.items() if command}
        self.names = [*self.commands, *(["web worker"] if "web" in self.commands else []), "database"]
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.keeper = threading.Thread(target=self._keep, daemon=True)
        self.keeper.start()

    def _keep(self) -> None:
        while not self.over.wait(0.2):
            if not self.server.cluster.ready():
                with contextlib.suppress(embedded.EmbeddedError):
                    embedded.start(self.home)
                continue
            for name, command in self.commands.items():
                if name not in self.running or self.running[name].poll() is not None:
                    self.end(name)
                    self.running[name] = subprocess.Popen([sys.executable, "-m", "huying.cli", *command], env=self.environment,
                                                          stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)

    def end(self, name: str) -> None:
        """Kill the process and all that it started."""
        if name in self.running:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.running[name].pid, signal.SIGKILL)
            self.running[name].wait(10)

    def kill_one(self, dice: Random) -> str:
        """Kill one of the processes, a child of the server of pages, or the database; says which."""
        name = dice.choice(["web", *[each for each in self.names if each != "web"] * 2] if "web" in self.names else self.names)
        with contextlib.suppress(psutil.NoSuchProcess, KeyError, IndexError, ProcessLookupError, TypeError):
            if name == "database":
                os.kill(self.server.cluster.pid(), signal.SIGKILL)  # type: ignore[arg-type]
            elif name == "web worker":
                dice.choice(psutil.Process(self.running["web"].pid).children(recursive=True)).kill()
            else:
                self.end(name)
        return name

    def stop(self) -> None:
        self.over.set()
        self.keeper.join(30)
        for name in self.commands:
            self.end(name)
        self.server.stop()


def until(true: Callable[[], object], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not true() and time.monotonic() < deadline:
        time.sleep(0.3)
    return bool(true())


def ask(house: House, sql: str, *values: object) -> list[tuple]:
    with psycopg.connect(house.server.url_owner) as connection:
        return connection.execute(sql, values).fetchall()


def afterwards(house: House, days: int) -> None:
    """What the timetable does, so many days later: contacts cut off are taken up, promises swept."""
    script = AFTERWARDS.replace("{days}", str(days))
    subprocess.run([sys.executable, "-c", script], env=house.environment, check=True, timeout=120, stdout=subprocess.DEVNULL)


def help_on(house: House) -> bool:
    """What the timetable does within two minutes, at once; False while the house cannot."""
    done = subprocess.run([sys.executable, "-c", SOON], env=house.environment, check=False, timeout=60, capture_output=True, text=True)
    if done.returncode:
        print(done.stderr[-500:])
    return done.returncode == 0
