"""A real Asterisk on loopback, telephones by baresip, and `huying phone` as a process of its own.

The tests run with HUYING_PEERS=1 (as .ci/run sets it), and then fail where a peer is absent.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from huying.demo.phone.softphone import Softphone, free_port, present
from tests.cast import Cast

ROOT = Path(__file__).resolve().parents[4]
PHONE = "13812345678"
# Shorter than a city would have it, so that a test need not wait.
POLICY = """
line: {wrap_seconds: 1, ring_seconds: 5, place_every_seconds: 5, offer_back_after_seconds: 1}
callers: {warn_per_hour: 20, slow_per_hour: 60, slow_seconds: 2}
outbound: {hours: [["00:00", "23:59"]], tries: 3, again_minutes: 1}
rating_seconds: 8
emergency: {answer_seconds: 6}
"""


def absent(what: str) -> None:
    if os.environ.get("HUYING_PEERS"):
        pytest.fail(what)
    pytest.skip(what)


def until(true: Callable[[], object], seconds: float = 25, *, why: str = "") -> Any:
    deadline = time.monotonic() + seconds
    while not (found := true()):
        assert time.monotonic() < deadline, why or "it did not come"
        time.sleep(0.05)
    return found


@dataclass
class Exchange:
    """Asterisk, the application, and everybody's telephones."""

    home: Path
    environment: dict[str, str]
    sip: int = 0
    http: int = 0
    https: int = 0
    carrier_sip: int = 0
    carrier: str = "127.0.0.2"
    asterisk: subprocess.Popen[bytes] | None = None
    application: subprocess.Popen[bytes] | None = None
    phones: list[Softphone] = field(default_factory=list)
    # Asked many times a second; a client made for each question would read all certificates of this machine each time.
    client: httpx.Client = field(default_factory=lambda: httpx.Client(trust_env=False, limits=httpx.Limits(max_keepalive_connections=0)))

    def configure(self, *, browsers: bool = False, certificate: str = "") -> None:
        from huying.channels.phone.exchange import configuring, server

        here = self.home / "asterisk"
        root = server.prefix(ROOT / "var" / "asterisk")
        assert root is not None
        configuring.write(configuring.Options(
            home=here, prefix=root, sip_port=self.sip, http_port=self.http, https_port=self.https, rtp_from=20000, rtp_to=29999,
            trunk=f"{self.carrier}:{self.carrier_sip}", strict=False, browsers=browsers, certificate=certificate))

    def start_asterisk(self) -> None:
        from huying.channels.phone.exchange import server

        root = server.prefix(ROOT / "var" / "asterisk")
        assert root is not None
        self.asterisk = subprocess.Popen(server.command(root, self.home / "asterisk" / "etc"), stdout=subprocess.DEVNULL,
                                         stderr=subprocess.DEVNULL, start_new_session=True)
        until(lambda: listens(self.http), 40, why="Asterisk did not start")

    def kill_asterisk(self) -> None:
        assert self.asterisk is not None
        os.killpg(self.asterisk.pid, signal.SIGKILL)
        self.asterisk.wait(10)

    def start_application(self) -> None:
        self.application = subprocess.Popen([sys.executable, "-m", "huying.cli", "phone"], env=self.environment,
                                            stdout=(self.home / "application.log").open("ab"), stderr=subprocess.STDOUT)

    def kill_application(self) -> None:
        assert self.application is not None
        self.application.kill()
        self.application.wait(10)

    def phone(self, name: str, secret: str = "", *, pitch: float = 300, answers: bool = True, speaks: Path | None = None,
              another: bool = False, also: tuple[str, ...] = ()) -> Softphone:
        """A telephone with a seat's (or stand-in's) secret; without, the carrier with everybody outside, or `another` caller there."""
        made = Softphone(self.home / name, name, f"127.0.0.1:{self.sip}", secret, answers=answers, also=also,
                         **({} if secret else {"host": self.carrier, "sip": 0 if another else self.carrier_sip}))
        made.start(speaks, pitch)
        self.phones.append(made)
        if secret:
            until(lambda: self.ari(f"endpoints/PJSIP/{name}").get("state") == "online", 15, why=f"{name} did not register")
        return made

    def ari(self, path: str) -> Any:
        secret = (self.home / "var" / "phone" / "ari.secret").read_text()
        answer = self.client.get(f"http://127.0.0.1:{self.http}/ari/{path}", auth=("huying", secret))
        return answer.json() if answer.status_code == 200 else {}  # it is still loading its modules

    def open(self, *, browsers: bool = False, certificate: str = "") -> None:
        """Everything runs; after the seats were made."""
        self.configure(browsers=browsers, certificate=certificate)
        self.start_asterisk()
        self.start_application()
        until(lambda: "huying" in str(self.ari("applications")), 60, why="the application did not come")

    def stop(self) -> None:
        for each in self.phones:
            each.stop()
        if self.application is not None:
            self.application.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.application.wait(10)
            self.application.kill()
        if self.asterisk is not None and self.asterisk.poll() is None:
            self.kill_asterisk()
        shutil.rmtree(self.home, ignore_errors=True)

    @property
    def log(self) -> str:
        return (self.home / "application.log").read_text(errors="replace")


def listens(port: int) -> bool:
    with socket.socket() as look:
        return look.connect_ex(("127.0.0.1", port)) == 0


def database_url() -> str:
    from django.db import connection

    told = connection.settings_dict
    return f"postgresql://{told['USER']}@/{told['NAME']}?host={told['HOST']}&port={told['PORT'] or 5432}"


@pytest.fixture(scope="session")
def fetched() -> None:
    if not os.environ.get("HUYING_PEERS"):
        pytest.skip("against a real Asterisk: HUYING_PEERS=1")
    environment = {key: value for key, value in os.environ.items() if key != "HUYING_VAR"}
    done = subprocess.run(["sh", "scripts/asterisk.sh"], cwd=ROOT, env=environment, capture_output=True, text=True)
    if done.returncode:
        absent(done.stderr)
    if not present():
        absent("baresip is absent: sh scripts/asterisk.sh peers")


@pytest.fixture
def exchange(fetched: None, transactional_db: None, cast: Cast, settings: Any) -> Iterator[Exchange]:
    from django.db import connection

    home = Path(tempfile.mkdtemp(prefix="hyp"))
    (home / "policy").mkdir()
    (home / "policy" / "city.yaml").write_text("{}\n")
    (home / "policy" / "phone.yaml").write_text(POLICY)
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("HUYING_", "DATABASE_"))}
    settings.VAR = home / "var"
    made = Exchange(home, {**kept, "HUYING_VAR": str(home / "var"), "DATABASE_URL": database_url(), "PYTHONPATH": str(ROOT),
                           "HUYING_SECRET": settings.MASTER_SECRET.decode(), "HUYING_POLICY": str(home / "policy"),
                           "HUYING_FILES": str(home / "files"), "HUYING_PHONE_HOME": str(home / "asterisk"),
                           "DJANGO_SETTINGS_MODULE": "huying.config.settings", "HUYING_LOG": "INFO"})
    settings.MEDIA_ROOT = home / "files"
    connection.close()
    made.sip, made.http, made.https, made.carrier_sip = free_port(), free_port(), free_port(), free_port()
    made.environment["HUYING_PHONE_ARI"] = f"http://127.0.0.1:{made.http}/"
    yield made
    print(made.log[-3000:])
    made.stop()
