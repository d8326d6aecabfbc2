"""Clearing away what nobody took or needs: unfinished uploads, used codes, old counters, sessions and keys."""

from datetime import datetime, timedelta

from django.contrib.sessions.models import Session

from huying.people import brake
from huying.people.models import PhoneCode
from huying.tickets.models import Attachment, Ticket, TicketKey
from huying.tickets.queries.own import RECENT

KEEP_UPLOADS = timedelta(days=2)


def tidy(now: datetime) -> dict[str, int]:
    """How many of each were removed."""
    uploads = list(Attachment.objects.filter(ticket=None, at__lt=now - KEEP_UPLOADS)[:5000])
    for upload in uploads:
        for file in (upload.original, upload.shown, upload.thumb):
            if file:
                file.delete(save=False)
        upload.delete()
    codes, _ = PhoneCode.objects.filter(expires_at__lt=now - KEEP_UPLOADS).delete()
    sessions, _ = Session.objects.filter(expire_date__lt=now).delete()
    keys = _old_keys(now)
    return {"uploads": len(uploads), "codes": codes, "attempts": brake.forget(now), "sessions": sessions, "keys": keys}


def _old_keys(now: datetime) -> int:
    """Keys of tickets that registered before the look-back: those below the first ticket within it."""
    first = Ticket.objects.filter(registered_at__gte=now - RECENT).order_by("registered_at").values_list("id", flat=True).first()
    return TicketKey.objects.filter(ticket_id__lt=first).delete()[0] if first else 0
