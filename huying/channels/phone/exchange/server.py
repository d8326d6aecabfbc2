"""The Asterisk on this machine: where it lies, how it is started; fetched (scripts/asterisk.sh) or installed."""

from __future__ import annotations

import shutil
from pathlib import Path

LOADERS = ("usr/lib64/ld-linux-x86-64.so.2", "lib/x86_64-linux-gnu/ld-2.31.so")
LIBRARIES = ("usr/lib/x86_64-linux-gnu", "lib/x86_64-linux-gnu", "usr/lib")


def prefix(home: Path) -> Path | None:
    """The root of Asterisk's files: what was fetched to `home`, else the machine's own; None when there is none."""
    fetched = home / "prefix" / "root"
    if (fetched / "usr/sbin/asterisk").exists():
        return fetched
    return Path("/") if shutil.which("asterisk") else None


def command(root: Path, etc: Path) -> list[str]:
    """In the foreground, with the configuration of `etc`; fetched files run by their own loader and C library."""
    program, arguments = root / "usr/sbin/asterisk", ["-f", "-C", str(etc / "asterisk.conf")]
    if root == Path("/"):
        return [shutil.which("asterisk") or str(program), *arguments]
    loader = next(str(root / each) for each in LOADERS if (root / each).exists())
    libraries = ":".join(str(root / each) for each in LIBRARIES)
    return [loader, "--library-path", libraries, str(program), *arguments]
