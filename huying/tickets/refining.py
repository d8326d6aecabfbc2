"""Asking the outside language model, where a city named one: about a new ticket in a job, for a draft when a unit asks.

Never in a write, and nothing of it changes a ticket: people see proposals. What fails is logged and counted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db.models import Count, Q

from huying import policy
from huying.tickets.incoming import Incoming
from huying.tickets.models import Refinement, Ticket
from huying.tickets.reading import Reading, read
from huying.understanding.outside import Guard, Refined, Terms, refine

MOST_CANDIDATES = 20


@lru_cache(maxsize=1)
def _outside() -> tuple[Terms, Guard]:
    where: dict[str, Any] = settings.OUTSIDE_MODEL
    budget: dict[str, Any] = settings.OUTSIDE_MODEL_BUDGET
    return Terms(**where), Guard(**budget)


def named() -> bool:
    """Whether the city named an outside model, and understanding is on."""
    return policy.current().understanding.enabled and _outside()[0].usable


def ask_outside(incoming: Incoming, reading: Reading) -> Refined | None:
    """Proposals of the outside model about a contact, or None: the reading stands as it is. May take seconds: never in a write.

    The model chooses among the categories that the reading proposes and their neighbours; people confirm.
    """
    terms, guard = _outside()
    if not named():
        return None
    guesses = {"category": reading.category, "kind": reading.kind, "summary": reading.summary, "division": reading.division}
    return refine(incoming.text, terms=terms, guard=guard, candidates=_candidates(reading), guesses=guesses)


def refine_ticket(pk: int, now: datetime) -> Refinement | None:
    """Ask about a new ticket and keep what came of it, a failure too; asked once. None where no model is named.

    A confidential ticket is not sent out, whatever was taken from its text.
    """
    if not named() or Refinement.objects.filter(ticket=pk).exists():
        return None
    ticket = Ticket.objects.defer("search").get(pk=pk)
    if ticket.confidential:
        return None
    incoming = _incoming(ticket)
    found = ask_outside(incoming, read(incoming))
    row = Refinement(ticket=ticket, at=now, model=_outside()[0].model[:80], state=Refinement.DONE if found else Refinement.FAILED)
    if found:
        row.category, row.kind, row.summary, row.elements = found.category, found.kind, found.summary[:40], _bounded(found.elements)
    Refinement.objects.bulk_create([row], ignore_conflicts=True)
    return row


def categories(tickets: Sequence[Ticket]) -> dict[int, str]:
    """The category that the outside model would choose, by the ticket's id. One statement where a model is named, else none."""
    if not named():
        return {}
    found = Refinement.objects.filter(ticket__in=tickets, state=Refinement.DONE).exclude(category="")
    return dict(found.values_list("ticket_id", "category"))


def proposed(ticket: Ticket) -> Refinement | None:
    """What the outside model read in a ticket. One statement where a model is named, else none."""
    return Refinement.objects.filter(ticket=ticket, state=Refinement.DONE).first() if named() else None


def draft(ticket: Ticket) -> str:
    """A draft of an answer to the citizen, from the request alone; empty when the model gave none. May take seconds."""
    if ticket.confidential:
        return ""
    incoming = _incoming(ticket)
    found = ask_outside(incoming, read(incoming))
    return found.reply if found else ""


def counted(since: datetime) -> tuple[int, int]:
    """(answered well, failed) since then. One statement."""
    found = Refinement.objects.filter(at__gte=since).aggregate(
        done=Count("pk", filter=Q(state=Refinement.DONE)), failed=Count("pk", filter=Q(state=Refinement.FAILED)))
    return found["done"], found["failed"]


def _incoming(ticket: Ticket) -> Incoming:
    return Incoming(ticket.door, "refine", ticket.registered_at, title=ticket.title, detail=ticket.detail, wish=ticket.wish,
                    place=ticket.place, happened=ticket.happened, parties=ticket.parties, category=ticket.category,
                    kind=ticket.kind, division=ticket.division, urgency=ticket.urgency)


def _bounded(elements: Mapping[str, str]) -> dict[str, str]:
    return {name: text[:1000] for name, text in elements.items()}


def _candidates(reading: Reading) -> dict[str, str]:
    codes = list(dict.fromkeys([reading.category, *(each.code for each in reading.proposals)]))
    near = [leaf for leaf in policy.current().leaves if any(code and leaf.code.startswith(code[:4]) for code in codes)]
    first = sorted(near, key=lambda leaf: codes.index(leaf.code) if leaf.code in codes else len(codes))
    return {leaf.code: "/".join(leaf.path_names) for leaf in first[:MOST_CANDIDATES]}
