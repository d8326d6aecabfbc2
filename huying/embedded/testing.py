"""The pytest plugin that gives every test run a private database before Django reads its settings.

All runs on one machine share one throw-away cluster; each has databases of its own, named after its process.
HUYING_TEST_DB: `embedded` (default), `system` (Debian's programs, still a private cluster), or a URL
of a role that may create databases.
"""

import os
import re
from collections.abc import Generator
from pathlib import Path

import pytest

from huying.embedded.problems import EmbeddedError
from huying.embedded.server import Server, start

OURS = "huying"
_server: Server | None = None


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None, None, None]:
    """Start or join the cluster and name it in DATABASE_URL, before pytest-django sets Django up."""
    if str(early_config.getini("DJANGO_SETTINGS_MODULE")).startswith(OURS) and not _is_worker():
        try:
            _provide(Path(early_config.rootpath) / "var")
        except EmbeddedError as error:
            raise pytest.UsageError(str(error)) from None
    yield


def pytest_unconfigure() -> None:
    """Leave the cluster; its keeper stops it when the last run has left."""
    global _server
    if _server is not None:
        _server.lease.release()
        _server = None


def system_programs() -> Path:
    """The newest PostgreSQL programs that Debian's or macOS's packages installed. EmbeddedError when none."""
    found = [
        *Path("/usr/lib/postgresql").glob("*/bin/initdb"),
        *Path("/opt/homebrew/opt").glob("postgresql*/bin/initdb"),
    ]
    if not found:
        raise EmbeddedError(
            "缺少 PostgreSQL · HUYING_TEST_DB=system needs PostgreSQL on this machine: apt-get install postgresql"
        )
    return max(found, key=lambda path: int((re.findall(r"\d+", str(path)) or ["0"])[0])).parent


def _provide(var: Path) -> None:
    global _server
    wanted = os.environ.get("HUYING_TEST_DB") or "embedded"
    name = f"huying_{os.getpid()}"
    # A test never touches what the developer's shell points at.
    for variable in ("DATABASE_OWNER_URL", "DATABASE_REPLICA_URL"):
        os.environ.pop(variable, None)
    if "://" in wanted:
        os.environ["DATABASE_URL"] = wanted
        return
    if wanted == "system":
        os.environ["HUYING_PG_BIN"] = str(system_programs())
    # The server's own `database` stays empty: Django makes test_<name> (one per worker) beside it.
    _server = start(var / f"test-{wanted}", throwaway=True)
    os.environ["DATABASE_URL"] = _server.url("huying_owner", name)
    os.environ["HUYING_VAR"] = str(var / f"test-{wanted}" / "files")
    _drop_abandoned(_server)


def _drop_abandoned(server: Server) -> None:
    import psycopg
    from psycopg import sql

    with psycopg.connect(server.url("postgres", "postgres"), autocommit=True) as connection:
        names = [
            row[0]
            for row in connection.execute(
                "SELECT datname FROM pg_database WHERE datname LIKE 'test_huying_%'"
            )
        ]
        for name in names:
            run = int((re.findall(r"\d+", name) or ["0"])[0])
            if not _alive(run):
                connection.execute(
                    sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
                )


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def _is_worker() -> bool:
    return "PYTEST_XDIST_WORKER" in os.environ
