"""Learned models as files: numbered versions in a folder, one of them in use, each checked before it is trusted.

    models/category/000007.npz    the numbers
    models/category/000007.json   when and from what it was made, its marks, the checksum
    models/category/current       the version in use, and the ones before it

Pure file work. Every file is written beside and moved into place, so that a reader sees the old or the new one.
"""

from __future__ import annotations

import hashlib
import io
import json
import logging
import os
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

logger = logging.getLogger("huying.models")
Loaded = TypeVar("Loaded")
Arrays = dict[str, NDArray[Any]]
LOOK_SECONDS = 3.0  # a newly promoted version is seen after at most this


@dataclass(frozen=True, slots=True)
class Card:
    """What is known of one version. `marks` are figures on the held-out slice, `told` what the reader of it needs."""

    version: int
    trained_at: str  # ISO 8601 with zone
    rows: int
    held_out: int
    marks: Mapping[str, float]
    catalogue: str
    told: Mapping[str, Any]
    checksum: str = ""
    note: str = ""


@dataclass(slots=True)
class Shelf:
    """The versions of one model in `folder`; nothing is made there before the first is kept."""

    folder: Path

    def versions(self) -> list[Card]:
        """Every version whose card can be read, the oldest first."""
        cards = (self._card(path) for path in sorted(self.folder.glob("*.json")))
        return [card for card in cards if card is not None]

    def current(self) -> int | None:
        """The version in use; None when none was promoted."""
        line = self._line()
        return line[-1] if line else None

    def keep(self, arrays: Arrays, card: Card) -> Card:
        """Write a new version, not yet in use; its number and checksum are given here. OSError when it cannot."""
        self.folder.mkdir(parents=True, exist_ok=True)
        packed = io.BytesIO()
        np.savez(packed, **arrays)  # type: ignore[arg-type]
        data = packed.getvalue()
        number = self._claim(max([0, *self._numbers()]) + 1)
        card = Card(**asdict(card) | {"version": number, "checksum": hashlib.sha256(data).hexdigest()})
        _write(self.folder / f"{number:06}.npz", data)
        _write(self.folder / f"{number:06}.json", json.dumps(asdict(card), ensure_ascii=False, indent=1).encode())
        return card

    def promote(self, version: int) -> None:
        """Put a version in use. ValueError when it is not there or damaged."""
        if self.read(version) is None:
            raise ValueError(f"version {version} is not there or damaged")
        self._point([*(number for number in self._line() if number != version), version])

    def rollback(self) -> int | None:
        """Go back to the version used before; answers it, None when now none is in use."""
        line = self._line()[:-1]
        self._point(line)
        return line[-1] if line else None

    def read(self, version: int) -> tuple[Arrays, Card] | None:
        """The numbers and the card of a version; None, with a line in the log, when it is missing or damaged."""
        card = self._card(self.folder / f"{version:06}.json")
        if card is None:
            return None
        try:
            data = (self.folder / f"{version:06}.npz").read_bytes()
            if hashlib.sha256(data).hexdigest() != card.checksum:
                raise ValueError("the checksum does not fit")
            with np.load(io.BytesIO(data), allow_pickle=False) as file:
                return {name: file[name] for name in file.files}, card
        except Exception:  # whatever a damaged file makes numpy raise
            logger.exception("model %s of %s cannot be read", version, self.folder)
            return None

    def usable(self, make: Callable[[Arrays, Card], Loaded]) -> tuple[Loaded, Card] | None:
        """What `make` makes of the version in use or, where that fails, of the one used before it; None of none."""
        for version in reversed(self._line()):
            found = self.read(version)
            if found is None:
                continue
            try:
                return make(*found), found[1]
            except Exception:
                logger.exception("model %s of %s is of no use", version, self.folder)
        return None

    def stamp(self) -> int:
        """A number that changes when another version is put in use; 0 when there is none."""
        try:
            return (self.folder / "current").stat().st_mtime_ns
        except OSError:
            return 0

    def _line(self) -> list[int]:
        """The versions put in use one after another; the last is the one in use."""
        try:
            return [int(number) for number in (self.folder / "current").read_text("ascii").split()]
        except (OSError, ValueError):
            return []

    def _point(self, line: list[int]) -> None:
        _write(self.folder / "current", " ".join(map(str, line)).encode())

    def _numbers(self) -> list[int]:
        return [int(path.stem) for path in self.folder.glob("*.npz") if path.stem.isdigit()]

    def _claim(self, number: int) -> int:
        """The first free number from `number` on; an empty file holds it, so that two trainings never share one."""
        while True:
            try:
                (self.folder / f"{number:06}.npz").touch(exist_ok=False)
                return number
            except FileExistsError:
                number += 1

    def _card(self, path: Path) -> Card | None:
        try:
            return Card(**json.loads(path.read_text("utf-8")))
        except (OSError, ValueError, TypeError):
            return None


@dataclass(slots=True)
class Watched(Generic[Loaded]):
    """The usable version of a shelf, loaded once and anew when another is put in use. Never raises."""

    shelf: Shelf
    make: Callable[[Arrays, Card], Loaded]
    _found: tuple[Loaded, Card] | None = None
    _stamp: int = -1
    _looked: float = field(default=float("-inf"))

    def get(self) -> Loaded | None:
        """What is in use, None when nothing is; looks at the folder at most every three seconds."""
        now = time.monotonic()
        if now - self._looked >= LOOK_SECONDS:
            self._looked = now
            stamp = self.shelf.stamp()
            if stamp != self._stamp:
                self._stamp, self._found = stamp, self.shelf.usable(self.make)
        return self._found[0] if self._found else None

    @property
    def version(self) -> str:
        """The number of what `get` last answered; empty when that was nothing."""
        return str(self._found[1].version) if self._found else ""


def _write(path: Path, data: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o640)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
