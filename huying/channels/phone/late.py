"""Signals that come after what they should have come before: the call is put right, and nobody is called back in vain."""

from __future__ import annotations

from huying.channels.phone import callers, owing
from huying.channels.phone.models import ENDED, Call, CallBack
from huying.channels.phone.signals import Signal, What
from huying.people.models import Citizen
from huying.people.sealed import vault

UNSPOKEN = frozenset({"abandoned", "missed", "no_answer", "failed", "busy", ""})


def amend(call: Call, signal: Signal) -> None:
    """What a late signal still tells: the number, when it rang, and that somebody did speak."""
    if signal.what is What.ARRIVED:
        _arrived(call, signal)
    elif call.state != ENDED or call.ended_at is None:
        return
    elif signal.what is What.QUEUED and call.queued_at is None:
        call.queued_at = min(signal.at, call.ended_at)
    elif signal.what is What.OFFERED and call.offered_at is None:
        call.offered_at = min(signal.at, call.ended_at)
    elif signal.what is What.ANSWERED and call.answered_at is None:
        call.answered_at, call.agent_id = min(signal.at, call.ended_at), signal.agent or call.agent_id
        call.outcome = "answered" if call.outcome in UNSPOKEN else call.outcome
        CallBack.objects.filter(call=call, state__in=owing.OPEN).update(state=CallBack.DONE, done_at=signal.at, by=call.agent_id)
        owing.settle(call, signal.at)
        return
    if call.state == ENDED:
        owing.owe(call, signal.at)


def _arrived(call: Call, signal: Signal) -> None:
    call.began_at = min(call.began_at, signal.at)
    caller = callers.caller_of(signal.number)
    if call.number_sealed or not caller.number:
        return
    call.direction, call.called = signal.direction, signal.called[:32] or call.called
    call.number_key, call.caller = caller.key, caller.mark
    call.number_sealed = vault().seal(caller.number, call.sealing)
    if call.number_key and call.citizen_id is None:
        call.citizen = Citizen.objects.filter(phone_key=call.number_key).first()
