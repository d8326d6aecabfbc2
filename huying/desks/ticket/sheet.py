"""Everything the page shows of one ticket, read in a number of queries that does not grow with its history."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Prefetch, prefetch_related_objects

from huying.channels.phone.models import Call
from huying.people.models import Look
from huying.people.persons import Person, Role
from huying.people.sealed import masked_caller
from huying.tickets import access, refining
from huying.tickets.models import (
    Ask,
    Attachment,
    Contact,
    Event,
    Leg,
    Promise,
    Rating,
    Refinement,
    Reply,
    Review,
    Supervision,
    Ticket,
    Transfer,
)
from huying.tickets.promises import HEADLINE
from huying.tickets.queries.alike import Alike, alike

NEWEST = 60  # events on the page; the rest on pages of their own
MOST_JOINED = 50
LOOKERS = frozenset({Role.AUDITOR, Role.ADMINISTRATOR})


@dataclass(slots=True)
class Sheet:
    """One ticket for one reader at one instant."""

    ticket: Ticket
    person: Person
    now: datetime
    legs: list[Leg]
    asks: list[Ask]
    promises: list[Promise]
    supervisions: list[Supervision]
    replies: list[Reply] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    ratings: list[Rating] = field(default_factory=list)
    reviews: list[Review] = field(default_factory=list)
    transfers: list[Transfer] = field(default_factory=list)
    joined: list[Ticket] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    alike: list[Alike] = field(default_factory=list)
    looks: list[Look] = field(default_factory=list)
    refined: Refinement | None = None
    calls: list[Call] = field(default_factory=list)

    @property
    def running(self) -> list[Leg]:
        return [leg for leg in self.legs if leg.ended_at is None]

    @property
    def own_leg(self) -> Leg | None:
        """The running leg nearest to the reader's unit, as the verbs choose it."""
        own = [leg for leg in self.running if leg.unit_id in self.person.unit_ids] if self.person.is_unit else []
        own.sort(key=lambda leg: (leg.unit_id != self.person.unit_id, leg.role != Leg.LEAD, leg.pk))
        return own[0] if own else None

    def waiting(self, kind: str) -> Ask | None:
        """The oldest request of this kind that nobody has decided."""
        return next((ask for ask in self.asks if ask.kind == kind and ask.decided_at is None), None)

    def granted(self, kind: str) -> int:
        return sum(ask.kind == kind and bool(ask.granted) for ask in self.asks)

    @property
    def open_asks(self) -> list[Ask]:
        return [ask for ask in self.asks if ask.decided_at is None]

    @property
    def ruled_asks(self) -> list[Ask]:
        return [ask for ask in self.asks if ask.decided_at is not None]

    @property
    def headline(self) -> Promise | None:
        """The promise that the ticket shows as its deadline."""
        running = {each.kind: each for each in self.promises if each.is_open and each.leg_id is None}
        return next((running[kind] for kind in HEADLINE if kind in running), None)

    def promise(self, kind: str) -> Promise | None:
        return next((each for each in self.promises if each.kind == kind and each.is_open), None)

    @property
    def hides_caller(self) -> bool:
        """保密: units do not see who asked, not even masked (§9)."""
        return self.ticket.confidential and not self.person.is_centre

    @property
    def caller(self) -> tuple[str, str]:
        """(name, phone) masked."""
        return ("", "") if self.hides_caller else masked_caller(self.ticket.number, self.ticket.caller_sealed)

    @property
    def may_reveal(self) -> bool:
        return bool(self.ticket.caller_sealed) and access.may_see_caller(self.ticket, self.person)

    @property
    def sees_looks(self) -> bool:
        return self.person.has(*LOOKERS)

    def files(self, *purposes: str) -> list[Attachment]:
        return [each for each in self.attachments if each.purpose in purposes and each.reply_id is None]


def brief(ticket: Ticket, person: Person, now: datetime) -> Sheet:
    """What is needed to know which acts are open: four queries."""
    _fill(ticket, legs=Leg.objects.select_related("unit", "handler", "above__unit").order_by("id"),
          asks=Ask.objects.select_related("leg__unit", "suggested", "asked_by", "decided_by").order_by("id"),
          promises=Promise.objects.select_related("unit").prefetch_related("pauses").order_by("id"),
          supervisions=Supervision.objects.select_related("unit", "issued_by").order_by("id"))
    for each in ticket.promises.all():
        each.ticket = ticket
    return Sheet(ticket, person, now, list(ticket.legs.all()), list(ticket.asks.all()), list(ticket.promises.all()),
                 list(ticket.supervisions.all()))


def whole(ticket: Ticket, person: Person, now: datetime) -> Sheet:
    """The whole page."""
    sheet = brief(ticket, person, now)
    ready = Attachment.objects.filter(ready_at__isnull=False).order_by("id")
    _fill(ticket, replies=Reply.objects.select_related("unit", "author", "checked_by").order_by("id"),
          attachments=ready, ratings=Rating.objects.select_related("asked_by").order_by("id"),
          reviews=Review.objects.select_related("decided_by").order_by("id"),
          transfers=Transfer.objects.select_related("by").order_by("id"),
          contacts=Contact.objects.defer("raw_sealed").order_by("id"))
    sheet.replies, sheet.attachments = list(ticket.replies.all()), list(ticket.attachments.all())
    sheet.ratings, sheet.reviews = list(ticket.ratings.all()), list(ticket.reviews.all())
    sheet.transfers, sheet.contacts = list(ticket.transfers.all()), list(ticket.contacts.all())
    sheet.joined = list(Ticket.objects.defer("search").filter(main=ticket).order_by("id")[:MOST_JOINED])
    sheet.events = events(ticket)
    if person.is_centre:
        sheet.calls = list(Call.objects.filter(ticket=ticket).select_related("agent").prefetch_related("recordings")
                           .order_by("-began_at")[:MOST_JOINED])
    if ticket.is_open and person.is_centre:
        sheet.alike = alike(ticket, person)
        sheet.refined = refining.proposed(ticket)
    if sheet.sees_looks:
        sheet.looks = list(Look.objects.filter(number=ticket.number).select_related("account").order_by("-id")[:NEWEST])
    for reply in sheet.replies:
        reply.files = [each for each in sheet.attachments if each.reply_id == reply.pk]  # type: ignore[attr-defined]
    return sheet


def events(ticket: Ticket, before: int | None = None, most: int = NEWEST) -> list[Event]:
    """The newest events, or those before the event with this id."""
    found = ticket.events.select_related("unit").order_by("-id")
    if before:
        found = found.filter(pk__lt=before)
    return list(found[:most])


def _fill(ticket: Ticket, **rows: object) -> None:
    prefetch_related_objects([ticket], *(Prefetch(name, queryset=found) for name, found in rows.items()))  # type: ignore[arg-type]
