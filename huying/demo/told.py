"""The notices of the last days, as if they had gone out when things happened; nothing is really sent."""

from __future__ import annotations

from datetime import datetime, timedelta

from huying.channels.models import Notice
from huying.channels.telling import notices_of
from huying.tickets import announce
from huying.tickets.models import Event

DAYS = 3
BATCH = 200


def tell_recent(end: datetime) -> int:
    """Make the notices of the last three days' acts; returns how many."""
    events = (Event.objects.filter(at__gte=end - timedelta(days=DAYS), at__lte=end, verb__in=list(announce.HEARERS))
              .select_related("ticket__lead").defer("ticket__search").order_by("pk"))
    made: list[Notice] = []
    for event in events.iterator(BATCH):
        for notice in notices_of(event, event.at):
            notice.state, notice.sent_at, notice.not_before = Notice.SENT, event.at + timedelta(seconds=20), None
            made.append(notice)
    Notice.objects.bulk_create(made, ignore_conflicts=True, batch_size=500)
    return len(made)
