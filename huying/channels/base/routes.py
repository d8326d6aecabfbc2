"""By which door a citizen is told: the one they came by, then the fallback they chose, then what else they left."""

from __future__ import annotations

import re

from huying.channels.base import correspondents
from huying.people.sealed import caller_of
from huying.people.vault import normal_phone
from huying.tickets.models import Ticket

WRITTEN = ("wechat", "email", "sms")  # doors that carry a notice
_MAIL = re.compile(r"[^@\s<>,;]{1,64}@[^@\s<>,;]{1,190}\.[^@\s<>,;]{2,}")
QUIET = frozenset({"sms", "wechat"})  # doors that may wake somebody


def routes(ticket: Ticket, *, answering: str = "") -> list[tuple[str, str]]:
    """(door, address) in the order to be tried; a door whose notices the person stopped is left out.

    `answering`: the door by which the person has just written themselves: there an answer is due whatever they stopped.
    """
    _, phone, other = caller_of(ticket.number, ticket.caller_sealed)
    mail = _MAIL.fullmatch(other.strip()) if other else None
    known = {"sms": phone if phone else "", "email": other.strip() if mail else "",
             "wechat": other if ticket.door == "wechat" and not mail else ""}
    first = ticket.door if known.get(ticket.door) else "sms"
    found: list[tuple[str, str]] = []
    for door in (first, *(each for each in WRITTEN if each != first)):
        if not known[door]:
            continue
        who = correspondents.find(door, known[door])
        if who is None or who.silent_at is None or door == answering:
            found.append((door, known[door]))
        chosen = correspondents.fallback_of(who) if who else None
        if chosen:
            found.append(chosen)
    return list(dict.fromkeys(found))


def fits(door: str, address: str) -> str:
    """The address as the door takes it, or empty when it is none."""
    if door == "sms":
        return normal_phone(address) or ""
    return address if _MAIL.fullmatch(address) else ""
