"""Which system account runs PostgreSQL: it refuses root, so root hands it to another account."""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from huying.embedded.problems import EmbeddedError

OWN = "huying"
# Accounts made for a PostgreSQL by Debian and macOS.
KNOWN = ("postgres", "_postgres")
LAST_RESORT = "nobody"


@dataclass(frozen=True)
class Account:
    """The uid and gid that PostgreSQL's programs run under; `switched` when they are not ours."""

    uid: int
    gid: int
    switched: bool

    def popen(self) -> dict[str, Any]:
        """Arguments for subprocess that make the child run as this account, from a folder it can enter."""
        base: dict[str, Any] = {"cwd": "/"}
        if self.switched:
            base |= {"user": self.uid, "group": self.gid, "extra_groups": []}
        return base

    def give(self, path: Path) -> None:
        """Make this account the owner of `path`, closed to others."""
        path.chmod(0o700)
        if self.switched:
            os.chown(path, self.uid, self.gid)

    def reaches(self, path: Path) -> bool:
        """Whether this account may enter the folder `path` (every folder above must let it through)."""
        if not self.switched:
            return True
        entered = subprocess.run(
            ["/bin/sh", "-c", 'cd "$0"', str(path)], capture_output=True, check=False, **self.popen()
        )
        return entered.returncode == 0


def choose(data: Path) -> Account:
    """The account for the cluster in `data`: ourselves; for root the folder's owner or a fitting one."""
    if os.geteuid() != 0:
        if data.is_dir() and (owner_uid := data.stat().st_uid) != os.geteuid():
            raise EmbeddedError(
                f"账户不符 · The database in {data} belongs to another account (uid {owner_uid}): use that one."
            )
        return Account(os.geteuid(), os.getegid(), switched=False)
    owner = data.stat() if data.is_dir() else None
    if owner and owner.st_uid != 0:
        return Account(owner.st_uid, owner.st_gid, switched=True)
    for name in (OWN, *KNOWN):
        if found := _named(name):
            return found
    _create(OWN)
    found = _named(OWN) or _named(LAST_RESORT)
    if found is None:
        raise EmbeddedError(
            "不能以 root 运行 · PostgreSQL refuses to run as root and no other account was found: run as a user."
        )
    return found


def _named(name: str) -> Account | None:
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    return Account(entry.pw_uid, entry.pw_gid, switched=True)


def _create(name: str) -> None:
    program = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin")
    if program:
        command = [
            program,
            "--system",
            "--user-group",
            "--no-create-home",
            "--shell",
            "/usr/sbin/nologin",
            name,
        ]
        subprocess.run(command, capture_output=True, check=False)
