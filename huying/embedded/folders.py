"""Where the private database keeps its files: data, sockets, locks, logs."""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from huying.embedded.problems import EmbeddedError

SOCKET_NAME = ".s.PGSQL.5432"
# sun_path holds 104 bytes on macOS and 108 on Linux, the closing zero included.
LONGEST_SOCKET = 100


@dataclass(frozen=True)
class Folders:
    """The places of one cluster: `home` for what this process writes, the others for PostgreSQL."""

    home: Path
    data: Path
    sockets: Path

    @property
    def log(self) -> Path:
        """The server's own log; it lies in the data folder, which the server's account can always write."""
        return self.data / "server.log"

    def lock(self, name: str) -> Path:
        """The lock file called `name`, beside the data."""
        return self.home / f"{name}.lock"


def var_folder() -> Path:
    """The folder for everything written at run time: HUYING_VAR, a checkout's var/, or ~/.huying."""
    named = os.environ.get("HUYING_VAR")
    if named:
        return Path(named).expanduser().resolve()
    checkout = Path(__file__).resolve().parents[2]
    if (checkout / "pyproject.toml").is_file() and (checkout / "Makefile").is_file():
        return checkout / "var"
    return Path("~/.huying").expanduser()


def prepare(home: Path) -> Path:
    """Create `home` and answer its real path; EmbeddedError when it cannot be written."""
    try:
        home.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=home):
            pass
    except OSError as error:
        raise EmbeddedError(
            f"不能写入 · Cannot write to {home}: {error.strerror}. Set HUYING_VAR to a folder you own."
        ) from None
    return home.resolve()


def socket_folder(preferred: Path) -> Path:
    """`preferred` when a Unix socket fits below it, else a short folder under the system's temporary one."""
    if len(os.fsencode(preferred / SOCKET_NAME)) <= LONGEST_SOCKET:
        return preferred
    return Path(tempfile.gettempdir()) / f"huying-{short_hash(preferred)}"


def short_hash(path: Path) -> str:
    """Twelve hex digits that stand for `path`."""
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]
