"""Whom campaigns may call, and whom not any more; whose turn it is, and when somebody who was not reached is tried again."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from huying import policy
from huying.channels.models import Correspondent
from huying.channels.phone import pacing
from huying.channels.phone.campaign import Campaign, CampaignCall
from huying.channels.phone.models import Call
from huying.people.models import Citizen
from huying.tickets.models import Promise, Rating, Ticket
from huying.tickets.states import ANSWERED, State


def forbidden(ticket: Ticket, now: datetime) -> str:
    """Why this citizen is not called any more; empty when they are. Who asked for silence is left alone under every name."""
    own = Citizen.objects.filter(phone_key=ticket.phone_key, sms_only=True) if ticket.phone_key else Citizen.objects.none()
    if ticket.sms_only or (ticket.citizen and ticket.citizen.sms_only) or own.exists():
        return "no_calls"
    if ticket.citizen_id and Correspondent.objects.filter(citizen=ticket.citizen_id, silent_at__isnull=False).exists():
        return "stopped"
    if ticket.state != State.COMPLETED or Rating.objects.filter(ticket=ticket, matter_grade__in=list(ANSWERED)).exists():
        return "rated"
    open_ = Promise.objects.filter(ticket=ticket, kind="rating", met_at=None, voided_at=None, due_at__gt=now).exists()
    return "" if open_ else "over"


def callable_only(tickets: QuerySet[Ticket]) -> QuerySet[Ticket]:
    """Without those who take text messages only, under whatever name, and those who asked us to be silent."""
    silent = Correspondent.objects.filter(citizen=OuterRef("citizen"), silent_at__isnull=False)
    own = Citizen.objects.filter(phone_key=OuterRef("phone_key"), sms_only=True)
    may = Q(citizen=None) | Q(citizen__sms_only=False)
    return tickets.filter(may, ~Exists(silent), ~Exists(own), sms_only=False, caller_sealed__isnull=False)


def due(now: datetime, *, recorded: bool) -> QuerySet[CampaignCall]:
    """Calls of running campaigns whose turn it is, of people or of recorded surveys; locked, those that others hold left out."""
    return CampaignCall.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        state=CampaignCall.OPEN, not_before__lte=now, campaign__state=Campaign.RUNNING, campaign__survey__isnull=not recorded
    ).select_related("ticket__citizen", "campaign").order_by("tries", "not_before", "pk")


def pass_over(row: CampaignCall, why: str, now: datetime) -> None:
    """Whom we may not call, or cannot."""
    CampaignCall.objects.filter(pk=row.pk).update(state=CampaignCall.SKIPPED, why=why, done_at=now)


def again(row: CampaignCall, call: Call, now: datetime) -> datetime | None:
    """When somebody who was not reached by this call is tried again; None: enough. Nobody is given up for a call that failed on its
    way: it never rang, and is tried until the time for the rating is over."""
    rules, tries = policy.current().phone.outbound, row.tries + 1
    most = tries + 1 if call.outcome == "failed" else rules.tries
    return pacing.again_at(now.astimezone(policy.current().city.zone), tries, most, timedelta(minutes=rules.again_minutes), rules.hours)
