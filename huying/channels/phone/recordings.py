"""Recordings at rest: sealed piece by piece, so that a player can jump; the wave is drawn once, when the file is kept."""

from __future__ import annotations

import hashlib
import secrets
import tempfile
import wave
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import IO, Any

import numpy as np
from django.core.files import File
from django.core.files.storage import default_storage

from huying.channels.phone.models import Call, CallRecording
from huying.people.sealed import vault

PIECE = 64 * 1024  # bytes of sound sealed together; one jump opens at most one piece too many
OVERHEAD = 31  # what sealing adds to each piece
STRETCHES = 600
Mark = dict[str, Any]


def keep(call: Call, name: str, wav: Path, *, began_at: datetime, marks: Iterable[Mark] = (),
         muted: Iterable[tuple[float, float]] = ()) -> CallRecording:
    """Seal the exchange's WAV into the storage. A second call with the same name finds the first row; the WAV itself is left
    to the caller, who may delete it when the state is `kept`. What cannot be read or stored is a row with its error.
    """
    row, _ = CallRecording.objects.get_or_create(name=name[:120], defaults={"call": call, "began_at": began_at})
    if row.state in (CallRecording.KEPT, CallRecording.ERASED):
        return row
    row.marks, row.muted = list(marks), [list(each) for each in muted]
    try:
        row.seconds, row.peaks = shape(wav)
        row.sha256, row.size, row.file = _seal(wav, row)
    except (OSError, EOFError, wave.Error) as error:
        row.state, row.error = CallRecording.FAILED, f"{type(error).__name__}: {error}"[:200]
    else:
        row.state, row.error = CallRecording.KEPT, ""
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


def shape(wav: Path) -> tuple[float, list[list[int]]]:
    """Seconds, and per side the loudest of each stretch, 0 … 100. 16-bit PCM; wave.Error for anything else."""
    with wave.open(str(wav), "rb") as file:
        sides, frames, rate = file.getnchannels(), file.getnframes(), file.getframerate()
        if file.getsampwidth() != 2 or not frames or sides > 2:
            raise wave.Error(f"{sides} × {8 * file.getsampwidth()} bit, {frames} frames")
        stretch = -(-frames // STRETCHES)
        peaks: list[list[int]] = [[] for _ in range(sides)]
        while data := file.readframes(stretch):
            samples = np.frombuffer(data, "<i2").reshape(-1, sides).astype(np.int32)
            for side, loudest in enumerate(np.abs(samples).max(axis=0)):
                peaks[side].append(min(100, round(100 * int(loudest) / 32767)))
    return frames / rate, peaks


def _seal(wav: Path, row: CallRecording) -> tuple[bytes, int, str]:
    digest, size = hashlib.sha256(), 0
    with wav.open("rb") as source, tempfile.TemporaryFile() as sealed:
        for number, piece in enumerate(_pieces(source)):
            digest.update(piece)
            size += len(piece)
            sealed.write(vault().seal_bytes(piece, _context(row.name, number)))
        sealed.seek(0)
        stored = default_storage.save(f"recordings/{row.began_at:%Y/%m}/{secrets.token_hex(16)}", File(sealed))
    return digest.digest(), size, stored


def _pieces(source: IO[bytes]) -> Iterator[bytes]:
    while piece := source.read(PIECE):
        yield piece


def _context(name: str, number: int) -> str:
    return f"recording:{name}:{number}"
