"""Folders and processes for the tests of the platform."""

import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

# Commands under test must not inherit the database that this test run lives on.
OWN_DATABASE = ("DATABASE_URL", "DATABASE_OWNER_URL", "HUYING_VAR", "HUYING_POLICY", "PORT", "HOST")


@pytest.fixture
def home() -> Iterator[Path]:
    """A short, empty folder that every account may enter, for a private database."""
    folder = Path(tempfile.mkdtemp(prefix="hy"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def clean_environment(home: Path) -> dict[str, str]:
    """The environment of a fresh shell, with `home` for files."""
    kept = {key: value for key, value in os.environ.items() if key not in OWN_DATABASE}
    return kept | {"HUYING_VAR": str(home), "PYTHONUNBUFFERED": "1"}


@pytest.fixture
def free_port() -> int:
    """A port that is free, and the next one too."""
    for _ in range(50):
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port = first.getsockname()[1]
            try:
                second.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return int(port)
    raise AssertionError("no two free ports side by side")
