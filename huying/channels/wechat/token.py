"""The access token: one for all processes, renewed early and by one of them at a time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django.db import transaction

from huying.channels.models import PlatformToken
from huying.people.sealed import vault

EARLY = timedelta(minutes=5)
Fetch = Callable[[bool], tuple[str, int]]  # (whether by force) → (token, seconds that it is good for)


def get(account: str, fetch: Fetch, *, stale: str = "") -> str:
    """The token of the account, fetched where it is missing, old, or `stale`: the one that the platform just refused.

    Whoever comes while another process renews it waits for the row and takes what that one got. The platform's clock
    is the real one, whatever the city's shows.
    """
    row = PlatformToken.objects.filter(account=account).first()
    known = _good(row)
    if known and known != stale:
        return known
    with transaction.atomic():
        PlatformToken.objects.bulk_create([PlatformToken(account=account)], ignore_conflicts=True)
        row = PlatformToken.objects.select_for_update().get(account=account)
        known = _good(row)
        if known and known != stale:
            return known
        token, seconds = fetch(False)
        if token == stale:  # the platform gives out the one that it refuses: only then by force, there are few of those a day
            token, seconds = fetch(True)
        row.sealed, row.good_until = vault().seal(token, f"token:{account}"), datetime.now(UTC) + timedelta(seconds=seconds)
        row.save(update_fields=["sealed", "good_until"])
    return token


def _good(row: PlatformToken | None) -> str:
    """The row's token, unless it is about to end."""
    if row is None or not row.sealed or row.good_until is None or row.good_until - EARLY <= datetime.now(UTC):
        return ""
    return vault().open_(bytes(row.sealed), f"token:{row.account}")
