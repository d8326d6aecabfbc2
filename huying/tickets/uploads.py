"""Uploads on their way to a ticket: begun, continued after a broken line, looked into, held, then attached.

Until a ticket takes it, an upload belongs to its `holder`: a word that only the sender's session or the
staff account knows. Nobody else can continue, see or attach it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.db import transaction

from huying import policy
from huying.people.persons import Person
from huying.tickets.files import FileRefused, Inspected, ScanFailed, inspect, public_copy, safe_name, scan, thumbnail
from huying.tickets.models import Attachment, Reply, Ticket
from huying.tickets.problems import Blocker, Refused

PURPOSES = frozenset(code for code, _ in Attachment.PURPOSES)
FOR_CITIZENS = frozenset({Attachment.CITIZEN})
PARTIAL = "partial"
WAITING = "waiting"  # the scanner did not answer: nobody sees the file until it does (`rescan`)
CLEAN, UNSCANNED = "clean", ""
MOST_HELD = 4  # times the city's number of files: what one holder may keep without a ticket


class Misplaced(Exception):
    """The piece does not begin where the last one ended; go on from `received` bytes."""

    def __init__(self, received: int) -> None:
        super().__init__(f"go on from byte {received}")
        self.received = received


class UploadsRefused(Refused):
    """Some files were not taken; `tokens` are those that were, still held for the next try."""

    def __init__(self, problems: Iterable[Blocker], tokens: Sequence[str]) -> None:
        super().__init__(problems)
        self.tokens = list(tokens)


def start(name: str, size: int, purpose: str, *, holder: str, by: Person | None, now: datetime) -> Attachment:
    """Begin an upload of `size` bytes. Raises FileRefused: empty, too_big, active, many."""
    rules = policy.current().city.uploads
    if size <= 0:
        raise FileRefused("empty")
    if size > rules.most_bytes:
        raise FileRefused("too_big", limit=rules.most_megabytes)
    if Attachment.objects.filter(holder=holder, ticket=None).count() >= rules.most_files * MOST_HELD:
        raise FileRefused("many", most=rules.most_files)
    upload = Attachment(
        name=safe_name(name), size=size, purpose=purpose if purpose in PURPOSES else Attachment.CITIZEN, holder=holder,
        by_id=by.id if by is not None and by.is_staff else None, at=now)
    upload.original.name = f"{PARTIAL}/{upload.token}"
    upload.save(force_insert=True)
    return upload


def append(token: str, holder: str, offset: int, piece: bytes, now: datetime) -> Attachment:
    """Add a piece that begins at byte `offset`; the last one finishes the upload.

    Raises Attachment.DoesNotExist (none of this holder), Misplaced, FileRefused (then the upload is gone).
    An empty piece at the end finishes an upload whose last answer was lost.
    """
    try:
        with transaction.atomic():
            upload = Attachment.objects.select_for_update().get(token=token, holder=holder)
            if upload.ready_at:
                return upload
            if offset != upload.received:
                raise Misplaced(upload.received)
            if offset + len(piece) > upload.size:
                raise FileRefused("too_big", limit=policy.current().city.uploads.most_megabytes)
            _write(upload, offset, piece)
            upload.received += len(piece)
            upload.save(update_fields=["received"])
    except FileNotFoundError:  # the pieces are gone (another machine, a cleared disk): begin anew
        Attachment.objects.filter(token=token).update(received=0)
        raise Misplaced(0) from None
    return finish(upload, now) if upload.received == upload.size else upload


def finish(upload: Attachment, now: datetime) -> Attachment:
    """Look into a whole upload, scan it and make the copies for others. Raises FileRefused; then it is removed."""
    try:
        with transaction.atomic():
            upload = Attachment.objects.select_for_update().get(pk=upload.pk)
            if upload.ready_at is None:
                data = _path(upload).read_bytes()
                found = _inspected(data, upload.name)
                upload.scanned = _scanned(data)
                _keep(upload, data, found, now)
    except FileRefused:
        discard(upload)
        raise
    _path(upload).unlink(missing_ok=True)
    return upload


def take(files: Iterable[File[Any]], holder: str, by: Person | None, purpose: str, now: datetime) -> list[str]:
    """Take whole files from a plain form and return their tokens; UploadsRefused names those that are not taken."""
    tokens: list[str] = []
    problems: list[Blocker] = []
    for file in files:
        try:
            upload = start(file.name or "", file.size or 0, purpose, holder=holder, by=by, now=now)
            tokens.append(append(upload.token, holder, 0, file.read(), now).token)
        except FileRefused as refusal:
            name = safe_name(file.name or "")
            problems.append(Blocker(refusal.code, f"{name}：{refusal.zh}。", f"{name}: {refusal.en}.", "files"))
    if problems:
        raise UploadsRefused(problems, tokens)
    return tokens


def held(tokens: Iterable[str], holder: str) -> list[Attachment]:
    """The finished uploads of this holder among `tokens` that no ticket has taken yet, in the order of arrival."""
    return list(Attachment.objects.filter(token__in=list(tokens), holder=holder, ticket=None, ready_at__isnull=False)
                .order_by("id"))


def of_holder(holder: str) -> list[str]:
    """The tokens of all finished uploads of this holder that no ticket has taken yet, in the order of arrival."""
    rows = Attachment.objects.filter(holder=holder, ticket=None, ready_at__isnull=False)
    return list(rows.order_by("id").values_list("token", flat=True))


def attach(tokens: Iterable[str], ticket: Ticket, holder: str, *, reply: Reply | None = None, purpose: str = "",
           allowed: Collection[str] = PURPOSES) -> list[str]:
    """Tie held uploads to `ticket` (and `reply`); returns the tokens that now belong to it.

    Uploads of other holders, unfinished ones and those of a purpose outside `allowed` are passed over. A repeated
    call changes nothing.
    """
    asked = list(tokens)
    if not asked:
        return []
    rows = Attachment.objects.filter(token__in=asked, holder=holder, ready_at__isnull=False)
    fresh = rows.filter(ticket=None) if purpose else rows.filter(ticket=None, purpose__in=allowed)
    fresh.update(ticket=ticket, reply=reply, **({"purpose": purpose} if purpose else {}))
    return list(rows.filter(ticket=ticket).order_by("id").values_list("token", flat=True))


def discard(upload: Attachment) -> None:
    """Remove an upload that no ticket has taken, with its files."""
    _path(upload).unlink(missing_ok=True)
    for file in (upload.original, upload.shown, upload.thumb):
        if file and not str(file.name).startswith(PARTIAL):
            file.delete(save=False)
    Attachment.objects.filter(pk=upload.pk, ticket=None).delete()


def rescan(upload: Attachment) -> bool:
    """Whether the file may be seen; asks the scanner again where it had not answered."""
    if upload.scanned != WAITING:
        return upload.scanned in (CLEAN, UNSCANNED)
    with upload.original.open("rb") as file:
        try:
            upload.scanned = _scanned(file.read())
        except FileRefused:
            upload.scanned = "infected"
    upload.save(update_fields=["scanned"])
    return upload.scanned in (CLEAN, UNSCANNED)


def _inspected(data: bytes, name: str) -> Inspected:
    rules = policy.current().city.uploads
    found = inspect(data, name, limit=rules.most_bytes)
    if found.kind not in rules.types:
        raise FileRefused("kind", seen=found.kind)
    return found


def _scanned(data: bytes) -> str:
    try:
        verdict = scan(data, settings.SCAN_ADDRESS)
    except ScanFailed:
        return WAITING
    if verdict is None:
        return UNSCANNED
    if not verdict.clean:
        raise FileRefused("virus")
    return CLEAN


def _keep(upload: Attachment, data: bytes, found: Inspected, now: datetime) -> None:
    """Store the original and, of pictures, a copy without the place and a small one."""
    upload.name, upload.mime, upload.kind, upload.size = found.safe_name, found.mime, found.group, found.size
    upload.sha256 = bytes.fromhex(found.sha256)
    shown = thumb = None
    if found.group == "image":
        shown, thumb = public_copy(data), thumbnail(data)
    upload.original.save(f"{upload.token}.{found.kind}", ContentFile(data), save=False)
    if shown and thumb:
        upload.shown.save(f"{upload.token}.jpg", ContentFile(shown), save=False)
        upload.thumb.save(f"{upload.token}.webp", ContentFile(thumb), save=False)
    upload.received, upload.ready_at = found.size, now
    upload.save()


def _path(upload: Attachment) -> Path:
    """Where the pieces gather, on this machine or the folder that all web machines share."""
    return Path(settings.MEDIA_ROOT) / PARTIAL / upload.token


def _write(upload: Attachment, offset: int, piece: bytes) -> None:
    path = _path(upload)
    path.parent.mkdir(parents=True, exist_ok=True)
    have = path.stat().st_size if path.exists() else 0
    if have < offset:
        raise FileNotFoundError(path)
    with path.open("r+b" if have else "wb") as file:
        file.seek(offset)
        file.write(piece)
        file.truncate()
