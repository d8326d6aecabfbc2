"""One request as its citizen may read it, as data: the same facts as the progress page, no internal state, no names of staff."""

from __future__ import annotations

from typing import Any

from huying import policy
from huying.tickets.events import SHARED, sentence
from huying.tickets.models import Ticket
from huying.tickets.states import STATE_NAMES, State

# What the citizen may know of the state, as a word for programs (DOMAIN §2).
STATUS: dict[State, tuple[str, str, str]] = {
    state: (code, *STATE_NAMES[state][2:])
    for code, states in {
        "submitted": [State.RECEIVED], "incomplete": [State.INCOMPLETE],
        "in_progress": [State.PENDING_DISPATCH, State.DISPATCHED, State.HANDLING, State.REPLIED, State.SUSPENDED],
        "completed": [State.COMPLETED, State.ARCHIVED], "reviewing": [State.REVIEWING], "declined": [State.DECLINED],
        "closed": [State.EXPIRED], "transferred": [State.TRANSFERRED], "merged": [State.MERGED],
        "withdrawn": [State.WITHDRAWN],
    }.items() for state in states
}  # fmt: skip


def progress_of(ticket: Ticket) -> dict[str, Any]:
    """The values of `shapes.Progress`; a joined request tells the progress of the one that it was joined to."""
    subject = ticket.main or ticket
    code, zh, en = STATUS[State(subject.state)]
    category = policy.current().categories.get(ticket.category)
    return {
        "number": ticket.number, "status": code, "status_text": zh, "status_text_en": en, "kind": ticket.kind,
        "category": ticket.category, "category_name": " › ".join(category.path_names) if category else "",
        "category_name_en": category.en if category else "", "registered_at": ticket.registered_at,
        "due_at": subject.due_at, "missing": ticket.missing if ticket.state == State.INCOMPLETE else [],
        "history": _history(ticket, subject), "answers": _answers(subject),
    }  # fmt: skip


def _history(ticket: Ticket, subject: Ticket) -> list[dict[str, Any]]:
    """Public steps, oldest first."""
    events = ticket.events.model.objects.filter(ticket__in={ticket, subject}, public=True).order_by("id")
    told = []
    for event in events:
        if event.ticket_id != ticket.pk and event.verb not in SHARED:
            continue
        text = sentence(event, citizen=True)
        if text:
            told.append({"at": event.at, "text": text, "text_en": sentence(event, language="en", citizen=True)})
    return told


def _answers(subject: Ticket) -> list[dict[str, Any]]:
    rows = subject.replies.filter(passed=True).select_related("unit").order_by("id")
    return [{"at": row.checked_at or row.at, "unit": row.unit.name if row.unit else "",
             "unit_en": row.unit.called(english=True) if row.unit else "", "text": row.text} for row in rows]
