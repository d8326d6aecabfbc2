"""The words of notices: from the policy's templates, filled with what the event and the ticket say."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from huying import policy
from huying.tickets import numbers
from huying.tickets.events import sentence
from huying.tickets.models import Event, Ticket


class _Blank(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return ""


def link_to(ticket: Ticket) -> str:
    return f"{settings.PUBLIC_URL}/t/{ticket.number}"


def facts(event: Event, ticket: Ticket) -> dict[str, Any]:
    """What a template may name: {number} {title} {unit} {link} {reason} …"""
    plain = {key: value for key, value in event.data.items() if isinstance(value, str | int | float)}
    return _Blank({
        **plain, "number": numbers.shown(ticket.number), "title": ticket.summary or ticket.title[:20], "link": link_to(ticket),
        "unit": ticket.lead.name if ticket.lead else "", "hotline": "12345", "city": policy.current().city.name,
        "sentence": sentence(event, language=ticket.language, citizen=True),
        "due": f"{ticket.due_at.astimezone():%Y-%m-%d}" if ticket.due_at else "",
    })


def to_citizen(event: Event, ticket: Ticket, *, short: bool) -> tuple[str, str]:
    """(title, text) for the citizen; text is empty when the event is not told."""
    said = sentence(event, language=ticket.language, citizen=True)
    if not said:
        return "", ""
    language = "en" if ticket.language.startswith("en") else "zh"
    if notice_name(event) not in policy.current().notices:
        return said[:60], f"【12345】{numbers.shown(ticket.number)} {said}"
    words, values = policy.current().notice(notice_name(event), language), facts(event, ticket)
    return words.title.format_map(values), (words.sms if short else words.text).format_map(values)


def notice_name(event: Event) -> str:
    """The policy's name of the notice that goes with an event."""
    return {"register": "received", "ask_completion": "incomplete", "check": "completed", "close": "completed",
            "decide_extension": "extension", "decline": "declined", "dispatch": "dispatched", "transfer": "transferred",
            "merge": "merged", "expire": "expired", "rate": "reviewing", "open_review": "reviewing",
            "final_answer": "final_answer"}.get(event.verb, event.verb)


def to_staff(event: Event, ticket: Ticket) -> tuple[str, str]:
    """(title, text) for a desk."""
    said = sentence(event)
    return f"{numbers.shown(ticket.number)} {said}"[:120], f"{ticket.title}：{said}"
