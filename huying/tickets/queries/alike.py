"""Look-alikes: the same citizen's running ticket, and others' about the same place, class or words (§5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from huying import policy
from huying.people.persons import Person
from huying.people.sealed import phone_key
from huying.tickets import access, prepared
from huying.tickets.incoming import Incoming
from huying.tickets.models import Ticket
from huying.tickets.reading import Reading
from huying.tickets.states import OPEN
from huying.understanding.similar import likeness

RECENT = timedelta(days=90)
_OPEN = [state.value for state in OPEN]
# Two index scans, never one OR over both columns; asked for every contact, hence prepared.
_STATES = ", ".join(f"'{state}'" for state in sorted(_OPEN))
_OWN = f"""
SELECT id, words_key, title, detail, wish FROM tickets_ticket
WHERE id IN (SELECT id FROM tickets_ticket WHERE phone_key = $1 UNION SELECT id FROM tickets_ticket WHERE citizen_id = $2)
AND state IN ({_STATES}) AND registered_at >= $3 ORDER BY id DESC LIMIT 20
"""  # noqa: S608


def same_matter(incoming: Incoming, reading: Reading, now: datetime) -> Ticket | None:
    """The citizen's own running ticket that this contact is about, or None. One query, none without a phone or identity."""
    key = phone_key(incoming.phone) if incoming.phone else None
    if key is None and incoming.citizen_id is None:
        return None
    bar = policy.current().understanding.thresholds.same_matter
    running = prepared.rows(_OWN, [key, incoming.citizen_id, now - RECENT])
    for pk, words_key, *parts in running:
        same_words = bool(reading.words_key) and words_key == reading.words_key
        if same_words or likeness(incoming.text, "\n".join(filter(None, parts))) >= bar:
            return Ticket.objects.defer("search").get(pk=pk)
    return None


@dataclass(frozen=True, slots=True)
class Alike:
    """A ticket that is perhaps the same matter, with the reasons in words."""

    ticket: Ticket
    likeness: float
    reasons: tuple[tuple[str, str], ...]

    @property
    def zh(self) -> str:
        return "、".join(zh for zh, _ in self.reasons)


def alike(ticket: Ticket, person: Person, *, most: int = 8) -> list[Alike]:
    """Running tickets like this one that `person` may see, likeliest first. One query."""
    since = ticket.registered_at - RECENT
    near = Q()
    if ticket.phone_key:
        near |= Q(phone_key=ticket.phone_key)
    if ticket.words_key:
        near |= Q(words_key=ticket.words_key)
    if ticket.category and ticket.division:
        near |= Q(category=ticket.category, division=ticket.division)
    if not near:
        return []
    found = (access.visible(person).defer("search").filter(near, state__in=_OPEN, registered_at__gte=since)
             .exclude(pk=ticket.pk).order_by("-id")[:60])
    bar = policy.current().understanding.thresholds.merge
    ranked = [_compare(ticket, other) for other in found]
    return sorted((each for each in ranked if each.likeness >= bar), key=lambda each: -each.likeness)[:most]


def _compare(ticket: Ticket, other: Ticket) -> Alike:
    reasons: list[tuple[str, str]] = []
    score = likeness(ticket.text, other.text)
    if ticket.words_key and other.words_key and bytes(ticket.words_key) == bytes(other.words_key):
        reasons.append(("文字相同", "same words"))
        score = 1.0
    if ticket.phone_key and other.phone_key and bytes(ticket.phone_key) == bytes(other.phone_key):
        reasons.append(("同一电话", "same phone"))
        score += 0.15
    if ticket.division and ticket.division == other.division:
        reasons.append(("同一地区", "same place"))
        score += 0.1
    if ticket.category and ticket.category == other.category:
        reasons.append(("同一事项", "same class"))
        score += 0.1
    if ticket.place and likeness(ticket.place, other.place) > 0.6:
        reasons.append(("地点相近", "places alike"))
        score += 0.15
    return Alike(other, min(score, 1.0), tuple(reasons))
