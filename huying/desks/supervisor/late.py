"""Where it is late: missed promises still open, by unit and by how high the ladder has been climbed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q

from huying.desks.lists.rows import english
from huying.people.persons import Person
from huying.tickets import access
from huying.tickets.models import Promise, Ticket

MOST = 1000
COMPLETE = ("complete", "rework")


@dataclass(frozen=True, slots=True)
class Late:
    """One unit: open missed promises to complete, other missed steps, the highest rung, the oldest deadline."""

    unit: str
    slug: str
    completions: int
    steps: int
    level: int
    oldest: datetime


def by_unit(person: Person, most: int = MOST) -> list[Late]:
    """The units with most missed promises first; the centre itself stands as "". One statement."""
    missed = Promise.objects.filter(missed_at__isnull=False, met_at=None, voided_at=None)
    if person.divisions:
        missed = missed.filter(Exists(access.visible(person).filter(pk=OuterRef("ticket"))))
    name = "unit__name_en" if english() else "unit__short"
    rows = missed.values("unit", name, "unit__name", "unit__slug").annotate(
        completions=Count("pk", filter=Q(kind__in=COMPLETE)), steps=Count("pk", filter=~Q(kind__in=COMPLETE)),
        highest=Max("level"), oldest=Min("missed_at"),
    ).order_by("-completions", "-steps", F("unit").asc(nulls_first=True))[:most]
    return [Late(row[name] or row["unit__name"] or "", row["unit__slug"] or "", row["completions"], row["steps"],
                 row["highest"] + 1, row["oldest"]) for row in rows]


def levels(tickets: list[Ticket]) -> dict[int, int]:
    """How many rungs of the ladder each ticket's open promises have climbed, by the ticket's id."""
    rows = Promise.objects.filter(ticket__in=tickets, met_at=None, voided_at=None).values("ticket").annotate(highest=Max("level"))
    return {row["ticket"]: row["highest"] + 1 for row in rows}
