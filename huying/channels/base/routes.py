"""By which door a citizen is told: as they chose; else the one they came by, their fallback, then what else they left."""

from __future__ import annotations

import re

from huying.channels.base import correspondents
from huying.channels.models import Correspondent
from huying.people.sealed import caller_of
from huying.people.vault import normal_phone
from huying.tickets.models import Ticket

WRITTEN = ("wechat", "email", "sms")  # doors that carry a notice
FIRST, FALLBACK = 1, 2  # Correspondent.turn
_MAIL = re.compile(r"[^@\s<>,;]{1,64}@[^@\s<>,;]{1,190}\.[^@\s<>,;]{2,}")
QUIET = frozenset({"sms", "wechat"})  # doors that may wake somebody


def routes(ticket: Ticket, *, answering: str = "") -> list[tuple[str, str]]:
    """(door, address) in the order to be tried; a door whose notices the person stopped, or that they left, is left out.

    `answering`: the door by which the person has just written themselves: there an answer is due first, whatever they stopped.
    One statement.
    """
    known = _known(ticket)
    rows = correspondents.of(ticket.citizen_id, known)
    here = {(row.door, bytes(row.address_key)): row for row in rows}
    met = {door: here.get((door, correspondents.key_of(door, address))) for door, address in known.items()}
    mine = [row for row in rows if row.turn and ticket.citizen_id is not None and row.citizen_id == ticket.citizen_id]
    order = _order(ticket, known, answering, bool(mine) and mine[0].turn == FIRST)
    ways: list[tuple[str, str]] = []
    for each in order:
        if each in (FIRST, FALLBACK):
            ways += [(row.door, correspondents.address_of(row)) for row in mine if row.turn == each and row.silent_at is None]
            continue
        door = str(each)
        who = met[door]
        if door == answering or not _stopped(who, ticket):
            ways.append((door, known[door]))
        chosen = correspondents.fallback_of(who) if who else None
        if chosen:
            ways.append(chosen)
    return list(dict.fromkeys(ways))


def _known(ticket: Ticket) -> dict[str, str]:
    """door → address that stands in the ticket itself."""
    _, phone, other = caller_of(ticket.number, ticket.caller_sealed)
    mail = _MAIL.fullmatch(other.strip()) if other else None
    told = {"sms": phone, "email": other.strip() if mail else "", "wechat": other if ticket.door == "wechat" and not mail else ""}
    return {door: address for door, address in told.items() if address}


def _order(ticket: Ticket, known: dict[str, str], answering: str, chosen: bool) -> list[str | int]:
    """Doors of the ticket and places of the person's choice, as they are to be tried."""
    came = ticket.door if ticket.door in known else "sms"
    doors = [door for door in (came, *(each for each in WRITTEN if each != came)) if door in known]
    head: list[str | int] = [answering] if answering in known else []
    if chosen:
        return [*head, FIRST, FALLBACK, *(door for door in doors if door not in head)]
    head = head or list(doors[:1])
    return [*head, FALLBACK, *(door for door in doors if door not in head)]


def _stopped(who: Correspondent | None, ticket: Ticket) -> bool:
    return who is not None and (who.silent_at is not None or (who.left_id is not None and who.left_id == ticket.citizen_id))


def fits(door: str, address: str) -> str:
    """The address as the door takes it, or empty when it is none."""
    if door == "sms":
        return normal_phone(address) or ""
    return address if _MAIL.fullmatch(address) else ""
