"""From a change to deliveries: who is owed it, written once each, numbered by request."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from itertools import count

from django.db import connection, transaction
from django.db.models import Max, Q

from huying.api.hooks.types import TASK, TYPES
from huying.api.models import Filing, Hook, HookDelivery
from huying.api.progress import STATUS
from huying.clocks.present import now as present
from huying.people.models import Partner
from huying.tickets import announce
from huying.tickets.events import SHARED, sentence
from huying.tickets.models import Event, Ticket
from huying.tickets.states import State

# One statement: the filing, and where its partner has hooks the job that tells them from its first event on.
FILE = f"""
WITH filed AS (
  INSERT INTO api_filing (partner_id, ticket_id, at, since)
  SELECT %s, %s, %s, COALESCE((SELECT {{end}}(id) FROM tickets_event WHERE ticket_id = %s), 0)
  ON CONFLICT DO NOTHING RETURNING since
)
SELECT procrastinate_defer_jobs_v1(ARRAY[
  ROW('{announce.QUEUE}', '{TASK}', 0, NULL, NULL, jsonb_build_object('event', since), NULL)::procrastinate_job_to_defer_v1])
FROM filed WHERE EXISTS (SELECT FROM api_hook WHERE partner_id = %s AND active)
"""  # noqa: S608 - words of this house


def file(partner: Partner, ticket: Ticket, at: datetime, *, joined: bool) -> None:
    """The ticket is the partner's from now on: it hears of it from its registration, of one that was joined from the urge."""
    with connection.cursor() as cursor:
        cursor.execute(FILE.format(end="max" if joined else "min"), [partner.pk, ticket.pk, at, ticket.pk, partner.pk])


def owe(event_id: int) -> None:
    """Write what hooks are owed of the event's ticket and do not have yet: this event, and any that another job lost.

    A retry writes nothing twice: one row a hook, event and ticket.
    """
    event = Event.objects.only("ticket_id").filter(pk=event_id).first()
    if event is None:
        return
    about = Q(ticket=event.ticket_id) | Q(ticket__main=event.ticket_id)
    hooked = Hook.objects.filter(active=True).values("partner_id")
    for filing in Filing.objects.filter(about, partner_id__in=hooked).values_list("pk", flat=True):
        _written(filing)


def _written(filing_id: int) -> None:
    from huying.api.tasks import push

    with transaction.atomic():
        filing = Filing.objects.select_for_update(of=("self",), no_key=True).select_related("ticket").filter(pk=filing_id).first()
        if filing is None:
            return
        events = _told(filing)
        for hook in Hook.objects.filter(partner=filing.partner_id, active=True):
            if rows := _owed(hook, filing.ticket, events):
                HookDelivery.objects.bulk_create(rows)
                push(hook.pk)


def _told(filing: Filing) -> list[Event]:
    """What the citizen is told of the request, oldest first; of the one that it was joined to only the way it goes."""
    ticket = filing.ticket
    own = Q(ticket=ticket)
    if ticket.main_id:
        joined = Event.objects.filter(ticket=ticket, verb="merge").aggregate(last=Max("id"))["last"] or 0
        own |= Q(ticket=ticket.main_id, verb__in=SHARED, id__gt=joined)
    found = Event.objects.filter(own, id__gte=filing.since, public=True, verb__in=TYPES).order_by("id")
    return [event for event in found if sentence(event, citizen=True)]


def _owed(hook: Hook, ticket: Ticket, events: list[Event]) -> list[HookDelivery]:
    before = HookDelivery.objects.filter(hook=hook, ticket=ticket, event__isnull=False)
    has = set(before.values_list("event_id", flat=True))
    wanted = [each for each in events if each.pk > hook.since and each.pk not in has
              and (not hook.types or TYPES[each.verb] in hook.types)]
    places, at = count((before.aggregate(last=Max("sequence"))["last"] or 0) + 1), present()
    return [HookDelivery(hook=hook, event=each, ticket=ticket, type=TYPES[each.verb], sequence=place, made_at=at, next_at=at,
                         body=body_of(TYPES[each.verb], each.at, number=ticket.number, status=STATUS[State(each.to_state)][0],
                                      sequence=place))
            for each, place in zip(wanted, places, strict=False)]


def body_of(kind: str, at: datetime, **data: object) -> str:
    """The payload: what happened and when, the number to ask by, never what anybody wrote."""
    return json.dumps({"type": kind, "timestamp": at.astimezone(UTC).isoformat().replace("+00:00", "Z"), "data": data},
                      ensure_ascii=False, separators=(",", ":"))
