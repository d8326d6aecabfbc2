"""Look-alikes: the same citizen's running ticket, and others' about the same place, class or words (§5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models.expressions import RawSQL

from huying import policy
from huying.people.persons import Person
from huying.people.sealed import phone_key
from huying.tickets import access, likely
from huying.tickets.incoming import Incoming
from huying.tickets.models import Ticket
from huying.tickets.queries import own
from huying.tickets.reading import Reading
from huying.tickets.states import OPEN
from huying.understanding.duplicates import judge
from huying.understanding.similar import likeness

CLOSE = timedelta(days=3)
SAME_WORDS = ("文字相同", "same words")
_OPEN = [state.value for state in OPEN]
# Bounded whatever the city does: of each key the newest 40 tickets, read from the primary key; a merged one leads to its
# main ticket. Beside them the newest of the same phone, the same words, and the same class in the same place.
_CANDIDATES = f"""
SELECT id FROM (
    SELECT t.id, sum(k.weight) AS shared
    FROM unnest(%s::bigint[], %s::int[]) AS k (key, weight)
    CROSS JOIN LATERAL (SELECT ticket_id FROM tickets_ticketkey WHERE key = k.key ORDER BY ticket_id DESC LIMIT 40) AS f
    JOIN tickets_ticket AS m ON m.id = f.ticket_id JOIN tickets_ticket AS t ON t.id = coalesce(m.main_id, m.id)
    WHERE t.state IN ({own.STATES}) AND t.registered_at >= %s
    GROUP BY t.id ORDER BY 2 DESC, 1 DESC LIMIT 16
) AS best
UNION ALL (SELECT id FROM tickets_ticket WHERE phone_key = %s ORDER BY id DESC LIMIT 4)
UNION ALL (SELECT id FROM tickets_ticket WHERE words_key = %s ORDER BY id DESC LIMIT 4)
UNION ALL (SELECT id FROM tickets_ticket WHERE category = %s AND division = %s ORDER BY id DESC LIMIT 4)
"""  # noqa: S608


def same_matter(incoming: Incoming, reading: Reading, now: datetime, running: list[own.Row] | None = None) -> Ticket | None:
    """The citizen's own running ticket that this contact is about, or None. One query, none without a phone or identity.

    `running`: what `own.running` answers, where it is known already.
    """
    if running is None:
        key = phone_key(incoming.phone) if incoming.phone else None
        if key is None and incoming.citizen_id is None:
            return None
        running = own.running(key, incoming.citizen_id, now)
    bar = policy.current().understanding.thresholds.same_matter
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
    since = ticket.registered_at - own.RECENT
    keys = likely.keys_of_ticket(ticket)
    weights = [max(1, 4 - place // 3) for place in range(len(keys))]  # the most telling stand first
    placed = ticket.category and ticket.division
    values = [keys, weights, since, ticket.phone_key, ticket.words_key, ticket.category if placed else None, ticket.division]
    found = (access.visible(person).defer("search").filter(id__in=RawSQL(_CANDIDATES, values), state__in=_OPEN,  # noqa: S611
                                                           registered_at__gte=since).exclude(pk=ticket.pk))
    bar = policy.current().understanding.thresholds.merge
    ranked = [compared(ticket, other) for other in found]
    return sorted((each for each in ranked if each.likeness >= bar), key=lambda each: -each.likeness)[:most]


def compared(ticket: Ticket, other: Ticket) -> Alike:
    """How alike two tickets are; pure."""
    mine = likely.gist_of(ticket.title, ticket.detail, ticket.place)
    judged = judge(mine, likely.gist_of(other.title, other.detail, other.place))
    score, reasons = judged.probability, list(judged.reasons)
    if ticket.words_key and other.words_key and bytes(ticket.words_key) == bytes(other.words_key):
        score, reasons = 1.0, [SAME_WORDS, *(reason for reason in reasons if reason != SAME_WORDS)]
    if ticket.phone_key and other.phone_key and bytes(ticket.phone_key) == bytes(other.phone_key):
        reasons.append(("同一电话", "same phone"))
        score += 0.25
    if ticket.division and ticket.division == other.division:
        reasons.append(("同一地区", "same area"))
        score += 0.05
    if abs(ticket.registered_at - other.registered_at) <= CLOSE:
        reasons.append(("时间相近", "near in time"))
    return Alike(other, min(score, 1.0), tuple(reasons))
