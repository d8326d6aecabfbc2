"""The ticket that another is likely the same as, for a page of tickets, with the reasons in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from huying.desks.lists.rows import address
from huying.desks.ticket import names
from huying.people.persons import Person
from huying.tickets import access
from huying.tickets.models import Likely, Ticket
from huying.tickets.problems import blocked
from huying.tickets.states import OPEN

REASON = "系统建议，人工确认："  # begins the reason that the history keeps
_OPEN = [state.value for state in OPEN]


@dataclass(frozen=True, slots=True)
class Same:
    """The running ticket with its address, how sure the machine is, and why; `zh` for the history."""

    number: str
    url: str
    title: str
    callers: int
    percent: int
    reasons: str
    zh: str


def likely(tickets: Sequence[Ticket], person: Person) -> dict[int, Same]:
    """By the ticket's id; only main tickets that run and that the person may see. One statement."""
    rows = (Likely.objects.filter(ticket__in=tickets, refused_at=None, main__in=access.visible(person).filter(state__in=_OPEN))
            .select_related("main").only("likeness", "reasons", "main__number", "main__title", "main__callers", "main__confidential"))
    hidden = {each.pk: each.confidential for each in tickets}
    return {row.ticket_id: _same(row) for row in rows if row.main.confidential == hidden[row.ticket_id]}


def of(ticket: Ticket, person: Person) -> Same:
    """The same of one ticket; Refused when nothing is proposed any more."""
    found = likely([ticket], person).get(ticket.pk)
    if found is None:
        raise blocked("no_proposal", "这项并单建议已失效，请打开工单核对。", "This proposal no longer holds; open the ticket.")
    return found


def _same(row: Likely) -> Same:
    main, pairs = row.main, [(zh, en) for zh, en in row.reasons]
    return Same(main.number, address(main.number), main.title, main.callers, round(100 * row.likeness),
                ", ".join(names.word(pair) for pair in pairs), "、".join(zh for zh, _ in pairs))
