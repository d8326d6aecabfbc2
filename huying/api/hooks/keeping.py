"""The hooks themselves: made, given new secrets, tested, switched off and on, and their deliveries sent again."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Max

from huying.api.hooks import signing, wire
from huying.api.hooks.owing import body_of
from huying.api.hooks.types import ALL, PING
from huying.api.models import Hook, HookDelivery
from huying.channels.models import Notice
from huying.people.models import Partner
from huying.people.persons import Role
from huying.people.sealed import vault
from huying.tickets.models import Event
from huying.tickets.problems import blocked

GRACE = timedelta(days=1)  # how long both secrets sign after a rotation
KEPT = {HookDelivery.DELIVERED: timedelta(days=30), HookDelivery.FAILED: timedelta(days=90)}


def make(partner: Partner, url: str, types: Sequence[str], now: datetime, *, key: str | None = None) -> tuple[Hook, str]:
    """A new hook and its secret, told this once; the same key gives the same again. Raises Refused."""
    if key and (found := Hook.objects.filter(partner=partner, made_key=key).first()):
        return _same(found, url, types, now)
    try:
        wire.parsed(url)
    except wire.Forbidden as error:
        raise blocked("bad_url", "回调地址须为公网可达的 https 地址，不带用户名和片段。", f"This address cannot be called: {error}.",
                      "url") from None
    unknown = [each for each in types if each not in ALL]
    if unknown:
        raise blocked("unknown_type", f"没有这种消息类型：{unknown[0]}", f"No such type: {unknown[0]}", "types")
    secret = signing.fresh()
    hook = Hook(partner=partner, url=url, types=sorted(set(types)), made_key=key, made_at=now)
    hook.secret_sealed = vault().seal(secret, _seal(hook))
    try:
        with transaction.atomic():
            Partner.objects.select_for_update(no_key=True).get(pk=partner.pk)
            if Hook.objects.filter(partner=partner).count() >= Hook.MOST:
                raise blocked("too_many_hooks", f"每个平台最多 {Hook.MOST} 个回调地址。", f"At most {Hook.MOST} webhooks a partner.")
            hook.since = Event.objects.aggregate(last=Max("id"))["last"] or 0
            hook.save(force_insert=True)
    except IntegrityError:  # a retry was faster
        return _same(Hook.objects.get(partner=partner, made_key=key), url, types, now)
    return hook, secret


def renew(hook: Hook, now: datetime, *, key: str = "") -> str:
    """A new secret; for a day the former one signs as well. The same key again gives the same secret."""
    with transaction.atomic():
        row = Hook.objects.select_for_update(no_key=True).get(pk=hook.pk)
        if key and row.secret_key == key:
            return _open(row, row.secret_sealed)
        secret = signing.fresh()
        row.former_sealed, row.former_until, row.secret_key = row.secret_sealed, now + GRACE, key
        row.secret_sealed = vault().seal(secret, _seal(row))
        row.save(update_fields=["former_sealed", "former_until", "secret_key", "secret_sealed"])
    hook.refresh_from_db()
    return secret


def secrets_of(hook: Hook, now: datetime) -> list[str]:
    """What signs now: the secret, and the former one while its day runs."""
    known = [_open(hook, hook.secret_sealed)]
    if hook.former_sealed and hook.former_until and hook.former_until > now:
        known.append(_open(hook, hook.former_sealed))
    return known


def ping(hook: Hook, now: datetime, *, key: str = "") -> HookDelivery:
    """A real message of no content, to see that the other side takes it; one for each key. Refused for one that is off."""
    if not hook.active:
        raise blocked("hook_off", "这个回调地址已停用。", "This webhook is switched off.")
    name = uuid.uuid5(hook.name, f"ping:{key}") if key else uuid.uuid4()
    if (found := HookDelivery.objects.filter(name=name).first()) is not None:
        return found
    try:
        with transaction.atomic():
            return _queued(HookDelivery(name=name, hook=hook, type=PING, made_at=now, next_at=now, body=body_of(PING, now)))
    except IntegrityError:  # a retry was faster
        return HookDelivery.objects.get(name=name)


def send_again(delivery: HookDelivery, now: datetime) -> bool:
    """Once more from the first try on, under the same webhook-id. False for a hook that is switched off."""
    with transaction.atomic():
        row = HookDelivery.objects.select_for_update(of=("self",)).select_related("hook").get(pk=delivery.pk)
        if not row.hook.active:
            return False
        row.state, row.next_at, row.done_at, row.tries, row.error = HookDelivery.QUEUED, now, None, 0, ""
        Hook.objects.filter(pk=row.hook_id).update(wait_until=None)
        _queued(row)
    return True


def switch_off(hook: Hook, why: str, now: datetime) -> None:
    """Nothing is sent to it any more; what waited has failed and may be sent again once it is on. The administrators hear of it."""
    with transaction.atomic():
        if not Hook.objects.filter(pk=hook.pk, active=True).update(active=False, off_at=now, off_why=why[:200], wait_until=None):
            return
        HookDelivery.objects.filter(hook=hook, state=HookDelivery.QUEUED).update(
            state=HookDelivery.FAILED, next_at=None, done_at=now, error="switched off")
        told = Notice(door="desk", role=Role.ADMINISTRATOR.value, recipient="centre:administrator", state=Notice.SENT, at=now, sent_at=now,
                      key=f"hook:{hook.pk}:{now.isoformat()}", title="回调地址已停用",
                      text=f"{hook.partner.name} 的回调地址 {hook.url} 已停用：{why}。请联系对方，恢复后可在后台重新启用。")
        Notice.objects.bulk_create([told], ignore_conflicts=True)


def switch_on(hook: Hook, now: datetime) -> None:
    """It hears of what happens from now on; what failed meanwhile is sent again by hand."""
    last = Event.objects.aggregate(last=Max("id"))["last"] or 0
    Hook.objects.filter(pk=hook.pk, active=False).update(
        active=True, since=last, off_at=None, off_why="", failing_since=None, wait_until=None)


def forget(now: datetime) -> int:
    """Remove old lines of the log, oldest first."""
    gone = 0
    for state, kept in KEPT.items():
        old = HookDelivery.objects.filter(state=state, done_at__lt=now - kept).order_by("id").values("pk")[:20_000]
        gone += HookDelivery.objects.filter(pk__in=old).delete()[0]
    return gone


def _queued(row: HookDelivery) -> HookDelivery:
    from huying.api.tasks import push

    with transaction.atomic():
        row.save()
        push(row.hook_id)
    return row


def _same(hook: Hook, url: str, types: Sequence[str], now: datetime) -> tuple[Hook, str]:
    """What a retry is told: the secret again, for an hour."""
    if (hook.url, hook.types) != (url, sorted(set(types))):
        raise blocked("key_reused", "这个 Idempotency-Key 已用于另一个回调地址，请换一个。",
                      "This Idempotency-Key was used for another webhook; take a fresh one.", "Idempotency-Key")
    return hook, _open(hook, hook.secret_sealed) if now - hook.made_at < timedelta(hours=1) and not hook.secret_key else ""


def _seal(hook: Hook) -> str:
    return f"hook.secret:{hook.name}"


def _open(hook: Hook, sealed: bytes | memoryview) -> str:
    return vault().open_(bytes(sealed), _seal(hook))
