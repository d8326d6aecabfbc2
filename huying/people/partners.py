"""Partners: programs that use the written doors, what each may do, their secrets (shown once, kept as keyed hashes), their use."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from huying.people.models import Account, Partner, PartnerKey
from huying.people.sealed import vault

WRITE, READ, ACT, HOOKS, OPEN311 = "requests:write", "requests:read", "requests:act", "webhooks", "open311"
SCOPES: dict[str, tuple[str, str]] = {
    WRITE: ("提交诉求和材料", "file requests and attachments"),
    READ: ("查看本平台提交的诉求", "read the requests that it filed"),
    ACT: ("代诉求人补充、催办、撤回、评价", "complete, urge, withdraw and rate for the citizen"),
    HOOKS: ("登记回调地址", "register webhooks for the requests that it filed"),
    OPEN311: ("通过 Open311 提交", "file through Open311"),
}
GRACE = timedelta(days=7)  # how long the former secret still opens after a rotation
COUNT = """
WITH seen AS (
  UPDATE people_partnerkey SET used_at = %s WHERE id = %s AND (used_at IS NULL OR used_at < %s)
)
INSERT INTO people_partneruse AS u (partner_id, day, what, count, refused) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (partner_id, day, what) DO UPDATE SET count = u.count + EXCLUDED.count, refused = u.refused + EXCLUDED.refused
"""


def fresh_id() -> str:
    return f"hy{secrets.token_hex(10)}"


def issue(partner: Partner, *, now: datetime, by: Account | None = None, grace: timedelta = GRACE) -> str:
    """A new secret, told this once. Earlier ones end after `grace`."""
    secret = f"hys_{secrets.token_urlsafe(32)}"
    with transaction.atomic():
        _running(partner, now).filter(Q(ends_at=None) | Q(ends_at__gt=now + grace)).update(ends_at=now + grace)
        PartnerKey.objects.create(partner=partner, digest=_digest(secret), tail=secret[-4:], made_at=now, made_by=by)
    return secret


def key_of(secret: str, now: datetime) -> PartnerKey | None:
    """The running key with its partner; None for unknown, ended and switched-off ones alike."""
    if not 8 <= len(secret) <= 200:
        return None
    return alive(PartnerKey.objects.filter(digest=_digest(secret)).select_related("partner").first(), now)


def key_by_id(pk: int, now: datetime) -> PartnerKey | None:
    """The key that a token was made with, if it still runs."""
    return alive(PartnerKey.objects.filter(pk=pk).select_related("partner").first(), now)


def alive(key: PartnerKey | None, now: datetime) -> PartnerKey | None:
    if key is None or not key.partner.active or (key.ends_at is not None and key.ends_at <= now):
        return None
    return key


def end_all(partner: Partner, now: datetime) -> int:
    """Let every secret end at once."""
    return _running(partner, now).update(ends_at=now)


def count(key: PartnerKey, what: str, now: datetime, *, refused: bool = False) -> None:
    """Count one use. One statement; when the key was used last is kept to the minute."""
    day = timezone.localtime(now).date()
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [now, key.pk, now - timedelta(minutes=1), key.partner_id, day, what[:40], int(not refused), int(refused)])


def _running(partner: Partner, now: datetime):  # type: ignore[no-untyped-def]
    return PartnerKey.objects.filter(partner=partner).filter(Q(ends_at=None) | Q(ends_at__gt=now))


def _digest(secret: str) -> bytes:
    """The secrets are long and random: a keyed hash is as good as a slow one, and each request needs it."""
    return vault().fingerprint(secret, "partner.key")
