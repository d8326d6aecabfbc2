"""Recordings at rest: sealed, read from any byte, told when damaged, erased with their digest kept."""

from __future__ import annotations

import hashlib
import math
import struct
import wave
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage

from huying.channels.phone import recordings
from huying.channels.phone.models import Call, CallRecording
from huying.channels.phone.signals import What
from huying.people.vault import Damaged
from tests.cast import MONDAY

pytestmark = pytest.mark.django_db


def record(path: Path, seconds: float = 12, sides: int = 2) -> Path:
    """A tone in the first half on one side, silence after it."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(sides)
        file.setsampwidth(2)
        file.setframerate(8000)
        frames = int(8000 * seconds)
        loud = (int(16000 * math.sin(step / 3)) if step < frames / 2 else 0 for step in range(frames))
        file.writeframes(b"".join(struct.pack("<h", each) + bytes(2 * (sides - 1)) for each in loud))
    return path


@pytest.fixture
def call(say: Callable[..., Call]) -> Call:
    return say(What.ARRIVED, number="13812345678")


def test_a_recording_is_sealed_and_comes_back_from_any_byte(call: Call, tmp_path: Path):
    wav = record(tmp_path / "a.wav")
    kept = recordings.keep(call, "bridge-1", wav, began_at=MONDAY, marks=[{"at": 3, "what": "held"}], muted=[(5, 6)])
    whole = wav.read_bytes()
    assert (kept.state, kept.size, kept.seconds, bytes(kept.sha256)) == ("kept", len(whole), 12, hashlib.sha256(whole).digest())
    with default_storage.open(kept.file, "rb") as file:
        stored = file.read()
    assert whole[4000:4100] not in stored and len(stored) == len(whole) + recordings.OVERHEAD * -(-len(whole) // recordings.PIECE)
    assert b"".join(recordings.sound(kept)) == whole
    edge = recordings.PIECE
    for start, end in ((0, 1), (edge - 1, edge + 1), (edge, 2 * edge), (len(whole) - 5, None), (len(whole), None)):
        assert b"".join(recordings.sound(kept, start, end)) == whole[start:end]


def test_the_wave_of_each_side_stands_in_the_row(call: Call, tmp_path: Path):
    kept = recordings.keep(call, "b", record(tmp_path / "a.wav"), began_at=MONDAY)
    speaking, silent = kept.peaks
    assert len(speaking) == len(silent) == recordings.STRETCHES
    assert speaking[10] in range(45, 51) and set(speaking[310:]) == set(silent) == {0}
    assert len(recordings.keep(call, "c", record(tmp_path / "m.wav", 0.05, sides=1), began_at=MONDAY).peaks) == 1


def test_the_same_recording_is_kept_once(call: Call, tmp_path: Path):
    wav = record(tmp_path / "a.wav")
    first = recordings.keep(call, "b", wav, began_at=MONDAY)
    wav.unlink()
    assert recordings.keep(call, "b", wav, began_at=MONDAY).file == first.file
    assert CallRecording.objects.count() == 1


def test_what_cannot_be_read_or_stored_is_a_row_with_its_error(call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    broken = tmp_path / "x.wav"
    broken.write_bytes(b"RIFFnothing")
    for name, path in (("x", broken), ("y", tmp_path / "none.wav")):
        row = recordings.keep(call, name, path, began_at=MONDAY)
        assert row.state == "failed" and row.error
    wav = record(tmp_path / "a.wav")
    with monkeypatch.context() as full:
        full.setattr(recordings.default_storage, "save", _full)
        assert recordings.keep(call, "z", wav, began_at=MONDAY).state == "failed"
    assert recordings.keep(call, "z", wav, began_at=MONDAY).state == "kept"  # tried again when there is room


def _full(*_: object) -> str:
    raise OSError(28, "No space left on device")


def test_a_piece_that_was_changed_moved_or_cut_off_is_told(call: Call, tmp_path: Path):
    kept = recordings.keep(call, "b", record(tmp_path / "a.wav"), began_at=MONDAY)
    path, size = Path(default_storage.path(kept.file)), recordings.PIECE + recordings.OVERHEAD
    stored = path.read_bytes()
    swapped = stored[size: 2 * size] + stored[:size] + stored[2 * size:]
    for wrong in (stored[:100] + bytes([stored[100] ^ 1]) + stored[101:], swapped, stored[: 2 * size]):
        path.write_bytes(wrong)
        with pytest.raises(Damaged):
            b"".join(recordings.sound(kept))


def test_an_erased_recording_leaves_its_digest(call: Call, tmp_path: Path):
    kept = recordings.keep(call, "b", record(tmp_path / "a.wav"), began_at=MONDAY)
    file = kept.file
    recordings.erase(kept, MONDAY + timedelta(days=1))
    kept.refresh_from_db()
    assert (kept.state, kept.file, kept.peaks) == ("erased", "", []) and kept.sha256 and not default_storage.exists(file)
    with pytest.raises(FileNotFoundError):
        next(recordings.sound(kept))
    assert recordings.keep(call, "b", tmp_path / "a.wav", began_at=MONDAY).state == "erased"
