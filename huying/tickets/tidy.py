"""Clearing away what nobody took or needs: unfinished uploads, used codes, old counters and sessions."""

from datetime import datetime, timedelta

from django.contrib.sessions.models import Session

from huying.people import brake
from huying.people.models import PhoneCode
from huying.tickets.models import Attachment

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
    return {"uploads": len(uploads), "codes": codes, "attempts": brake.forget(now), "sessions": sessions}

