"""Which file of an attachment a person may have, and how it is handed over.

Staff who see the ticket: everything; originals of the citizen's photos, and all originals of a confidential ticket,
only in the centre, because a photo may tell who took it and where. Citizens: their own originals, and of the unit's
material what belongs to an answer that went out, as a copy. Whoever uploaded a file sees it before it is sent.
"""

from __future__ import annotations

from pathlib import PurePath

from django.db.models import Q
from django.db.models.fields.files import FieldFile
from django.http import FileResponse

from huying.people.persons import Person
from huying.tickets import access
from huying.tickets.models import Attachment

KINDS = ("original", "shown", "thumb")
COPIES = {"shown": "image/jpeg", "thumb": "image/webp"}
INLINE = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"})


def readable(attachment: Attachment, kind: str, person: Person, holder: str) -> FieldFile | None:
    """The stored file of this kind, or None when there is none or the person may not have it."""
    if attachment.ready_at is None or kind not in KINDS or not _may(attachment, kind, person, holder):
        return None
    file = getattr(attachment, kind)
    if kind == "shown" and not file and attachment.kind == "document":
        file = attachment.original  # a document has no copy; recordings and films may tell the place and have none
    return file or None


def _may(attachment: Attachment, kind: str, person: Person, holder: str) -> bool:
    if attachment.ticket_id is None:
        return bool(holder) and attachment.holder == holder
    if person.is_staff:
        ticket = access.visible(person).filter(pk=attachment.ticket_id).only("confidential").first()
        tells = ticket is not None and (ticket.confidential or (attachment.purpose == Attachment.CITIZEN and bool(attachment.shown)))
        return ticket is not None and (kind != "original" or person.is_centre or not tells)
    if person.kind != "citizen":
        return False
    own = access.visible(person)
    if attachment.purpose == Attachment.CITIZEN:
        return own.filter(pk=attachment.ticket_id).exists()
    if kind == "original" or attachment.purpose == Attachment.INTERNAL:
        return False
    reply = attachment.reply
    told = reply is not None and reply.passed is True
    return told and own.filter(Q(pk=attachment.ticket_id) | Q(main=attachment.ticket_id)).exists()


def response(attachment: Attachment, kind: str, file: FieldFile) -> FileResponse:
    """The file as a stream: pictures on the page, everything else as a download, nothing kept by others."""
    copied = file != attachment.original
    mime = COPIES[kind] if copied else attachment.mime
    name = str(PurePath(attachment.name).with_suffix(".jpg")) if copied else attachment.name
    answer = FileResponse(file.open("rb"), as_attachment=mime not in INLINE, filename=name, content_type=mime)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store" if kind == "original" else "private, max-age=3600"
    answer["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer
