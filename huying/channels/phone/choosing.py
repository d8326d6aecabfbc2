"""Whom campaigns may call, and whom not any more."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from huying.channels.models import Correspondent
from huying.tickets.models import Promise, Rating, Ticket
from huying.tickets.states import ANSWERED, State


def forbidden(ticket: Ticket, now: datetime) -> str:
    """Why this citizen is not called any more; empty when they are."""
    if ticket.sms_only or (ticket.citizen and ticket.citizen.sms_only):
        return "no_calls"
    if ticket.citizen_id and Correspondent.objects.filter(citizen=ticket.citizen_id, silent_at__isnull=False).exists():
        return "stopped"
    if ticket.state != State.COMPLETED or Rating.objects.filter(ticket=ticket, matter_grade__in=list(ANSWERED)).exists():
        return "rated"
    open_ = Promise.objects.filter(ticket=ticket, kind="rating", met_at=None, voided_at=None, due_at__gt=now).exists()
    return "" if open_ else "over"


def callable_only(tickets: QuerySet[Ticket]) -> QuerySet[Ticket]:
    """Without those who take text messages only, and those who asked us to be silent."""
    silent = Correspondent.objects.filter(citizen=OuterRef("citizen"), silent_at__isnull=False)
    return tickets.filter(Q(citizen=None) | Q(citizen__sms_only=False), ~Exists(silent), sms_only=False, caller_sealed__isnull=False)
