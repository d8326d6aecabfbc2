"""Starting, sharing and stopping the private PostgreSQL: the only entrance for the rest of the program."""

import os
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import psycopg

from huying.embedded import account, folders, programs, roles
from huying.embedded.cluster import Cluster
from huying.embedded.lease import Lease, alone
from huying.embedded.problems import EmbeddedError, clear_line

PATIENCE_SECONDS = 60


@dataclass
class Server:
    """A running private PostgreSQL held by this process until `stop()`; a crash gives it back too."""

    cluster: Cluster
    lease: Lease = field(repr=False)
    database: str = "huying"

    @property
    def url_app(self) -> str:
        """The address for the application: may read and write rows."""
        return self.url(roles.APP)

    @property
    def url_owner(self) -> str:
        """The address for migrations: owns the schema."""
        return self.url(roles.OWNER)

    def url(self, role: str, database: str | None = None) -> str:
        """`postgresql://…` for `role` on `database` through the Unix socket."""
        return _url(self.cluster, role, database or self.database)

    def stop(self) -> None:
        """Leave; the server stops when nobody else uses it. Harmless when called twice."""
        while not self.lease.only():
            if self.lease.share():
                self.lease.release()
                return
            time.sleep(0.05)
        self.cluster.stop()
        self.lease.release()
        _wait_for_keeper(self.cluster)


def start(var: Path, *, throwaway: bool = False, database: str = "huying") -> Server:
    """Start the private PostgreSQL below `var`, or join the one that already runs there.

    `throwaway` makes a cluster that never waits for the disk: for tests only. Creates roles and `database`.
    Raises EmbeddedError with one clear line when it cannot be done.
    """
    cluster = locate(var, throwaway=throwaway)
    lease = Lease(cluster.folders.lock("users"))
    with alone(cluster.folders.lock("start")):
        _join(lease)
        try:
            _bring_up(cluster)
            roles.ensure_database(_url(cluster, "postgres", "postgres"), database)
        except BaseException as error:
            lease.release()
            if isinstance(error, psycopg.OperationalError):  # it went away just after it had come
                raise EmbeddedError(clear_line(str(error), "The database went away while it started")) from error
            raise
        _spawn_keeper(cluster, var)
    return Server(cluster, lease, database)


def locate(var: Path, *, throwaway: bool = False) -> Cluster:
    """The cluster below `var` with its folders in place, running or not. Raises EmbeddedError."""
    home = folders.prepare(var)
    data = home / "postgres"
    who = account.choose(data)
    found = programs.find(who)
    sockets = home / "run"
    if who.switched and not who.reaches(home):
        data, sockets = _elsewhere(home)
    sockets = folders.socket_folder(sockets)
    for folder in (data, sockets):
        try:
            folder.mkdir(exist_ok=True)
            who.give(folder)
        except OSError as error:
            raise EmbeddedError(f"不能建立 · Cannot prepare {folder}: {error.strerror}.") from None
    return Cluster(folders.Folders(home, data, sockets), found, throwaway)


def _elsewhere(home: Path) -> tuple[Path, Path]:
    # Root in a closed folder: the data lies where the server's account can go, a link shows where.
    place = programs.SHARED / folders.short_hash(home)
    place.mkdir(parents=True, exist_ok=True)
    programs.SHARED.chmod(0o755)
    link = home / "postgres"
    if link.exists() and not link.is_symlink():
        raise EmbeddedError(f"无法进入 · The server's account cannot enter {home}: open that folder, or set HUYING_VAR.")
    if not link.is_symlink():
        link.symlink_to(place / "postgres")
    return place / "postgres", place / "run"


def _bring_up(cluster: Cluster) -> None:
    if not cluster.ready():
        cluster.create()
        cluster.configure()
        cluster.start()
    done = cluster.folders.data / "huying.roles"
    if not done.exists():
        roles.ensure_roles(_url(cluster, "postgres", "postgres"), may_create_databases=cluster.throwaway)
        done.touch()


def _url(cluster: Cluster, role: str, database: str) -> str:
    return f"postgresql://{role}@/{database}?host={quote(str(cluster.folders.sockets), safe='')}"


def _join(lease: Lease) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not lease.share():
        if time.monotonic() > deadline:
            raise EmbeddedError("数据库正在停止 · Another process is stopping the database and does not finish.")
        time.sleep(0.05)


def _spawn_keeper(cluster: Cluster, var: Path) -> None:
    probe = Lease(cluster.folders.lock("keeper"))
    free = probe.only()
    probe.release()
    if not free:
        return
    path = [str(Path(__file__).resolve().parents[2]), *filter(None, [os.environ.get("PYTHONPATH")])]
    subprocess.Popen(
        [sys.executable, "-m", "huying.embedded.keeper", str(var), *(["--throwaway"] * cluster.throwaway)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        cwd="/",
        env=os.environ | {"PYTHONPATH": os.pathsep.join(path)},
    )


def _wait_for_keeper(cluster: Cluster) -> None:
    probe = Lease(cluster.folders.lock("keeper"))
    deadline = time.monotonic() + 3
    while not probe.only() and time.monotonic() < deadline:
        time.sleep(0.05)
    probe.release()
