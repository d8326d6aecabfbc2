"""Their acknowledgement, and what happens without one: people of the floor hear within minutes that nobody answered."""

from __future__ import annotations

import hmac
import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from huying.channels.base import health, xml
from huying.channels.cap import alert, lines
from huying.channels.models import Notice
from huying.clocks.present import now as present
from huying.people.persons import Role
from huying.tickets.incoming import cleaned
from huying.tickets.models import Ticket, Transfer

logger = logging.getLogger("huying.cap")
SHORTEST_SECRET = 16
UNANSWERED = timedelta(minutes=1)
OLD = timedelta(days=1)


@csrf_exempt
@require_POST
def webhook(request: HttpRequest, secret: str) -> HttpResponse:
    """A service acknowledges an alert."""
    wanted = settings.CAP_WEBHOOK
    if len(wanted) < SHORTEST_SECRET or not hmac.compare_digest(secret.encode(), wanted.encode()):
        raise Http404
    try:
        known = take(alert.read_ack(request.body), present())
    except xml.Unreadable as error:
        health.trouble(lines.DOOR, error, present())
        return HttpResponse(f"{error}\n", status=400, content_type="text/plain; charset=utf-8")
    except DatabaseError:
        return HttpResponse(status=503)
    return HttpResponse(status=204 if known else 404)


webhook.entry = "public"  # type: ignore[attr-defined]  # the secret of the address is the key


def take(ack: alert.Ack, now: datetime) -> bool:
    """Mark the alert as arrived and keep their number; a second time changes nothing. False when it is none of ours."""
    _, _, tail = ack.about.rpartition("-")
    transfer = Transfer.objects.select_related("ticket").filter(pk=int(tail)).first() if tail.isdecimal() and len(tail) < 19 else None
    if transfer is None or alert.identifier(transfer) != ack.about:
        return False
    health.note(lines.DOOR, now, "in_at")
    if not transfer.other_number:
        Transfer.objects.filter(pk=transfer.pk, other_number="").update(other_number=cleaned(ack.number)[:60])
    Transfer.objects.filter(pk=transfer.pk, acknowledged_at=None).update(acknowledged_at=now)
    Notice.objects.filter(door=lines.DOOR, ticket=transfer.ticket, recipient=f"service:{transfer.target}").exclude(
        state=Notice.ARRIVED).update(state=Notice.ARRIVED, sent_at=now, arrived_at=now, error="")
    return True


def unanswered(now: datetime) -> int:
    """Tell the floor of alerts that nobody acknowledged within a minute, once each; how many."""
    open_ = Notice.objects.filter(door=lines.DOOR, at__gt=now - OLD, at__lte=now - UNANSWERED).exclude(state=Notice.ARRIVED)
    told = 0
    for notice in open_.select_related("ticket")[:100]:
        if notice.ticket is None:
            continue
        if Transfer.objects.filter(ticket=notice.ticket, target=notice.recipient.partition(":")[2], acknowledged_at__isnull=False).exists():
            continue  # they are on the telephone
        why = notice.error or "对方尚未确认收到"
        text = f"工单 {notice.ticket.number} 已转{notice.title}，{why}。请立即拨打核实。"
        told += tell_floor(notice.ticket, f"cap.unanswered:{notice.pk}", text, now)
    return told


def tell_floor(ticket: Ticket, key: str, text: str, now: datetime) -> bool:
    """On the desks of squad leaders and dispatchers, once for each `key`; whether it was the first time."""
    rows = [Notice(ticket=ticket, key=f"{key}:{role.value}", door="desk", recipient=f"centre:{role.value}", role=role.value,
                   title="警情未获确认，请立即电话核实", text=text, at=now, state=Notice.SENT, sent_at=now)
            for role in (Role.SQUAD_LEADER, Role.DISPATCHER)]
    fresh = not Notice.objects.filter(door="desk", key=rows[0].key).exists()
    Notice.objects.bulk_create(rows, ignore_conflicts=True)
    return fresh
