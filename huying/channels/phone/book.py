"""The book of calls: each signal is written once, in one transaction, with what it means for call, seat and debts."""

from __future__ import annotations

import json
from collections.abc import Callable

from django.db import connection, transaction
from django.db.models import Subquery

from huying.channels.base import health
from huying.channels.phone import areas, callers, emergency, late, orders, owing, seats
from huying.channels.phone.models import BUSY, IN, PAUSED, RESERVED, WRAPPING, Call, CallEvent, CallParty
from huying.channels.phone.signals import STEPS, Signal, What
from huying.people.models import Citizen
from huying.people.sealed import vault
from huying.tickets import announce
from huying.tickets.models import Ticket

DOOR = "phone"
OUTCOMES = frozenset(name for name, _ in Call._meta.get_field("outcome").flatchoices)


def hear(signal: Signal) -> Call:
    """Write down one signal. A repeated one changes nothing; one that comes late is kept with the call, which does
    not go back for it (late.amend).

    An unknown call begins with whatever is heard of it first: no call is lost for a signal that went astray.
    """
    with transaction.atomic(savepoint=False):
        call, fresh = _call(signal)
        if _write(call, signal):
            before = call.state
            origin, state = STEPS[signal.what]
            if before in origin:
                _apply(call, signal, state)
            if before not in origin or (signal.what is What.ARRIVED and not fresh):
                late.amend(call, signal)
            _after(call, signal, moved=before in origin)
            call.save()
            _tell(call, signal, fresh=fresh)
    if fresh:
        health.note(DOOR, signal.at, "in_at" if call.direction == IN else "out_at")
    return call


def link(call: Call, ticket: Ticket) -> None:
    """The call was about this ticket: call, recording and ticket are one history."""
    person = Ticket.objects.filter(pk=ticket.pk).values("citizen_id")[:1]  # a ticket fresh from `register` does not know them
    Call.objects.filter(pk=call.pk).update(ticket=ticket, citizen_id=Subquery(person))


EVENT = """
INSERT INTO channels_callevent (call_id, key, what, at, agent_id, data) VALUES (%s, %s, %s, %s, %s, %s)
ON CONFLICT (call_id, key) DO NOTHING
"""


def _write(call: Call, signal: Signal) -> bool:
    """The event; False for a repeated one. One statement: an exchange tells dozens a second."""
    with connection.cursor() as cursor:
        cursor.execute(EVENT, [call.pk, signal.key[:160], signal.what.value, signal.at, signal.agent, json.dumps(_kept(signal))])
        return bool(cursor.rowcount)


def _call(signal: Signal) -> tuple[Call, bool]:
    """The call's row, locked; made when new. One statement for a call that is known."""
    known = Call.objects.select_for_update().filter(exchange=signal.exchange[:20], key=signal.call[:120]).first()
    if known is not None:
        return known, False
    caller = callers.caller_of(signal.number)
    made = Call(exchange=signal.exchange[:20], key=signal.call[:120], direction=signal.direction, purpose=signal.purpose,
                began_at=signal.at, called=signal.called[:32], language=signal.language, skills=list(signal.skills),
                priority=signal.priority, caller=caller.mark if signal.direction == IN else "", number_key=caller.key,
                area=areas.area_of(caller.number))
    if caller.number:
        made.number_sealed = vault().seal(caller.number, made.sealing)
    if made.number_key:
        made.citizen = Citizen.objects.filter(phone_key=made.number_key).first()
    Call.objects.bulk_create([made], ignore_conflicts=True)
    call = Call.objects.select_for_update().get(exchange=made.exchange, key=made.key)
    return call, not CallEvent.objects.filter(call=call).exists()


def _kept(signal: Signal) -> dict[str, object]:
    told = {"reason": signal.reason, "score": signal.score, "party": signal.party, "target": signal.target,
            "consent": signal.consent, "drill": signal.drill or None, "ticket": signal.ticket}
    return {**signal.data, **{name: value for name, value in told.items() if value not in ("", None)}}


def _apply(call: Call, signal: Signal, state: str | None) -> None:
    """What the signal changes on the call itself."""
    if state is not None:
        call.state = state
    if signal.what is What.QUEUED:
        call.queued_at = call.queued_at or signal.at
        call.skills, call.priority = list(signal.skills) or call.skills, max(call.priority, signal.priority)
    elif signal.what is What.OFFERED:
        call.offered_at, call.agent_id = signal.at, signal.agent
    elif signal.what is What.ANSWERED:
        call.answered_at, call.agent_id, call.held = call.answered_at or signal.at, signal.agent or call.agent_id, False
    elif signal.what is What.HANDED:
        call.agent_id, call.held = signal.agent or call.agent_id, False
    elif signal.what in (What.HELD, What.RETRIEVED):
        call.held = signal.what is What.HELD
    elif signal.what is What.RATED and signal.score in range(1, 6):
        call.rating = signal.score
    elif signal.what in (What.SERVED, What.PROMISED, What.TAGGED):
        call.outcome = {What.SERVED: "self_service", What.PROMISED: "promised", What.TAGGED: "tagged"}[signal.what]
    elif signal.what is What.ENDED:
        call.ended_at, call.held = max(signal.at, call.began_at), False
        call.outcome = _outcome(call, signal)


def _outcome(call: Call, signal: Signal) -> str:
    """How the call came out, from what was heard of it."""
    if call.outcome and not (call.outcome == "self_service" and call.answered_at):
        return call.outcome
    if call.answered_at:
        return "transferred" if signal.reason == "transferred" else "answered"
    if signal.reason in OUTCOMES - {"answered"}:
        return signal.reason
    if call.direction == IN or call.queued_at:
        return "abandoned" if call.queued_at or not call.offered_at else "missed"
    return "no_answer"


def _after(call: Call, signal: Signal, *, moved: bool) -> None:
    """What the signal means for seats, parties and the calls we owe."""
    act = AFTER.get(signal.what)
    if act is not None and (moved or signal.what in (What.DECLINED, What.LEFT)):
        act(call, signal)
    if signal.ticket:
        ticket = Ticket.objects.filter(number=signal.ticket).first()
        call.ticket = ticket or call.ticket
        if ticket and signal.purpose != "reminder":  # a reminder speaks with the unit
            call.citizen_id = ticket.citizen_id


def _offered(call: Call, signal: Signal) -> None:
    if signal.agent:
        seats.enter(signal.agent, RESERVED, signal.at, call=call)


def _answered(call: Call, signal: Signal) -> None:
    if call.agent_id:
        seats.enter(call.agent_id, BUSY, signal.at, call=call)
    owing.settle(call, signal.at)


def _freed(call: Call, signal: Signal) -> None:
    """The agent is out: after talking they write up; after not answering they are paused, so that the next caller is not
    sent to an empty chair."""
    if not signal.agent:
        return
    if signal.what is What.DECLINED:
        seats.enter(signal.agent, PAUSED, signal.at, reason="no_answer")
    else:
        seats.enter(signal.agent, WRAPPING, signal.at, call=call)


def _party(call: Call, signal: Signal) -> None:
    name = str(signal.data.get("party_key", signal.target))[:160]
    if signal.what is What.PARTY_CALLED:
        party, made = CallParty.objects.get_or_create(call=call, key=name, defaults={
            "kind": signal.party, "target": signal.target[:60], "consent": signal.consent, "drill": signal.drill,
            "began_at": signal.at, "by_id": signal.agent})
        if made and signal.number:
            party.number_sealed = vault().seal(signal.number, f"party:{party.pk}")
            party.save(update_fields=["number_sealed"])
        return
    changed: dict[str, object] = {"answered_at": signal.at} if signal.what is What.PARTY_ANSWERED else {
        "ended_at": signal.at, "outcome": signal.reason[:12]}
    there = CallParty.objects.filter(call=call, key=name, ended_at=None).first()
    if there is not None:
        CallParty.objects.filter(pk=there.pk).update(**changed)
        if signal.what is What.PARTY_ANSWERED and signal.data.get("for"):
            emergency.acknowledge(call, str(signal.data["for"]), there.target, signal.at)
        _lent(call, there, signal)


def _lent(call: Call, party: CallParty, signal: Signal) -> None:
    """A colleague's seat speaks while they advise, and is free when they leave; unless the call is theirs now."""
    colleague = orders.colleague(party.target)
    if party.kind != "consult" or colleague is None or colleague == call.agent_id:
        return
    if signal.what is What.PARTY_ANSWERED:
        seats.enter(colleague, BUSY, signal.at, call=call)
    elif signal.reason == "no_answer":
        seats.enter(colleague, PAUSED, signal.at, reason="no_answer")
    else:
        seats.enter(colleague, WRAPPING, signal.at, call=call)


def _handed(call: Call, signal: Signal) -> None:
    if signal.agent:
        seats.take_over(signal.agent, call, signal.at)


def _owed(call: Call, signal: Signal) -> None:
    owing.owe(call, signal.at)


def _ended(call: Call, signal: Signal) -> None:
    CallParty.objects.filter(call=call, ended_at=None).update(ended_at=call.ended_at)
    for seat in call.seats.all():
        seats.enter(seat.account_id, WRAPPING, signal.at, call=call)
    owing.owe(call, signal.at)


AFTER: dict[What, Callable[[Call, Signal], None]] = {
    What.OFFERED: _offered, What.ANSWERED: _answered, What.DECLINED: _freed, What.LEFT: _freed, What.HANDED: _handed,
    What.PARTY_CALLED: _party, What.PARTY_ANSWERED: _party, What.PARTY_LEFT: _party, What.PROMISED: _owed, What.TAGGED: _owed,
    What.ENDED: _ended,
}


def _tell(call: Call, signal: Signal, *, fresh: bool) -> None:
    """Open pages: the floor hears of every change of state, the agent of everything about their call."""
    topics = [seats.FLOOR] if fresh or signal.what in MOVING else []
    for agent in {signal.agent, call.agent_id} - {None}:
        topics.append(f"person:{agent}")
    announce.note(topics, f"call_{signal.what}", call.pk)


MOVING = frozenset({What.QUEUED, What.OFFERED, What.DECLINED, What.ANSWERED, What.HANDED, What.ENDED, What.PROMISED, What.TAGGED,
                    What.LOST})
