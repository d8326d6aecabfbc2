"""Proposals to join: a new ticket that is likely the same matter as a running one, for a dispatcher to decide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from huying import policy
from huying.people.persons import Person
from huying.tickets import access
from huying.tickets.models import Likely, Ticket
from huying.tickets.problems import blocked
from huying.tickets.queries.alike import compared
from huying.tickets.queries.own import RECENT
from huying.tickets.states import OPEN, State

# once dispatched, a unit is at work on it already
WAITING = frozenset({State.RECEIVED.value, State.INCOMPLETE.value, State.PENDING_DISPATCH.value})
_OPEN = frozenset(state.value for state in OPEN)


def propose(tickets: Sequence[Ticket], near: Mapping[int, Sequence[int]], known: Mapping[int, Ticket], now: datetime) -> int:
    """Keep for each waiting ticket its likeliest running neighbour from the policy's threshold on; returns how many.

    `known`: the neighbours by id; where one was joined to another, its main ticket is meant. Two statements.
    """
    rules = policy.current().understanding
    if not rules.on("merge"):
        return 0
    asked = [each for each in tickets if each.state in WAITING and each.callers == 1 and near.get(each.pk)]
    if not asked:
        return 0
    meant = {each.pk: {known[pk].main_id or pk for pk in near[each.pk] if pk in known} for each in asked}
    mains = Ticket.objects.defer("search").in_bulk(set().union(*meant.values()))
    rows = [row for each in asked if (row := _likeliest(each, [mains[pk] for pk in meant[each.pk]], now))]
    Likely.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _likeliest(ticket: Ticket, others: Sequence[Ticket], now: datetime) -> Likely | None:
    bar = policy.current().understanding.thresholds.merge_proposed
    fit = {other.pk: other for other in others if other.state in _OPEN and other.main_id is None and other.pk != ticket.pk
           and other.confidential == ticket.confidential and other.registered_at >= ticket.registered_at - RECENT}
    judged = [compared(ticket, other) for other in fit.values()]
    best = max(judged, key=lambda each: (each.likeness, -each.ticket.pk), default=None)
    if best is None or best.likeness < bar:
        return None
    return Likely(ticket=ticket, main=best.ticket, likeness=best.likeness, reasons=[list(pair) for pair in best.reasons], at=now)


def refuse(number: str, *, by: Person, now: datetime) -> None:
    """A person says that the two are not one matter: the proposal is not made again. Safe to repeat."""
    ticket = access.find(by, number)
    if not by.is_staff or by.id is None:
        raise blocked("not_staff", "请先登录。", "Please log in.")
    Likely.objects.filter(ticket=ticket, refused_at=None).update(refused_by_id=by.id, refused_at=now)
