"""The only way to obtain a ticket that a person may see: rights by role, unit tree and division."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from huying import policy
from huying.people.persons import Person, Role
from huying.tickets import numbers
from huying.tickets.models import Leg, Ticket
from huying.tickets.problems import blocked
from huying.tickets.states import State

# Roles of the centre that see every ticket within their divisions.
SEES_ALL = frozenset(
    {Role.AGENT, Role.SQUAD_LEADER, Role.DISPATCHER, Role.FOLLOWUP, Role.QUALITY, Role.SUPERVISOR, Role.LEADER,
     Role.AUDITOR, Role.ADMINISTRATOR}
)
# Roles that may ask to see contact data in clear, with a reason, while the ticket is open or to be followed up.
MAY_REVEAL = frozenset({Role.AGENT, Role.SQUAD_LEADER, Role.DISPATCHER, Role.FOLLOWUP, Role.SUPERVISOR})


def visible(person: Person) -> QuerySet[Ticket]:
    """All tickets that `person` may see; a lazy query to narrow further."""
    tickets = Ticket.objects.all()
    if person.roles & SEES_ALL:
        if person.divisions:
            tickets = tickets.filter(_within(person))
        return tickets
    if person.is_unit:
        return tickets.filter(Exists(Leg.objects.filter(ticket=OuterRef("pk"), unit__in=person.unit_ids)))
    if person.kind == "citizen":
        return tickets.filter(_own(person))
    return tickets.none()


def published() -> QuerySet[Ticket]:
    """Tickets of which anybody may read the way and the masked words (policy: `publishing`)."""
    return Ticket.objects.filter(door__in=policy.current().city.publishing.doors, confidential=False)


def _own(person: Person) -> Q:
    own = Q(number__in=person.numbers)
    return own | Q(citizen=person.id) if person.id else own


def _within(person: Person) -> Q:
    places = Q(division="")
    for code in person.divisions:
        places |= Q(division__startswith=code)
    return places


def find(person: Person, number: str) -> Ticket:
    """The ticket of this number; Refused('unknown') both when there is none and when it may not be seen."""
    spelt = numbers.normalise(number)
    ticket = visible(person).select_related("lead", "main").filter(number=spelt).first() if spelt else None
    if ticket is None:
        raise blocked("unknown", "没有找到这个编号的工单，请核对 13 位编号。", "No ticket of this number. Check the 13 digits.", "number")
    return ticket


def standing(ticket: Ticket, person: Person) -> str | None:
    """'lead' or 'assist' when the person's unit has a part in the ticket now, else None.

    While an answer is under review no part runs, but the unit that led still answers for it.
    """
    found = running_part(ticket, person)
    if found is None and person.is_unit and ticket.state == State.REVIEWING and ticket.lead_id in person.unit_ids:
        return "lead"
    return found


def running_part(ticket: Ticket, person: Person) -> str | None:
    """'lead' or 'assist' when the person's unit is at work on the ticket, else None."""
    if not person.is_unit:
        return None
    roles = {leg.role for leg in ticket.legs.all() if leg.ended_at is None and leg.unit_id in person.unit_ids}
    return "lead" if "lead" in roles else "assist" if roles else None


def owns(ticket: Ticket, person: Person) -> bool:
    if person.kind != "citizen":
        return False
    return ticket.number in person.numbers or (person.id is not None and ticket.citizen_id == person.id)


def joined_by(ticket: Ticket, person: Person) -> Ticket | None:
    """The citizen's own ticket that was joined to this one, or None."""
    if person.kind != "citizen" or ticket.callers < 2:
        return None
    return ticket.joined.filter(_own(person), state=State.MERGED).order_by("pk").first()


def may_see_caller(ticket: Ticket, person: Person) -> bool:
    """Whether the person may ask for contact data: units only while they handle, never when confidential."""
    if person.roles & MAY_REVEAL:
        return True
    return not ticket.confidential and ticket.is_open and running_part(ticket, person) is not None
