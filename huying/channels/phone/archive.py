"""The life of a recording: begun, marked, muted, kept with its checksum in the ticket's history, erased when the policy says."""

from __future__ import annotations

import contextlib
import wave
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.core.files.storage import default_storage
from django.db import transaction

from huying import policy
from huying.channels.phone import recordings
from huying.channels.phone.models import Call, CallRecording
from huying.people.persons import SYSTEM
from huying.tickets import life
from huying.tickets.problems import Refused

BROKEN = "录音中断 · the recording broke off: "  # said of what is kept as well: it is not the whole conversation


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
    try:
        stored = recordings.seal(row.name, pieces, now)
    except OSError as error:
        fail(name, f"录音没有存下 · not stored: {error.strerror or error}")
        raise
    except wave.Error as error:
        fail(name, f"不是录音文件 · no sound: {error}")
        return None
    kept = CallRecording.objects.filter(pk=row.pk).exclude(state__in=[CallRecording.KEPT, CallRecording.ERASED]).update(
        state=CallRecording.KEPT, file=stored.file, sha256=stored.sha256, size=stored.size, seconds=stored.seconds,
        peaks=stored.peaks, error=_first(row.error) if row.error.startswith(BROKEN) else "")
    if not kept:
        default_storage.delete(stored.file)  # somebody else was quicker
    row.refresh_from_db()
    if kept:
        prove(row, now)
    return row


def fail(name: str, words: str) -> None:
    """There will be no sound, or not yet; the call went on without. That it broke off stays said."""
    before = CallRecording.objects.filter(name=name).values_list("error", flat=True).first() or ""
    if before.startswith(BROKEN):
        words = f"{_first(before)}；{words}"
    CallRecording.objects.filter(name=name).exclude(state__in=[CallRecording.KEPT, CallRecording.ERASED]).update(
        state=CallRecording.FAILED, error=words[:200])


def _first(words: str) -> str:
    return words.partition("；")[0]


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
        recordings.erase(row, now)  # the file first: cut off there, the next night finds the row again
        done += 1
    return done
