"""A real Dovecot as an ordinary user, and a real SMTP server that keeps what it is sent.

Where Dovecot is absent its tests are skipped; with HUYING_PEERS=1 (as .ci/run sets it) they fail instead.
"""

from __future__ import annotations

import email
import email.policy
import imaplib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

OWN, SECRET = "12345@city.example", "secret"
CONF = """
protocols = imap
listen = 127.0.0.1
base_dir = {home}/run
state_dir = {home}/state
log_path = {home}/log
ssl = no
disable_plaintext_auth = no
default_internal_user = {user}
default_login_user = {user}
default_internal_group = {group}
default_vsz_limit = 256M
first_valid_uid = 1
mail_location = maildir:{home}/mail/%u
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
passdb {{
  driver = static
  args = password={secret}
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={home}/mail/%u
}}
"""


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@dataclass
class Mailbox:
    """The mailbox as a mail server fills it."""

    port: int

    def client(self) -> imaplib.IMAP4:
        made = imaplib.IMAP4("127.0.0.1", self.port)
        made.login("12345", SECRET)
        return made

    def deliver(self, raw: bytes) -> None:
        with self.client() as box:
            assert box.append("INBOX", "", None, raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))[0] == "OK"

    def lies(self, folder: str) -> int:
        with self.client() as box:
            return int(box.select(folder)[1][0] or b"0") if box.select(folder)[0] == "OK" else 0

    @property
    def url(self) -> str:
        return f"imap://12345:{SECRET}@127.0.0.1:{self.port}/INBOX"


@contextmanager
def running(more: str = "") -> Iterator[int]:
    """The port of a Dovecot as an ordinary user; `more`: lines of configuration."""
    program = shutil.which("dovecot") or "/usr/sbin/dovecot"
    if not Path(program).exists():
        if os.environ.get("HUYING_PEERS"):
            pytest.fail("dovecot is absent: apt-get install dovecot-imapd")
        pytest.skip("dovecot is absent: apt-get install dovecot-imapd")
    home, port = Path(tempfile.mkdtemp(prefix="hyd")), free_port()
    who = pwd.getpwnam("nobody") if os.getuid() == 0 else pwd.getpwuid(os.getuid())
    for part in ("run", "state", "mail"):
        (home / part).mkdir()
    group = __import__("grp").getgrgid(who.pw_gid).gr_name
    (home / "conf").write_text(CONF.format(home=home, user=who.pw_name, group=group, port=port, secret=SECRET) + more)
    stepped: dict[str, Any] = {"user": who.pw_uid, "group": who.pw_gid, "extra_groups": []} if os.getuid() == 0 else {}
    for path in (home, *home.rglob("*")):
        if os.getuid() == 0:
            os.chown(path, who.pw_uid, who.pw_gid)
    process = subprocess.Popen([program, "-c", str(home / "conf"), "-F"], **stepped, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    for _ in range(100):
        with socket.socket() as look:
            if look.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.1)
    else:
        process.kill()
        pytest.fail(f"dovecot did not start: {(home / 'log').read_text() if (home / 'log').exists() else process.stderr.read()}")
    yield port
    process.terminate()
    process.wait(10)
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="session")
def dovecot() -> Iterator[int]:
    with running() as port:
        yield port


@pytest.fixture
def mailbox(dovecot: int) -> Mailbox:
    box = Mailbox(dovecot)
    with box.client() as client:
        for folder in ("INBOX", "Huying"):
            status, count = client.select(folder)
            if status == "OK" and int(count[0] or b"0"):
                client.store("1:*", "+FLAGS", "\\Deleted")
                client.expunge()
    return box


@dataclass
class Sink:
    """A mail server on the other side: what it took, whom it does not know."""

    port: int = 0
    taken: list[tuple[str, str, bytes]] = field(default_factory=list)
    unknown: set[str] = field(default_factory=set)
    busy: int = 0
    onward: Mailbox | None = None  # where letters to ourselves go

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if address in self.unknown:
            return "550 5.1.1 no such user"
        if self.busy:
            self.busy -= 1
            return "451 4.3.0 try later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.taken.append((envelope.mail_from, envelope.rcpt_tos[0], bytes(envelope.content)))
        if self.onward is not None and envelope.rcpt_tos[0] == OWN:
            self.onward.deliver(bytes(envelope.content))
        return "250 taken"

    def letters(self, address: str) -> list[EmailMessage]:
        return [email.message_from_bytes(raw, policy=email.policy.default) for _, to, raw in self.taken if to == address]  # type: ignore[misc]


@pytest.fixture
def sink() -> Iterator[Sink]:
    from aiosmtpd.controller import Controller

    made = Sink(port=free_port())
    server = Controller(made, hostname="127.0.0.1", port=made.port)
    server.start()
    yield made
    server.stop()


@pytest.fixture
def wired(settings: Any, mailbox: Mailbox, sink: Sink, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The email door between the two."""
    settings.MAIL = {"imap": mailbox.url, "smtp": f"smtp://127.0.0.1:{sink.port}", "address": OWN, "authserv": "mx.city.example"}
    monkeypatch.setattr("huying.channels.telling.put_off", lambda at: at)
    return settings
