"""Sending deliveries: in order, one at a time for each hook, again with growing gaps, until they are taken or given up."""

from __future__ import annotations

import time
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet

from huying.api.hooks import keeping, signing, wire
from huying.api.models import Hook, HookDelivery
from huying.clocks.present import now as present
from huying.tickets.incoming import cleaned

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
# Before the second try, the third …: a day and a half in all, then the delivery has failed.
GAPS = (MINUTE, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 18 * HOUR)
PAUSE = timedelta(seconds=30)  # after a sign that the other side is down, before the next delivery is tried on it
LONGEST_WAIT = 6 * HOUR  # as far as a Retry-After is believed
GIVE_UP = timedelta(days=5)  # of nothing but failures, then the hook is switched off
PUSH_SECONDS = 40.0  # a job's share; what is left then is another job's
BUSY = frozenset({408, 425, 429})


def due(now: datetime) -> list[int]:
    """Hooks that have something to send now."""
    waiting = HookDelivery.objects.filter(state=HookDelivery.QUEUED, next_at__lte=now).values("hook_id")
    return list(_ready(now).filter(pk__in=waiting).values_list("pk", flat=True))


def push(hook_id: int) -> bool:
    """Send what is due. True when there is more than fits into one job."""
    ends = time.monotonic() + PUSH_SECONDS
    while time.monotonic() < ends:
        now = present()
        waiting = HookDelivery.objects.filter(hook__in=_ready(now).filter(pk=hook_id), state=HookDelivery.QUEUED, next_at__lte=now)
        first = waiting.order_by("id").values_list("pk", flat=True).first()
        if first is None or not _tried(first):
            return False
    return True


def _ready(now: datetime) -> QuerySet[Hook]:
    """Hooks that may be called now."""
    free = Q(wait_until=None) | Q(wait_until__lte=now)
    return Hook.objects.filter(free, active=True, partner__active=True)


def _tried(pk: int) -> bool:
    """One try, counted before it is made: whoever dies in between has tried. False when somebody else is at it."""
    row = HookDelivery.objects.filter(pk=pk, state=HookDelivery.QUEUED)
    with transaction.atomic():
        if row.select_for_update(skip_locked=True).first() is None:
            return False
        row.update(tries=F("tries") + 1)
    with transaction.atomic():
        delivery = row.select_for_update(skip_locked=True, of=("self",)).select_related("hook").first()
        if delivery is None:
            return False
        hook, body = delivery.hook, delivery.body.encode()
        signed = signing.headers(keeping.secrets_of(hook, present()), delivery.webhook_id, int(time.time()), body)
        _settle(hook, delivery, wire.post(hook.url, body, signed), present())
    return True


def _settle(hook: Hook, delivery: HookDelivery, answer: wire.Answer, now: datetime) -> None:
    """What the answer means for the delivery and for its hook."""
    delivery.status, delivery.error, delivery.ms = answer.status, cleaned(answer.error)[:200], answer.ms
    if answer.taken:
        delivery.state, delivery.done_at, delivery.next_at = HookDelivery.DELIVERED, now, None
        hook.success_at, hook.failing_since, hook.wait_until = now, None, None
    else:
        hook.failing_since = hook.failing_since or now
        down = answer.status is None or answer.status >= 500 or answer.status < 400 or answer.status in BUSY
        asked = min(timedelta(seconds=answer.retry_after), LONGEST_WAIT)
        hook.wait_until = now + max(asked, PAUSE) if down else None
        over = answer.status == 410 or delivery.tries > len(GAPS)
        delivery.state = HookDelivery.FAILED if over else HookDelivery.QUEUED
        delivery.done_at = now if over else None
        delivery.next_at = None if over else now + max(_gap(delivery), asked)
    delivery.save(update_fields=["status", "error", "ms", "state", "done_at", "next_at"])
    hook.save(update_fields=["success_at", "failing_since", "wait_until"])
    if answer.status == 410:
        keeping.switch_off(hook, "对方应答 410：地址已不用", now)
    elif hook.failing_since is not None and hook.failing_since <= now - GIVE_UP:
        keeping.switch_off(hook, f"连续 {GIVE_UP.days} 天推送失败：{delivery.error}"[:200], now)


def _gap(delivery: HookDelivery) -> timedelta:
    """A tenth more or less, by the delivery's own name: what failed together does not come back together."""
    return GAPS[delivery.tries - 1] * (0.9 + 0.2 * (delivery.name.int % 1000) / 1000)
