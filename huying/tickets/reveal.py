"""Seeing contact data in clear is an act: with a right, a reason, and a row that stays (§9)."""

from __future__ import annotations

from datetime import datetime

from huying.people.models import Look
from huying.people.persons import Person
from huying.people.sealed import caller_of
from huying.tickets import access
from huying.tickets.models import Ticket
from huying.tickets.problems import blocked


def reveal(ticket: Ticket, person: Person, *, reason: str, now: datetime, address: str | None = None) -> tuple[str, str, str]:
    """(name, phone, other contact) in clear; the look is written first. Refused without right or reason."""
    if not access.may_see_caller(ticket, person):
        raise blocked("no_right", "您不能查看此单诉求人的联系方式（保密工单或非在办单位）。",
                      "You may not see this citizen's contact data.")
    if len(reason.strip()) < 2:
        raise blocked("needed", "请填写查看事由。", "Give the reason for looking.", "reason")
    assert person.id is not None
    Look.objects.create(account_id=person.id, number=ticket.number, citizen_id=ticket.citizen_id, field="caller",
                        reason=reason.strip()[:200], address=address, at=now)
    return caller_of(ticket.number, ticket.caller_sealed)
