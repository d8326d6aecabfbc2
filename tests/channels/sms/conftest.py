"""Real peers of the SMS door: Kannel, and a message centre by an SMPP library that is not ours.

Their tests run with HUYING_PEERS=1 (as .ci/run sets it), and then fail where a peer is absent.
"""

from __future__ import annotations

import fcntl
import json
import os
import pwd
import queue
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.channels.email.conftest import free_port

OWN, WORD = "12345", "a-word-of-the-test-only"
SMSC = Path(__file__).parent / "smsc"
CONF = """
group = core
admin-port = {admin}
admin-interface = 127.0.0.1
admin-password = secret
smsbox-port = {box}
smsbox-interface = 127.0.0.1
box-allow-ip = 127.0.0.1
dlr-storage = internal
store-type = file
store-location = {home}/store
log-file = {home}/bearerbox.log
log-level = 1

group = smsc
smsc = smpp
smsc-id = test
host = 127.0.0.1
port = {smsc}
transceiver-mode = true
smsc-username = kannel
smsc-password = secret
system-type = ""
interface-version = 34
reconnect-delay = 1
enquire-link-interval = 5

group = smsbox
bearerbox-host = 127.0.0.1
bearerbox-port = {box}
sendsms-port = {send}
sendsms-interface = 127.0.0.1
global-sender = {own}
http-request-retry = 60
http-queue-delay = 1
log-file = {home}/smsbox.log
log-level = 1

group = sendsms-user
username = huying
password = secret
concatenation = true
max-messages = 10

group = sms-service
keyword = default
catch-all = true
max-messages = 0
omit-empty = true
get-url = "{back}/channels/sms/kannel/{word}/messages?from=%p&to=%P&text=%b&coding=%c&charset=%C&udh=%u&ts=%t&smsc=%i&id=%I"
"""


def absent(what: str) -> None:
    if os.environ.get("HUYING_PEERS"):
        pytest.fail(what)
    pytest.skip(what)


def until(true: Callable[[], object], seconds: float = 10, *, why: str = "") -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, why or "it did not come"
        time.sleep(0.02)


@dataclass
class Centre:
    """The message centre: what it took, and what it is told to do."""

    port: int
    process: subprocess.Popen[str]
    heard: list[dict[str, Any]] = field(default_factory=list)
    _lines: queue.Queue[str] = field(default_factory=queue.Queue)

    def listen(self) -> None:
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.heard.append(json.loads(line))

    def tell(self, **what: Any) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(what) + "\n")
        self.process.stdin.flush()

    def texted(self, phone: str, text: str, to: str = OWN) -> None:
        """A telephone sends a message; a long one in parts of 67 units, wherever that cuts."""
        raw = text.encode("utf-16-be")
        if len(raw) <= 140:
            self.tell(mo={"from": phone, "to": to, "hex": raw.hex(), "coding": 8})
            return
        for part in self.parts(text):
            self.tell(mo={"from": phone, "to": to, "hex": part.hex(), "coding": 8, "esm": 0x40})

    @staticmethod
    def parts(text: str, ref: int = 7) -> list[bytes]:
        raw = text.encode("utf-16-be")
        bodies = [raw[at : at + 134] for at in range(0, len(raw), 134)]
        return [bytes([5, 0, 3, ref, len(bodies), seq]) + body for seq, body in enumerate(bodies, 1)]

    def sent(self, phone: str = "") -> list[dict[str, Any]]:
        return [each["mt"] for each in list(self.heard) if "mt" in each and phone in ("", each["mt"]["to"])]

    def read(self, phone: str) -> list[str]:
        """The messages as the telephone shows them: parts of one reference put together, a second copy of a part dropped."""
        shown: list[str] = []
        open_: dict[tuple[str, int], dict[int, str]] = {}
        for each in self.sent(phone):
            if not each["udh"]:
                shown.append(each["text"])
                continue
            ref, total, seq = each["udh"][-6:-4], int(each["udh"][-4:-2], 16), int(each["udh"][-2:], 16)
            parts = open_.setdefault((ref, total), {})
            parts[seq] = each["text"]
            if len(parts) == total:
                shown.append("".join(parts[at] for at in sorted(parts)))
                del open_[(ref, total)]
        return shown

    @property
    def bound(self) -> bool:
        marks = [each for each in list(self.heard) if "bound" in each or "gone" in each]
        return bool(marks) and "bound" in marks[-1]


@pytest.fixture(scope="session")
def smpp_package() -> None:
    if not os.environ.get("HUYING_PEERS"):
        pytest.skip("against real peers: HUYING_PEERS=1")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"  # where the front end brought Node itself
    if not shutil.which("node", path=path):
        absent("node is absent")
    with (SMSC / ".lock").open("w") as lock:  # one of several test processes installs
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (SMSC / "node_modules" / "smpp").exists():
            subprocess.run(["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"], cwd=SMSC, check=True,
                           env={**os.environ, "PATH": path})
    os.environ["PATH"] = path


def start_centre(port: int) -> Centre:
    process = subprocess.Popen(["node", "smsc.js", str(port)], cwd=SMSC, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    made = Centre(port, process)
    made.listen()
    until(lambda: made.heard, why="the message centre did not start")
    return made


@pytest.fixture
def centre(smpp_package: None) -> Iterator[Centre]:
    made = start_centre(free_port())
    yield made
    made.process.kill()
    made.process.wait()


@dataclass
class Kannel:
    """bearerbox and smsbox as an ordinary user."""

    send: int
    home: Path
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def gateway(self) -> str:
        return f"kannel+http://huying:secret@127.0.0.1:{self.send}/cgi-bin/sendsms"

    def stop(self) -> None:
        for each in self.processes:
            each.kill()
            each.wait(5)
        shutil.rmtree(self.home, ignore_errors=True)


def start_kannel(smsc: int, back: str, send: int = 0) -> Kannel:
    """Kannel between the message centre and the web at `back`."""
    programs = [shutil.which(name) or f"/usr/sbin/{name}" for name in ("bearerbox", "smsbox")]
    if not all(Path(each).exists() for each in programs):
        absent("kannel is absent: apt-get install kannel")
    home, ports = Path(tempfile.mkdtemp(prefix="hyk")), [free_port(), free_port(), send or free_port()]
    conf = home / "kannel.conf"
    conf.write_text(CONF.format(admin=ports[0], box=ports[1], send=ports[2], smsc=smsc, home=home, own=OWN, back=back, word=WORD))
    who = pwd.getpwnam("nobody") if os.getuid() == 0 else pwd.getpwuid(os.getuid())
    stepped: dict[str, Any] = {"user": who.pw_uid, "group": who.pw_gid, "extra_groups": []} if os.getuid() == 0 else {}
    for path in (home, conf):
        if os.getuid() == 0:
            os.chown(path, who.pw_uid, who.pw_gid)
    made = Kannel(ports[2], home)
    for program, port in zip(programs, ports[1:], strict=True):
        made.processes.append(subprocess.Popen([program, str(conf)], **stepped, cwd=home, stdout=subprocess.DEVNULL,
                                               stderr=subprocess.DEVNULL))
        until(lambda port=port: _listens(port), why=f"{program} did not start")
    return made


def _listens(port: int) -> bool:
    with socket.socket() as look:
        return look.connect_ex(("127.0.0.1", port)) == 0
