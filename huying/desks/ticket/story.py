"""The history as a timeline: who did what, in one sentence each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from huying.desks.ticket import names
from huying.tickets.events import sentence, verb_name
from huying.tickets.models import Event

ICONS = {
    "register": "plus", "ask_completion": "edit", "complete": "check", "triage": "tag", "decline": "close",
    "dispatch": "dispatch", "add_unit": "people", "sign": "sign", "pass_down": "layers", "contact": "phone",
    "hand_back": "hand-back", "rule_hand_back": "scale", "redispatch": "dispatch", "ask_extension": "clock",
    "decide_extension": "clock", "ask_suspension": "pause", "suspend": "pause", "resume": "refresh", "reply": "chat",
    "check": "shield", "close": "check-circle", "ask_rating": "phone", "rate": "star", "open_review": "scale",
    "decide_review": "scale", "rework": "refresh", "urge": "urge", "supervise": "flag", "answer_supervision": "flag",
    "merge": "merge", "unmerge": "merge", "transfer": "transfer", "withdraw": "hand-back", "reopen": "refresh",
    "archive": "archive", "final_answer": "file", "protect": "lock", "correct": "eye-off", "note": "edit",
    "expire": "clock", "miss": "alert", "remind": "bell",
}
TONES = {"check": "green", "close": "green", "rate": "green", "miss": "red", "decline": "red", "hand_back": "yellow",
         "urge": "yellow", "rework": "yellow", "supervise": "yellow"}


def entries(events: Iterable[Event]) -> list[dict[str, Any]]:
    """Timeline entries in the order given (docs/design-system.md: timeline)."""
    return [_entry(event) for event in events]


def _entry(event: Event) -> dict[str, Any]:
    title = verb_name(event.verb, names.language())
    text = sentence(event, language=names.language())
    return {
        "icon": ICONS[event.verb], "tone": TONES.get(event.verb, ""), "title": title, "at": event.at, "who": _who(event),
        "text": "" if text == title else text, "internal": not event.public,
    }


def _who(event: Event) -> str:
    if event.actor_kind == "citizen":
        return _("诉求人")
    if event.actor_kind != "staff":
        return _("系统")
    return f"{event.actor_name} · {event.unit}" if event.unit_id else event.actor_name
