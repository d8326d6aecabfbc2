"""The ground of every figure: a private PostgreSQL that waits for the disk, a migrated city, and the arithmetic."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "bench" / "results"
PORT = 8790
ENVIRONMENT = ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_REPLICA_URL", "HUYING_SUPERVISOR", "HUYING_CLOCK_SPEED")


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number. `floor` is what it must reach (`at_most`: must not exceed); None: told only."""

    name: str
    value: float
    unit: str = ""
    floor: float | None = None
    at_most: bool = True
    note: str = ""

    @property
    def kept(self) -> bool | None:
        """Whether the floor was kept; None when there is none."""
        if self.floor is None:
            return None
        return self.value <= self.floor if self.at_most else self.value >= self.floor


@dataclass(slots=True)
class Sizes:
    """How large a run is; `tiny` is what the tests use so that no script can rot."""

    seconds: float = 20
    warm: float = 8  # the first request of each worker reads policy and word lists
    clients: int = 16
    rounds: int = 3
    turns: int = 9  # many short ones where two are compared: the speed of a shared machine changes within minutes
    turn: float = 8  # seconds
    tickets: Sequence[int] = (10_000, 100_000, 1_000_000)
    samples: int = 200
    promises: int = 100_000
    sweepers: int = 4
    minutes: float = 5
    every: float = 10

    @classmethod
    def tiny(cls) -> Sizes:
        return cls(seconds=1.0, warm=1.0, clients=2, rounds=1, turns=1, turn=1.0, tickets=(200, 400), samples=3,
                   promises=200, sweepers=2, minutes=0.05, every=0.5)


@dataclass(slots=True)
class Ground:
    """The running private database; `Ground.prepared` makes one ready for Django in this process and others."""

    server: Any
    home: Path
    port: int = PORT
    children: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @classmethod
    @contextmanager
    def prepared(cls, home: Path, port: int = PORT, *, anew: bool = True) -> Iterator[Ground]:
        """Start the server below `home`, make a database of the present schema, load the units; stop it at the end.

        `anew` False keeps what an earlier run left there.
        """
        from huying import embedded

        for name in ENVIRONMENT:
            os.environ.pop(name, None)
        home.mkdir(parents=True, exist_ok=True)
        server = embedded.start(home)
        if anew:
            _make_anew(server)
        os.environ |= {"HUYING_VAR": str(home), "DATABASE_URL": server.url_app, "DJANGO_SETTINGS_MODULE": "huying.config.settings"}
        ground = cls(server, home, port)
        try:
            ground.command("-m", "huying.cli", "migrate", "--quiet", DATABASE_URL=server.url_owner)
            _django()
            yield ground
        finally:
            ground.end()
            server.stop()

    python: ClassVar[tuple[str, ...]] = (sys.executable,)

    def command(self, *arguments: str, **environment: str) -> None:
        """Run Python with these arguments to its end."""
        subprocess.run([*self.python, *arguments], cwd=ROOT, env=os.environ | environment, check=True)

    def start(self, *arguments: str, **environment: str) -> subprocess.Popen[bytes]:
        """Start Python with these arguments beside this process; ended with the ground."""
        child = subprocess.Popen([*self.python, *arguments], cwd=ROOT, env=os.environ | environment, start_new_session=True)
        self.children.append(child)
        return child

    @contextmanager
    def web(self, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
        """The web process as a city runs it (`huying web`), answering on `port`."""
        child = self.start("-m", "huying.cli", "web", "--port", str(self.port), **environment)
        try:
            wait_for(lambda: answers(self.port), 60)
            yield child
        finally:
            self.stop(child)

    def stop(self, child: subprocess.Popen[bytes]) -> None:
        """End a started process and all that it started."""
        child.terminate()
        try:
            child.wait(15)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
        if child in self.children:
            self.children.remove(child)

    def end(self) -> None:
        for child in list(self.children):
            self.stop(child)

    def sql(self, statement: str, *values: object, owner: bool = False) -> list[tuple[Any, ...]]:
        """Run SQL outside Django; rows if there are any."""
        import psycopg

        with psycopg.connect(self.server.url_owner if owner else self.server.url_app, autocommit=True) as connection:
            cursor = connection.execute(statement, values or None)
            return cursor.fetchall() if cursor.description else []

    def settle(self) -> None:
        """Do now what is owed to rows that were written before, so that no measurement pays for the one before it."""
        import psycopg

        with psycopg.connect(self.server.url("postgres"), autocommit=True) as connection:
            connection.execute("VACUUM (ANALYZE)")

    def empty(self) -> None:
        """Remove every ticket and what hangs on it; units and accounts stay."""
        tables = self.sql("SELECT tablename FROM pg_tables WHERE tablename ~ '^(tickets|channels|supervision|procrastinate_(jobs|events))' "
                          "OR tablename = 'people_citizen'", owner=True)
        self.sql(f"TRUNCATE {', '.join(name for (name,) in tables)} CASCADE", owner=True)


def _make_anew(server: Any) -> None:
    import psycopg

    from huying import embedded

    with psycopg.connect(server.url("postgres", "postgres"), autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{server.database}" WITH (FORCE)')
    embedded.ensure_database(server.url("postgres", "postgres"), server.database)


def _django() -> None:
    import django

    django.setup()
    from huying.people.models import Unit
    from huying.people.unitbook import load_units

    if not Unit.objects.exists():
        load_units()


def answers(port: int, path: str = "/") -> bool:
    """Whether something speaks HTTP there."""
    import urllib.error
    import urllib.request

    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5):
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


def wait_for(true: Callable[[], object], seconds: float) -> float:
    """Wait until `true` is; returns the seconds it took. TimeoutError when it never is."""
    began = time.monotonic()
    while not true():
        if time.monotonic() - began > seconds:
            raise TimeoutError(f"nothing after {seconds} s")
        time.sleep(0.05)
    return time.monotonic() - began


def timed(work: Callable[[], object], times: int) -> list[float]:
    """Milliseconds of each of `times` calls."""
    found = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        found.append((time.perf_counter() - began) * 1000)
    return found


def p95(values: Sequence[float]) -> float:
    """The 95th percentile, nearest rank."""
    return _ranked(values, 0.95)


def p99(values: Sequence[float]) -> float:
    """The 99th percentile, nearest rank."""
    return _ranked(values, 0.99)


def _ranked(values: Sequence[float], share: float) -> float:
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, int(len(ranked) * share))]


def median(values: Sequence[float]) -> float:
    return statistics.median(values)
