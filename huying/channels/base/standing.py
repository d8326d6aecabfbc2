"""Where a ticket stands, in the citizen's words; what it still lacks; which one waits for a grade."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from huying import policy
from huying.channels.words import link_to
from huying.clocks.wording import until
from huying.clocks.zone import SHANGHAI
from huying.people.persons import Person
from huying.tickets import access, contacts, numbers
from huying.tickets.events import SHARED, sentence
from huying.tickets.models import Contact, Event, Ticket
from huying.tickets.states import ELEMENTS, STATE_NAMES, State
from huying.understanding import completeness
from huying.understanding.completeness import Missing

TOLD = 5  # steps of the history that fit into a message
LONGEST = 400


def standing(ticket: Ticket | None) -> dict[str, str]:
    """The values of the policy's templates that say where a ticket stands; what is no ticket's is there as well."""
    hotline = policy.current().city.hotline
    if ticket is None:
        return {"hotline": hotline.number, "link": hotline.site}
    subject = ticket.main or ticket
    english = ticket.language.startswith("en")
    due = subject.due_at
    return {
        "hotline": hotline.number, "number": numbers.shown(ticket.number), "link": link_to(ticket),
        "title": ticket.summary or ticket.title[:20], "unit": subject.lead.called(english=english) if subject.lead else "",
        "state": STATE_NAMES[State(subject.state)][3 if english else 2],
        "due": until(due) if due else "", "history": _history(ticket, subject, english),
        "answer": _answer(subject),
    }


def _history(ticket: Ticket, subject: Ticket, english: bool) -> str:
    events = Event.objects.filter(Q(ticket=ticket) | Q(ticket=subject, verb__in=SHARED), public=True).order_by("-id")[: 3 * TOLD]
    told = [(event.at, said) for event in events if (said := sentence(event, language="en" if english else "zh", citizen=True))]
    return "\n".join(f"{at.astimezone(SHANGHAI):%m-%d %H:%M} {said}" for at, said in reversed(told[:TOLD]))


def _answer(subject: Ticket) -> str:
    row = subject.replies.filter(passed=True).order_by("-id").first()
    return row.text[:LONGEST] if row else ""


def lacking(ticket: Ticket, said: str, place: str = "") -> list[Missing]:
    """What was asked for and is still not told, with its question. `place`: a point of the map that was sent."""
    given = {"time": ticket.happened, "place": place or ticket.place or ("map" if ticket.lon is not None else ""), "person": ticket.parties}
    still = completeness.missing(f"{ticket.text}\n{said}", given, kind=ticket.kind)
    return [each for each in still if each.element in ticket.missing]


def place_of(element: str, english: bool) -> str:
    """An element's name for the citizen."""
    return ELEMENTS[element][english]


def partial_words(ticket: Ticket) -> list[str]:
    """What the citizen wrote since we asked, and that is not yet part of the request."""
    asked = ticket.events.filter(Q(verb="ask_completion") | Q(verb="register")).order_by("-id").values_list("at", flat=True).first()
    rows = Contact.objects.filter(ticket=ticket, purpose="partial").order_by("id")
    rows = rows.filter(received_at__gte=asked) if asked else rows
    return [str(contacts.raw_of(row).get("raw", {}).get("text", "")) for row in rows]


def completed_of(person: Person, now: datetime) -> Ticket | None:
    """The person's own ticket that was completed last and may still be rated."""
    if person.id is None:
        return None
    waits = access.visible(person).filter(state=State.COMPLETED, promises__kind="rating", promises__due_at__gt=now)
    return waits.order_by("-completed_at").defer("search").first()
