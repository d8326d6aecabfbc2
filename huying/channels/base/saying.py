"""say → Receipt: one message to one address, queued in the caller's transaction and delivered by the worker."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from huying import policy
from huying.channels.models import Notice
from huying.people.sealed import vault
from huying.tickets.incoming import fitting
from huying.tickets.models import Ticket


@dataclass(frozen=True, slots=True)
class Receipt:
    """Where a message stands; `again` when this key had been said before."""

    id: int
    state: str
    again: bool = False


def say(door: str, address: str, name: str, values: Mapping[str, str], *, key: str, now: datetime, language: str = "zh-hans",
        ticket: Ticket | None = None, contact_id: int | None = None) -> Receipt:
    """Say the notice `name` of the policy, filled with `values`. The same key says nothing twice.

    Answers to what somebody wrote: no quiet hours hold them back.
    """
    from huying.channels.tasks import send

    filled = policy.current().notice(name, language).fill(values)
    key, recipient = fitting(key), f"answer:{contact_id or ''}"
    row = Notice(ticket=ticket, contact_id=contact_id, door=door, recipient=recipient, title=filled.title,
                 text=filled.sms if door == "sms" else filled.text, at=now, key=key)
    row.address_sealed = vault().seal(address, row.sealing)
    Notice.objects.bulk_create([row], ignore_conflicts=True)
    kept = Notice.objects.only("id", "state", "address_sealed").get(door=door, key=key)
    if bytes(kept.address_sealed or b"") != row.address_sealed:
        return Receipt(kept.pk, kept.state, again=True)
    send.defer(notice=kept.pk)
    return Receipt(kept.pk, kept.state)
