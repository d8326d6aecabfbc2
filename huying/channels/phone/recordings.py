"""Recordings at rest: sealed piece by piece, so that a player can jump; the wave is drawn once, when the file is kept."""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import tempfile
import wave
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
from django.core.files import File
from django.core.files.storage import default_storage

from huying.channels.phone.models import Call, CallRecording
from huying.people.sealed import vault

PIECE = 64 * 1024  # bytes of sound sealed together; one jump opens at most one piece too many
OVERHEAD = 31  # what sealing adds to each piece
STRETCHES = 600
HEAD = 44  # bytes before the sound, as Asterisk and the wave module write them
Mark = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Stored:
    """What was sealed: where, the digest and size of the sound before, and what `Wave` saw of it."""

    file: str
    sha256: bytes
    size: int
    seconds: float
    peaks: list[list[int]]


class Wave:
    """Length and loudness of a WAV that goes by in pieces, so that an hour needs no memory. 16-bit PCM, one or two sides."""

    def __init__(self) -> None:
        self._rest, self._sides, self._rate, self._frames = b"", 0, 0, 0
        self._peaks: list[list[int]] = []

    def add(self, piece: bytes) -> None:
        """Take the next bytes; raises wave.Error when it is no such WAV."""
        self._rest += piece
        if not self._sides:
            if len(self._rest) < HEAD:
                return
            self._begin(self._rest[:HEAD])
            self._rest = self._rest[HEAD:]
        block = self._rate // 50 * 2 * self._sides  # 20 ms
        many = len(self._rest) // block
        if many:
            sound = np.frombuffer(self._rest[: many * block], "<i2").reshape(many, -1, self._sides).astype(np.int32)
            for side, loudest in enumerate(np.abs(sound).max(axis=1).T.tolist()):
                self._peaks[side] += loudest
            self._frames += many * block // (2 * self._sides)
            self._rest = self._rest[many * block :]

    def _begin(self, head: bytes) -> None:
        self._sides, self._rate = head[22], int.from_bytes(head[24:28], "little")
        if head[:4] != b"RIFF" or head[8:12] != b"WAVE" or self._sides not in (1, 2) or head[34] != 16 or self._rate < 4000:
            raise wave.Error("no WAV of 16 bits")
        self._peaks = [[] for _ in range(self._sides)]

    @property
    def seconds(self) -> float:
        if not self._sides:
            raise wave.Error("no WAV")
        return round((self._frames + len(self._rest) // (2 * self._sides)) / self._rate, 2)

    def peaks(self) -> list[list[int]]:
        """For each side the loudest of at most 600 stretches, 0 … 100."""
        step = max(1, -(-max(map(len, self._peaks), default=0) // STRETCHES))
        return [[min(100, round(max(side[at : at + step]) / 327.67)) for at in range(0, len(side), step)] for side in self._peaks]


def seal(name: str, pieces: Iterable[bytes], began_at: datetime) -> Stored:
    """Seal a recording into the storage, whatever the size of the pieces. Raises OSError when there is no room, wave.Error."""
    digest, size, shape, held = hashlib.sha256(), 0, Wave(), bytearray()
    with tempfile.TemporaryFile() as sealed:
        number = 0
        for piece in pieces:
            digest.update(piece)
            shape.add(piece)
            size += len(piece)
            held += piece
            while len(held) >= PIECE:
                sealed.write(vault().seal_bytes(bytes(held[:PIECE]), _context(name, number)))
                del held[:PIECE]
                number += 1
        if held:
            sealed.write(vault().seal_bytes(bytes(held), _context(name, number)))
        seconds = shape.seconds
        sealed.seek(0)
        stored = default_storage.save(f"recordings/{began_at:%Y/%m}/{secrets.token_hex(16)}", File(sealed))
    _lasting(stored)
    return Stored(stored, digest.digest(), size, seconds, shape.peaks())


def _lasting(stored: str) -> None:
    """On the disk itself, before the exchange deletes its own."""
    with contextlib.suppress(NotImplementedError), Path(default_storage.path(stored)).open("rb") as file:
        os.fsync(file.fileno())


def keep(call: Call, name: str, wav: Path, *, began_at: datetime, marks: Iterable[Mark] = (),
         muted: Iterable[tuple[float, float]] = ()) -> CallRecording:
    """Seal a WAV that lies on the disk. A second call with the same name finds the first row; the WAV itself is left
    to the caller, who may delete it when the state is `kept`. What cannot be read or stored is a row with its error.
    """
    row, _ = CallRecording.objects.get_or_create(name=name[:120], defaults={"call": call, "began_at": began_at})
    if row.state in (CallRecording.KEPT, CallRecording.ERASED):
        return row
    row.marks, row.muted = list(marks), [list(each) for each in muted]
    try:
        with wav.open("rb") as source:
            stored = seal(row.name, iter(lambda: source.read(PIECE), b""), began_at)
    except (OSError, EOFError, wave.Error) as error:
        row.state, row.error = CallRecording.FAILED, f"{type(error).__name__}: {error}"[:200]
    else:
        row.state, row.error = CallRecording.KEPT, ""
        row.file, row.sha256, row.size = stored.file, stored.sha256, stored.size
        row.seconds, row.peaks = stored.seconds, stored.peaks
    row.save()
    return row


def sound(recording: CallRecording, start: int = 0, end: int | None = None) -> Iterator[bytes]:
    """The WAV's bytes from `start` up to `end` (not with it; None: to the last). FileNotFoundError when it is gone;
    vault.Damaged when a piece was changed, moved or cut off."""
    stop = recording.size if end is None else min(end, recording.size)
    if not recording.file or not default_storage.exists(recording.file):
        raise FileNotFoundError(recording.name)
    with default_storage.open(recording.file, "rb") as file:
        number = start // PIECE
        file.seek(number * (PIECE + OVERHEAD))
        while number * PIECE < stop:
            piece = vault().open_bytes(file.read(PIECE + OVERHEAD), _context(recording.name, number))
            begin = number * PIECE
            yield piece[max(0, start - begin): stop - begin]
            number += 1


def erase(recording: CallRecording, now: datetime) -> None:
    """Delete the sound when its time is over; the row stays, with the digest of what was recorded."""
    if recording.file:
        default_storage.delete(recording.file)
    recording.state, recording.file, recording.peaks, recording.erased_at = CallRecording.ERASED, "", [], now
    recording.save(update_fields=["state", "file", "peaks", "erased_at"])


def _context(name: str, number: int) -> str:
    return f"recording:{name}:{number}"
