"""Who calls: the person if known (masked), what they asked before, and what to mind in speaking to them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from huying import policy
from huying.desks.lists.rows import Row, row_of
from huying.people import citizens
from huying.people.models import Citizen
from huying.people.persons import Person
from huying.people.sealed import phone_key
from huying.people.vault import mask_phone, normal_phone
from huying.tickets import access, map
from huying.tickets.models import Ticket

NEWEST = 10
LATELY = timedelta(days=30)


@dataclass(slots=True)
class Card:
    """`running` and `past` are rows of tickets; `urgeable` the numbers that this person may urge."""

    phone: str
    known: bool = False
    name: str = ""
    care: str = ""
    sms_only: bool = False
    english: bool = False
    lately: int = 0
    running: list[Row] = field(default_factory=list)
    past: list[Row] = field(default_factory=list)
    urgeable: frozenset[str] = frozenset()


def card_of(phone: str, person: Person, now: datetime) -> Card | None:
    """Two queries; None when this is no phone number (yet)."""
    spelt = normal_phone(phone, policy.current().city.area_code)
    key = phone_key(spelt) if spelt else None
    if spelt is None or key is None:
        return None
    citizen = Citizen.objects.filter(phone_key=key).first()
    card = Card(mask_phone(spelt))
    if citizen is not None:
        card.known, card.name = True, citizens.masked(citizen)[0]
        card.care, card.sms_only, card.english = citizen.care, citizen.sms_only, citizen.language == "en"
    found = list(access.visible(person).defer("search", "detail").filter(phone_key=key).select_related("lead").order_by("-id")[:NEWEST])
    card.lately = sum(ticket.registered_at > now - LATELY for ticket in found)
    card.running = [row_of(ticket) for ticket in found if ticket.is_open]
    card.past = [row_of(ticket) for ticket in found if not ticket.is_open]
    card.urgeable = frozenset(ticket.number for ticket in found if may_urge(ticket, person))
    return card


def may_urge(ticket: Ticket, person: Person) -> bool:
    return any(verb.name == "urge" for verb in map.next_steps(ticket.state, person))
