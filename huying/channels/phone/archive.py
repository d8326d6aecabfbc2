"""Recordings at rest: sealed in pieces, with checksum, wave and marks; opened for who may listen; erased when the policy says."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
from django.conf import settings
from django.db import transaction

from huying import policy
from huying.channels.phone.models import Call, CallRecording
from huying.people.persons import SYSTEM
from huying.people.sealed import vault
from huying.tickets import life
from huying.tickets.problems import Refused

RATE, WIDTH = 8000, 2  # what Asterisk records: 8 kHz, 16 bit, one channel
HEAD = 44
STRETCHES = 600
FOLDER = "recordings"
BLOCK = RATE // 50  # samples of 20 ms


class Wave:
    """Loudness as it goes by, so that an hour needs no memory."""

    def __init__(self) -> None:
        self._peaks: list[int] = []
        self._rest, self._skip, self.samples = b"", HEAD, 0

    def add(self, piece: bytes) -> None:
        skipped = min(self._skip, len(piece))
        self._skip -= skipped
        data = self._rest + piece[skipped:]
        whole = len(data) // (BLOCK * WIDTH) * BLOCK * WIDTH
        self._rest = data[whole:]
        if whole:
            sound = np.frombuffer(data[:whole], dtype="<i2").reshape(-1, BLOCK).astype(np.int32)
            self._peaks += np.abs(sound).max(axis=1).tolist()
            self.samples += whole // WIDTH

    @property
    def seconds(self) -> float:
        return round((self.samples + len(self._rest) // WIDTH) / RATE, 2)

    def peaks(self) -> list[int]:
        """At most 600 stretches, 0 … 100."""
        if not self._peaks:
            return []
        step = max(1, -(-len(self._peaks) // STRETCHES))
        return [round(max(self._peaks[at : at + step]) / 32768 * 100) for at in range(0, len(self._peaks), step)]


def begin(call_id: int, name: str, now: datetime) -> CallRecording:
    """The exchange records now."""
    return CallRecording.objects.get_or_create(name=name, defaults={"call_id": call_id, "began_at": now})[0]


def keep(name: str, pieces: Iterable[bytes], now: datetime) -> CallRecording | None:
    """Seal the sound of a recording that has ended; None for a name that nobody knows. Repeated, it changes nothing.

    Raises OSError when there is no room: the row says so, the exchange keeps its file, and the next try finds it.
    """
    row = CallRecording.objects.filter(name=name).first()
    if row is None or row.state in (CallRecording.KEPT, CallRecording.ERASED):
        return row
    wave, digest, size = Wave(), hashlib.sha256(), 0

    def through() -> Iterator[bytes]:
        nonlocal size
        for piece in pieces:
            digest.update(piece)
            wave.add(piece)
            size += len(piece)
            yield piece

    file = f"{FOLDER}/{now:%Y/%m/%d}/{row.pk}-{digest_name(name)}.sealed"
    try:
        _write(Path(settings.MEDIA_ROOT) / file, vault().seal_pieces(through(), _sealing(row)))
    except OSError as error:
        fail(name, f"录音没有存下 · not stored: {error.strerror or error}")
        raise
    kept = CallRecording.objects.filter(pk=row.pk).exclude(state__in=[CallRecording.KEPT, CallRecording.ERASED]).update(
        state=CallRecording.KEPT, file=file, sha256=digest.digest(), size=size, seconds=wave.seconds, peaks=wave.peaks(), error="")
    row.refresh_from_db()
    if kept:
        prove(row, now)
    return row


def _write(path: Path, pieces: Iterable[bytes]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
            for piece in pieces:
                out.write(piece)
            out.flush()
            os.fsync(out.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)  # never half a recording
        raise


def digest_name(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:12]


def fail(name: str, words: str) -> None:
    """There will be no sound, or not yet; the call went on without."""
    CallRecording.objects.filter(name=name).exclude(state__in=[CallRecording.KEPT, CallRecording.ERASED]).update(
        state=CallRecording.FAILED, error=words[:200])


def mark(name: str, at: float, what: str) -> None:
    """A moment worth finding again, so many seconds from the beginning."""
    with transaction.atomic():
        row = CallRecording.objects.select_for_update().filter(name=name).first()
        if row is not None and len(row.marks) < 200:
            row.marks = [*row.marks, {"at": round(max(at, 0), 1), "what": what[:60]}]
            row.save(update_fields=["marks"])


def mute(name: str, begin: float, end: float) -> None:
    """A stretch that was left out on demand."""
    with transaction.atomic():
        row = CallRecording.objects.select_for_update().filter(name=name).first()
        if row is not None:
            row.muted = [*row.muted, [round(begin, 1), round(end, 1)]]
            row.save(update_fields=["muted"])


def sound(row: CallRecording) -> Iterator[bytes]:
    """The WAV as it was recorded. Ask `seeing.may_listen` and write the look first. Raises FileNotFoundError, VaultError."""
    with (Path(settings.MEDIA_ROOT) / row.file).open("rb") as sealed:
        yield from vault().open_pieces(iter(lambda: sealed.read(64 * 1024), b""), _sealing(row))


def prove(row: CallRecording, now: datetime) -> bool:
    """The recording's checksum into the history of the call's ticket, once; False while the call has none."""
    call = Call.objects.select_related("ticket").get(pk=row.call_id)
    if call.ticket is None or not row.sha256:
        return False
    words = f"通话录音 {row.name}，时长 {row.seconds:.0f} 秒，SHA-256：{bytes(row.sha256).hex()}"
    with contextlib.suppress(Refused):  # a ticket on which no word can be added any longer
        life.note(call.ticket.number, by=SYSTEM, now=now, key=f"recording:{row.pk}", words=words)
        return True
    return False


def prove_late(now: datetime) -> int:
    """Recordings whose call got its ticket after they were kept; looks back two days. How many were proven."""
    from huying.tickets.models import Event

    recent = CallRecording.objects.filter(state=CallRecording.KEPT, began_at__gt=now - timedelta(days=2), call__ticket__isnull=False)
    done = 0
    for row in recent.select_related("call__ticket"):
        if row.call.ticket is not None and not Event.objects.filter(ticket=row.call.ticket, key=f"recording:{row.pk}").exists():
            done += prove(row, now)
    return done


def forget(now: datetime) -> int:
    """Erase what is kept no longer (retention.yaml, `recordings`): the sound goes, that there was one stays."""
    old = now - timedelta(days=policy.current().retention["recordings"].keep_days)
    done = 0
    for row in CallRecording.objects.filter(state=CallRecording.KEPT, began_at__lt=old).iterator(500):
        (Path(settings.MEDIA_ROOT) / row.file).unlink(missing_ok=True)  # first: cut off here, the next night finds the row again
        row.state, row.erased_at, row.peaks, row.file = CallRecording.ERASED, now, [], ""
        row.save(update_fields=["state", "erased_at", "peaks", "file"])
        done += 1
    return done


def _sealing(row: CallRecording) -> str:
    return f"recording:{row.name}"
