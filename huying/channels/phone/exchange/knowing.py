"""What the house knows of a caller when the telephone rings, and what it answers to keys. Runs in the diary's threads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from huying import policy
from huying.channels.base.standing import place_of
from huying.channels.phone import callers, pacing
from huying.channels.phone.models import OFF, WAITING, Call, Seat
from huying.clocks.zone import SHANGHAI
from huying.people.models import Citizen
from huying.tickets import proof
from huying.tickets.models import Ticket
from huying.tickets.states import STATE_NAMES, State

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Known:
    """`lately`: calls of this number within the hour, this one among them; `reachable`: whether it can be called back."""

    row: int
    language: str = "zh-hans"
    skills: frozenset[str] = frozenset()
    priority: int = 0
    direct: bool = False
    lately: int = 0
    waiting: int = 0
    seats: int = 0
    night: bool = False
    reachable: bool = False


def know(call: Call, asked: frozenset[str], now: datetime) -> Known:
    """Everything about the caller that decides how the call goes. Six statements."""
    rules = policy.current().phone
    key = bytes(call.number_key) if call.number_key else None
    citizen = Citizen.objects.filter(pk=call.citizen_id).first() if call.citizen_id else None
    known = {skill.id: skill for skill in rules.skills}
    language = citizen.language if citizen is not None else "zh-hans"
    language = next((known[each].language for each in asked if each in known and known[each].language), language)
    elderly = citizen is not None and bool(citizen.care)
    repeat = key is not None and callers.calls_lately(key, now, timedelta(hours=rules.line.repeat_hours)) > 1
    skills = frozenset(each for each in asked if each in known)
    spoken = next((skill.id for skill in rules.skills if skill.language == language), "")
    if spoken and language != "zh-hans":
        skills |= {spoken}
    return Known(
        row=call.pk, language=language, skills=skills,
        priority=(rules.priority.elderly if elderly else 0) + (rules.priority.repeat if repeat else 0),
        direct=elderly or any(known[each].direct for each in skills),
        lately=callers.calls_lately(key, now, HOUR) if key else 0,
        waiting=Call.objects.filter(state=WAITING).count(), seats=Seat.objects.exclude(state=OFF).count(),
        night=pacing.in_hours(now.astimezone(policy.current().city.zone), rules.line.night),
        reachable=bool(call.number_sealed) and not call.caller,
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a request stands, in words to be spoken. `missing`: what its citizen has still to tell, until `due`."""

    state: str
    missing: str = ""
    due: str = ""


def progress(row: int, number: str, code: str, language: str, now: datetime) -> Standing | None:
    """Where a request stands; None when number and code do not fit, or too many were tried."""
    call = Call.objects.filter(pk=row).first()
    beside = f"phone:{bytes(call.number_key).hex()}" if call and call.number_key else ""
    if proof.PER_NUMBER.hit(number, now) is not None or (beside and proof.PER_ADDRESS.hit(beside, now) is not None):
        return None
    spelt, english = proof.proven(number, code), language.startswith("en")
    if spelt is None:
        return None
    proof.PER_NUMBER.clear(number)
    ticket = Ticket.objects.only("state", "missing", "due_at").get(number=spelt)
    state = State(ticket.state)
    words = STATE_NAMES[state][3 if english else 2]
    if state is not State.INCOMPLETE or not ticket.missing or ticket.due_at is None:
        return Standing(words)
    due = ticket.due_at.astimezone(SHANGHAI)
    missing = (", " if english else "、").join(place_of(each, english) for each in ticket.missing)
    return Standing(words, missing, f"{due:%-d %B, %H:%M}" if english else f"{due.month}月{due.day}日{due.hour}点")


def number_to_read(row: int) -> str:
    """The number of the call's ticket, when it has one by now."""
    return Call.objects.filter(pk=row).values_list("ticket__number", flat=True).first() or ""
