"""One private PostgreSQL cluster: made, configured, started, stopped, and found again after a crash."""

import locale
import os
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from huying.embedded.folders import SOCKET_NAME, Folders
from huying.embedded.problems import EmbeddedError, clear_line
from huying.embedded.programs import Programs

__all__ = ["Cluster", "EmbeddedError"]

START_SECONDS = 60
STOP_SECONDS = 30
FREE_BYTES_TO_CREATE = 200 * 1024 * 1024
FREE_BYTES_TO_START = 32 * 1024 * 1024
# Chinese letters count as letters (case folding, trigrams) only under a UTF-8 character type.
CHARACTER_TYPES = ("C.UTF-8", "C.utf8", "en_US.UTF-8", "UTF-8")

SETTINGS = {
    "listen_addresses": "''",
    "shared_buffers": "256MB",
    "max_connections": "100",
    "synchronous_commit": "on",
    "wal_level": "replica",
    "max_wal_size": "2GB",
    "checkpoint_completion_target": "0.9",
    "jit": "off",
    "random_page_cost": "1.1",
    "timezone": "'UTC'",
    "log_timezone": "'UTC'",
    "lc_messages": "'C'",
    "log_min_messages": "warning",
    "logging_collector": "off",
}
# A throw-away cluster for tests may lose everything, so it never waits for the disk.
THROWAWAY = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "128MB",
    "autovacuum_naptime": "'5min'",
    "max_connections": "200",
}


@dataclass(frozen=True)
class Cluster:
    """The files of a cluster and the programs that run it."""

    folders: Folders
    programs: Programs
    throwaway: bool = False

    def create(self) -> None:
        """Make the cluster unless it exists. EmbeddedError: other version, no space, no locale, no right."""
        version = self.folders.data / "PG_VERSION"
        self._check_space(FREE_BYTES_TO_START if version.exists() else FREE_BYTES_TO_CREATE)
        if version.exists():
            found = version.read_text().strip()
            if found != str(self.programs.major):
                raise EmbeddedError(
                    f"数据库版本不符 · The database in {self.folders.data} was made by PostgreSQL {found}, "
                    f"the programs are version {self.programs.major}: move it away or use that version."
                )
            return
        self._clear_half_made()
        arguments = ["-D", str(self.folders.data), "-U", "postgres", "--encoding=UTF8", "--auth=trust"]
        arguments += ["--locale=C", f"--lc-ctype={_character_type()}"]
        if self.programs.major >= 17:
            arguments += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        if self.throwaway:
            arguments.append("--no-sync")
        made = self.programs.run("initdb", *arguments)
        if made.returncode:
            raise EmbeddedError(clear_line(made.stdout, "The database could not be created"))

    def configure(self) -> None:
        """Write our settings beside PostgreSQL's own; done at every start so that new ones take effect."""
        settings = SETTINGS | (THROWAWAY if self.throwaway else {})
        settings["unix_socket_directories"] = "'{}'".format(str(self.folders.sockets).replace("'", "''"))
        lines = "".join(f"{key} = {value}\n" for key, value in settings.items())
        ours = self.folders.data / "huying.conf"
        ours.write_text(lines)
        self.programs.account.give(ours)
        main = self.folders.data / "postgresql.conf"
        text = main.read_text()
        if "include = 'huying.conf'" not in text:
            with main.open("a") as opened:
                opened.write("\ninclude = 'huying.conf'\n")

    def start(self) -> None:
        """Start the server and wait until it accepts connections; what a dead one left is cleared."""
        self._clear_stale_pid()
        deadline = time.monotonic() + START_SECONDS
        while True:
            started = self.programs.run(
                "pg_ctl", "start", "-w", "-s", "-t", str(START_SECONDS), "-D", str(self.folders.data),
                "-l", str(self.folders.log), timeout=START_SECONDS + 10,
            )  # fmt: skip
            if started.returncode == 0:
                return
            told = started.stdout + self._log_tail()
            # After kill -9 of the server its children need a moment to notice and leave.
            if "pre-existing shared memory block" in told and time.monotonic() < deadline:
                time.sleep(0.3)
                continue
            raise EmbeddedError(clear_line(told, "The database did not start"))

    def stop(self) -> None:
        """Stop the server if it runs: open transactions roll back, everything committed is on disk."""
        if not self.running():
            return
        stopped = self.programs.run(
            "pg_ctl", "stop", "-s", "-m", "fast", "-t", str(STOP_SECONDS), "-D", str(self.folders.data),
            timeout=STOP_SECONDS + 10,
        )  # fmt: skip
        if stopped.returncode and self.running():
            self.programs.run(
                "pg_ctl", "stop", "-s", "-m", "immediate", "-t", "10", "-D", str(self.folders.data)
            )

    def running(self) -> bool:
        """Whether a PostgreSQL serves this data folder now."""
        pid = self.pid()
        return pid is not None and _serves(pid, self.folders.data)

    def ready(self) -> bool:
        """Whether the server runs and its socket is there."""
        return self.running() and (self.folders.sockets / SOCKET_NAME).exists()

    def pid(self) -> int | None:
        """The server's process id as its pid file says; the process may be gone."""
        try:
            return abs(int((self.folders.data / "postmaster.pid").read_text().split("\n", 1)[0]))
        except (OSError, ValueError):
            return None

    def _check_space(self, needed: int) -> None:
        free = shutil.disk_usage(self.folders.data.parent).free
        if free < needed:
            raise EmbeddedError(
                f"磁盘已满 · The disk is full: {free // 2**20} MB free for {self.folders.data}, "
                f"{needed // 2**20} MB needed. Free some space or set HUYING_VAR."
            )

    def _clear_half_made(self) -> None:
        # PG_VERSION is missing, so an initdb was cut short: nothing in there was ever a database.
        for entry in self.folders.data.iterdir():
            shutil.rmtree(entry) if entry.is_dir() and not entry.is_symlink() else entry.unlink()

    def _clear_stale_pid(self) -> None:
        # In a container process ids start again from 1: another program may now bear the dead server's id.
        # And where nobody collects dead processes, the killed server itself seems alive to PostgreSQL.
        pid = self.pid()
        if pid is not None and not _serves(pid, self.folders.data):
            (self.folders.data / "postmaster.pid").unlink(missing_ok=True)
            for left in (SOCKET_NAME, f"{SOCKET_NAME}.lock"):
                (self.folders.sockets / left).unlink(missing_ok=True)

    def _log_tail(self) -> str:
        try:
            return self.folders.log.read_text(errors="replace")[-2000:]
        except OSError:
            return ""


def _character_type() -> str:
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        for name in CHARACTER_TYPES:
            try:
                locale.setlocale(locale.LC_CTYPE, name)
            except locale.Error:
                continue
            return name
    finally:
        locale.setlocale(locale.LC_CTYPE, before)
    raise EmbeddedError(
        "缺少 locale · This machine lacks the locale C.UTF-8. Install it (Debian: apt-get install locales)."
    )


def _serves(pid: int, data: Path) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    # pg_ctl starts the server as `postgres -D <data>`; a zombie has no command line left.
    return os.fsencode(data) in _command_line(pid)


def _command_line(pid: int) -> bytes:
    if Path("/proc/self").exists():
        try:
            return Path(f"/proc/{pid}/cmdline").read_bytes()
        except OSError:
            return b""
    shown = subprocess.run(
        ["/bin/ps", "-ww", "-o", "command=", "-p", str(pid)], capture_output=True, check=False
    )
    return shown.stdout
