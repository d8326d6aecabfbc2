"""The Asterisk on this machine: where it lies, how it is started; fetched (scripts/asterisk.sh) or installed."""

from __future__ import annotations

import re
import shutil
import subprocess
from functools import lru_cache
from pathlib import Path

LOADERS = ("usr/lib64/ld-linux-x86-64.so.2", "lib/x86_64-linux-gnu/ld-2.31.so")
# Since these a transfer that a telephone asks for (SIP REFER) can be left to the application.
TRANSFERS = {20: 13, 21: 8, 22: 3}
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


@lru_cache(maxsize=4)
def version(root: Path) -> tuple[int, int]:
    """(22, 10) of Asterisk 22.10.1; (0, 0) where there is none that can be asked."""
    try:
        said = subprocess.run([*command(root, Path()), "-V"], capture_output=True, text=True, timeout=20, check=False).stdout  # noqa: S603
    except (OSError, StopIteration, subprocess.SubprocessError):
        return 0, 0
    found = re.search(r"Asterisk (\d+)\.(\d+)", said)
    return (int(found[1]), int(found[2])) if found else (0, 0)


def leaves_transfers(root: Path) -> bool:
    """Whether this Asterisk leaves to the application what a telephone's own transfer key asks for."""
    major, minor = version(root)
    return major > max(TRANSFERS) or minor >= TRANSFERS.get(major, minor + 1)
