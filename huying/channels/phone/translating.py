"""From another exchange's events to the signals of the book: whose call, at which seat, what it means."""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Callable
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import Q

from huying import policy
from huying.channels.phone import book, callers, line, owing, seats
from huying.channels.phone.models import IN, OUT, PAUSED, READY, Call, CallBack, CallEvent, Seat
from huying.channels.phone.signals import Signal, What
from huying.channels.phone.told import Told
from huying.people.models import Account
from huying.people.sealed import vault

# cause → how an unanswered call came out, in and out; empty: as the book sees it (who waited has abandoned, and is called back)
CAUSES = {"busy": ("", "busy"), "noanswer": ("", "no_answer"), "cancel": ("", "no_answer"), "rejected": ("", "refused"),
          "congestion": ("failed", "failed"), "notfound": ("failed", "failed"), "forwarded": ("transferred", "transferred")}
SIMPLE = {"queued": What.QUEUED, "offered": What.OFFERED, "declined": What.DECLINED, "held": What.HELD,
          "retrieved": What.RETRIEVED, "answer": What.ANSWERED, "rated": What.RATED}
AGENT_FIRST = frozenset({"offered", "declined", "answer", "transferred"})


def hear(told: Told, exchange: str) -> tuple[Call, bool]:
    """Write the event into the book, whole or not at all. The call, and whether an agent was named that nobody knows."""
    with transaction.atomic():
        agents = agents_of(told)
        tries = _owed_try(told, exchange)
        signals = _signals(told, exchange, agents)
        for signal in signals:
            call = book.hear(signal)
        if tries is not None and not call.answered_at:
            owing.tried(tries, told.at, failed=call.outcome == "failed")
    return call, told.event in AGENT_FIRST and bool(told.who) and not any(name in agents for name in told.who)


def seat(told: Told) -> bool:
    """What the other exchange says of a seat; whether an agent was named that nobody knows. Late news change nothing."""
    agents = agents_of(told)
    account = next((agents[name] for name in told.who if name in agents), None)
    if account is None:
        return True
    known = next((each.id for each in policy.current().phone.pauses if told.reason in (each.id, each.name, each.en)), told.reason[:20])
    seats.told(account, told.state, known if told.state == PAUSED else "", told.at)
    return False


def agents_of(told: Told) -> dict[str, int]:
    """Account ids by what the event calls them: extension, number, user name, or a name that only one bears. One statement."""
    names = [*told.who, *filter(None, [told.target])]
    if not names:
        return {}
    found: dict[str, int] = {}
    rows = list(Account.objects.filter(
        Q(seat__extension__in=names) | Q(number__in=names) | Q(username__in=names) | Q(name__in=names), is_active=True,
    ).values_list("pk", "name", "username", "number", "seat__extension"))
    bearers = Counter(row[1] for row in rows)
    for place in (1, 2, 3, 4):  # what stands later is worth more
        for row in rows:
            name = str(row[place])
            if name in names and (place > 1 or bearers[name] == 1):
                found[name] = row[0]
    return found


def advice(call: Call) -> str:
    """The extension of the ready seat that we would ring, by the same rule as our own line; empty when there is none.

    Advice reserves nothing: the seat is taken when the exchange tells that it rings.
    """
    if call.direction != IN or call.is_over or call.answered_at:
        return ""
    there = {each.account_id: each for each in Seat.objects.filter(state=READY)}
    free = [line.Free(each.account_id, each.since, frozenset(each.skills)) for each in there.values()]
    caller = line.Waiting(call.pk, call.queued_at or call.began_at, frozenset(call.skills), call.priority)
    if line.unserved([caller], [each.skills for each in free]):
        caller = line.Waiting(call.pk, caller.since)
    found = line.pairs([caller], free, call.began_at)
    return str(there[found[0][1].account].extension) if found else ""


def _signals(told: Told, exchange: str, agents: dict[str, int]) -> list[Signal]:
    agent = next((agents[name] for name in told.who if name in agents), None)
    number, called = (told.caller, told.called) if told.direction == IN else (told.called, told.caller)

    def signal(what: What, part: str = "", **more: object) -> Signal:
        given = {"agent": agent, "number": number, "data": {"told_at": told.off} if told.off else {}, **more}
        return Signal(exchange=exchange, call=told.call, what=what, key=told.key + part, at=told.at, direction=told.direction,
                      purpose="manual" if told.direction == OUT else "", called=called, **given)  # type: ignore[arg-type]

    if told.event in SIMPLE:
        return [signal(SIMPLE[told.event], skills=_skills(told.queue), score=told.score)]
    return MAKE[told.event](told, signal, agents)


Make = Callable[..., Signal]


def _new(told: Told, signal: Make, agents: dict[str, int]) -> list[Signal]:
    """Named alone, an agent is rung; else the caller waits for a person, unless a menu plays first."""
    ringing = [agents[name] for name in told.who if name in agents]
    arrived = signal(What.ARRIVED, agent=None, skills=_skills(told.queue))
    if len(set(ringing)) == 1:
        return [arrived, signal(What.OFFERED, ".offered", agent=ringing[0])]
    if told.direction == OUT or told.menu:
        return [arrived]
    return [arrived, signal(What.QUEUED, ".queued", agent=None, skills=_skills(told.queue))]


def _transferred(told: Told, signal: Make, agents: dict[str, int]) -> list[Signal]:
    left = signal(What.LEFT, agent=next((agents[name] for name in told.who if name in agents), None))
    if told.target in agents:
        return [left, signal(What.OFFERED, ".offered", agent=agents[told.target])]
    return [left, signal(What.PARTY_CALLED, ".party", party="transfer", number=told.target, data={"party_key": told.key[:150]})]


def _recording(told: Told, signal: Make, agents: dict[str, int]) -> list[Signal]:
    """That there is a recording, and where: the address is sealed, for it may hold a number or a key, and never fetched."""
    where = told.recording[:2000]
    sealed = base64.b64encode(vault().seal(where, f"recording:{told.call}")).decode() if where else ""
    return [signal(What.MARKED, data={"recording": {"host": (urlsplit(where).hostname or "")[:200] if _is_address(where) else "",
                                                    "sealed": sealed}})]


def _hangup(told: Told, signal: Make, agents: dict[str, int]) -> list[Signal]:
    reason = CAUSES.get(told.cause.lower().replace("_", ""), ("", ""))[told.direction == OUT]
    return [signal(What.ENDED, reason=reason)]


MAKE: dict[str, Callable[[Told, Make, dict[str, int]], list[Signal]]] = {
    "newCall": _new, "transferred": _transferred, "recording": _recording, "hangup": _hangup}


def _is_address(text: str) -> bool:
    try:
        return urlsplit(text).scheme in ("http", "https")
    except ValueError:
        return False


def _skills(queue: str) -> tuple[str, ...]:
    """A queue is named as a skill of the policy, by its id or either name; another queue asks for no skill."""
    return tuple(each.id for each in policy.current().phone.skills if queue and queue in (each.id, each.name, each.en))


def _owed_try(told: Told, exchange: str) -> CallBack | None:
    """The call that we owe to this number, when an outbound call ends: unanswered, it was one more try. Counted once."""
    if told.event != "hangup" or told.direction != OUT:
        return None
    if CallEvent.objects.filter(call__exchange=exchange, call__key=told.call, key=told.key).exists():
        return None
    key = callers.caller_of(told.called).key
    return CallBack.objects.select_for_update(of=("self",)).select_related("call").filter(
        number_key=key, state__in=owing.OPEN).first() if key else None
