"""Calls that we owe: made when nobody answered, settled when we spoke. A number is owed one call at a time."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from huying import policy
from huying.channels.base import correspondents
from huying.channels.base.saying import say
from huying.channels.phone import callers, pacing
from huying.channels.phone.models import IN, Call, CallBack
from huying.channels.phone.seats import FLOOR
from huying.channels.words import page_at
from huying.clocks.wording import until
from huying.people.models import Account
from huying.people.sealed import vault
from huying.people.vault import is_mobile
from huying.tickets import announce, timing

OPEN = (CallBack.OPEN, CallBack.CLAIMED)
SORRY = frozenset({"abandoned", "missed", "promised", "lost"})  # whoever left a message knows already


def owe(call: Call, now: datetime) -> CallBack | None:
    """The debt of a call that ended without a person, or whose caller left their place. None when there is none.

    Whoever is owed a call already keeps the earlier place; a withheld number cannot be called back. Whom we called and who then asked
    for a person is owed one as who called us.
    """
    if (call.direction != IN and call.queued_at is None) or not call.number_sealed or call.answered_at:
        return None
    why = {"abandoned": "abandoned", "missed": "missed", "promised": "promised", "tagged": "tagged", "failed": "lost"}.get(
        call.outcome or "", "")
    if not why or (why == "abandoned" and call.queued_at is None):
        return None
    with transaction.atomic():
        there = CallBack.objects.select_for_update().filter(number_key=call.number_key, state__in=OPEN).first()
        if there is not None and there.call_id != call.pk:
            there.priority = max(there.priority, call.priority)
            there.save(update_fields=["priority"])
            return there
        number = callers.number_of(call)
        back, made = CallBack.objects.get_or_create(call=call, defaults={
            "why": why, "number_key": call.number_key, "skills": call.skills, "priority": call.priority,
            "placed_at": call.queued_at or call.began_at, "number_sealed": vault().seal(number, f"callback:{call.pk}")})
        if made and why in SORRY:
            _apologise(back, number, now)
    announce.note([FLOOR, "desk:agent"], "callback", back.pk)
    return back


def _apologise(back: CallBack, number: str, now: datetime) -> None:
    """A text message to a mobile number, unless its owner wants none: that we call back, by when, and where one may write meanwhile."""
    who = correspondents.find("sms", number)
    if not is_mobile(number) or (who is not None and who.silent_at is not None):
        return
    zone = policy.current().city.zone
    limit = next(rule.text for rule in policy.current().limits if rule.promise == "callback" and not any(rule.weight))
    due = timing.due(limit, now).due_at
    say("sms", number, "missed_call", {
        "date": f"{back.placed_at.astimezone(zone):%Y-%m-%d %H:%M}", "due": until(due) if due else "",
        "link": page_at("/new/")}, key=f"missed_call:{back.pk}", now=now)


def number_of(back: CallBack) -> str:
    """The number in clear, for dialling. Never for a page."""
    return vault().open_(bytes(back.number_sealed), f"callback:{back.call_id}") if back.number_sealed else ""


def settle(call: Call, now: datetime) -> int:
    """We spoke with this number, whoever called: what we owed it is done."""
    if not call.number_key:
        return 0
    return CallBack.objects.filter(number_key=call.number_key, state__in=OPEN).exclude(call=call).update(
        state=CallBack.DONE, done_at=now, by=call.agent_id)


def waiting(now: datetime) -> QuerySet[CallBack]:
    """What is to be called now, in the order of the line: priority, then who came first."""
    free = Q(not_before=None) | Q(not_before__lte=now)
    return CallBack.objects.filter(free, state=CallBack.OPEN).order_by("-priority", "placed_at", "pk")


def take(back_id: int, account: Account, now: datetime) -> CallBack | None:
    """Claim one to dial it; None when somebody else has."""
    taken = CallBack.objects.filter(pk=back_id, state=CallBack.OPEN).update(state=CallBack.CLAIMED, by=account)
    return CallBack.objects.select_related("call").get(pk=back_id) if taken else None


def tried(back: CallBack, now: datetime, *, failed: bool = False) -> CallBack:
    """It was dialled and nobody answered: again later, and given up after as many tries as the policy allows. A call that `failed` on
    its way never rang: it is no try."""
    rules = policy.current().phone.outbound
    back.tries += not failed
    back.state, back.by = (CallBack.GIVEN_UP, back.by) if back.tries >= rules.tries else (CallBack.OPEN, None)
    back.not_before = now + timedelta(minutes=rules.again_minutes)
    back.done_at = now if back.state == CallBack.GIVEN_UP else None
    back.save(update_fields=["tries", "state", "by", "not_before", "done_at"])
    announce.note([FLOOR, "desk:agent"], "callback", back.pk)
    return back


def may_dial(now: datetime) -> bool:
    """Whether it is an hour at which we call people. `now` with its zone."""
    return pacing.in_hours(now.astimezone(policy.current().city.zone), policy.current().phone.outbound.hours)
