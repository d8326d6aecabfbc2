"""Messages out: laid down in parts in the notice's own transaction, claimed by `huying sms`, settled by what it hears.

At least once: a part that a dying process left `trying` is sent again only after HUYING_SMS_DOUBT seconds in which no
receipt told that the gateway had it, and under the reference of its first try.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet

from huying.channels import delivery
from huying.channels.base import health
from huying.channels.base.correspondents import normal
from huying.channels.models import Notice
from huying.channels.senders import LATER, ConsoleSender, Undeliverable
from huying.channels.sms.links import Answer, Link, Outgoing, Report
from huying.channels.sms.models import SentPart
from huying.people.sealed import vault
from huying.tickets.incoming import cleaned, fitting

DOOR = "sms"
PROBE = "probe"  # recipient of the desk's test
PASSING = "code"  # recipient of what is good for minutes only
PAUSES = (5, 15, 60, 300, 900)  # seconds before the next try of a part that the gateway put off
OLDEST = timedelta(hours=24)  # after that a message is no news any more
MOST_TRIES = 40


class SpoolSender:
    """Lays the message down for `huying sms`; without a gateway, into the console's file."""

    def send(self, address: str, title: str, text: str, *, key: str, now: datetime, again: bool = False,
             about: str = "", language: str = "zh-hans") -> str | None:
        if not gateway():
            ConsoleSender().send(address, title, text, key=key, now=now, again=again)
            return None
        if not text.strip():
            raise Undeliverable("nothing to send")
        notice = int(key.removeprefix("notice:")) if key.startswith("notice:") else _noticed(address, title, text, key, now)
        lay_down(notice, address, text, now)
        return LATER


def gateway() -> str:
    return str(settings.SMS["gateway"])


def _noticed(address: str, title: str, text: str, key: str, now: datetime) -> int:
    """A notice for what follows from no event (a one-time code); its words are gone once the gateway has them."""
    row = Notice(door=DOOR, key=fitting(key), recipient=PASSING, title=title[:120], text=text, at=now)
    row.address_sealed = vault().seal(address, row.sealing)
    Notice.objects.bulk_create([row], ignore_conflicts=True)
    return Notice.objects.only("id").get(door=DOOR, key=row.key).pk


def lay_down(notice_id: int, address: str, text: str, now: datetime) -> None:
    """The parts of a notice, waiting. Those that are there stay; all that came to their end begin anew."""
    from huying.channels.sms import gateways

    notice = Notice.objects.only("id", "event_id", "event__verb").select_related("event").get(pk=notice_id)
    own = SentPart.objects.filter(notice=notice_id)
    if own.exists():
        if not own.filter(state__in=(SentPart.WAITING, SentPart.TRYING)).exists():
            own.update(state=SentPart.WAITING, tries=0, name="", error="", at=now, not_before=None)
        return
    rank = 0 if notice.event is None or notice.event.verb == "register" else 1
    parts, to_key = gateways.made().split(signed(text)), key_of(address)
    SentPart.objects.bulk_create([SentPart(notice=notice, seq=each.seq, total=each.total, rank=rank, to_key=to_key, at=now)
                                  for each in parts], ignore_conflicts=True)


def signed(text: str) -> str:
    """With the signature that the carrier wants, where there is one and the text has none."""
    sign = str(settings.SMS["sign"])
    return text if not sign or text.startswith("【") else f"{sign}{text}"


def key_of(address: str) -> bytes:
    return vault().fingerprint(normal(DOOR, address), "sms.to")[:16]


def claim(link: Link, most: int, now: datetime) -> list[Outgoing]:
    """Up to `most` waiting parts, marked `trying` before anything is said to the gateway. Answers go before notices."""
    if most <= 0:
        return []
    free = SentPart.objects.filter(state=SentPart.WAITING).exclude(not_before__gt=now)
    with transaction.atomic():
        rows = list(free.select_for_update(skip_locked=True, of=("self",)).select_related("notice").order_by("rank", "id")[:most])
        SentPart.objects.filter(pk__in=[row.pk for row in rows]).update(
            state=SentPart.TRYING, tried_at=now, tries=F("tries") + 1, not_before=None)
    found: list[Outgoing] = []
    for row in rows:
        notice = row.notice
        address, text = vault().open_(bytes(notice.address_sealed or b""), notice.sealing), signed(notice.text)
        parts = link.split(text)
        if len(parts) != row.total:  # the gateway, its alphabet or the signature was changed meanwhile
            _anew(row, len(parts), now)
            continue
        found.append(Outgoing(row.pk, address, parts[row.seq - 1], reference(notice.pk), text))
    return found


def reference(notice_id: int) -> int:
    """The reference of a long message: the same for every try, other than its neighbours'."""
    return hashlib.blake2b(notice_id.to_bytes(8, "big"), digest_size=1).digest()[0] ^ (notice_id & 0xFF)


def _anew(row: SentPart, total: int, now: datetime) -> None:
    """Divide a notice anew; one of which a part has gone out in the old way is given up."""
    with transaction.atomic():
        own = SentPart.objects.select_for_update().filter(notice=row.notice_id)
        if own.filter(state__in=(SentPart.TAKEN, SentPart.ARRIVED)).exists():
            settle(SentPart.objects.filter(pk=row.pk), SentPart.FAILED, now, why="divided otherwise meanwhile")
            return
        own.delete()
        SentPart.objects.bulk_create([SentPart(notice_id=row.notice_id, seq=seq, total=total, rank=row.rank, to_key=row.to_key, at=now)
                                      for seq in range(1, total + 1)])


def unsent(ids: Sequence[int], why: str, now: datetime, *, pause: float = 0) -> None:
    """These certainly did not go out: they wait again."""
    SentPart.objects.filter(pk__in=ids, state=SentPart.TRYING).update(
        state=SentPart.WAITING, error=cleaned(why)[:120], not_before=now + timedelta(seconds=pause) if pause else None)


def answered(answer: Answer, now: datetime) -> None:
    """The gateway took the part, put it off, or will never take it."""
    if answer.refused and answer.again:
        _put_off(answer, now)
    elif answer.refused:
        settle(SentPart.objects.filter(pk=answer.part), SentPart.FAILED, now, why=answer.refused)
    else:
        settle(SentPart.objects.filter(pk=answer.part), SentPart.TAKEN, now, name=answer.name)


def _put_off(answer: Answer, now: datetime) -> None:
    row = SentPart.objects.filter(pk=answer.part, state=SentPart.TRYING).first()
    if row is None:
        return
    if row.tries >= MOST_TRIES or row.at < now - OLDEST:
        settle(SentPart.objects.filter(pk=row.pk), SentPart.FAILED, now, why=answer.refused)
        return
    unsent([row.pk], answer.refused, now, pause=PAUSES[min(row.tries, len(PAUSES)) - 1])


def reported(report: Report, now: datetime) -> bool:
    """A receipt. One of a part in doubt tells that the gateway had it; False when it is nobody's."""
    found = SentPart.objects.filter(pk=report.part) if report.part else SentPart.objects.filter(name=report.name).exclude(name="")
    if report.to:
        found = found.filter(to_key=key_of(report.to))
    pk = found.order_by("-id").values_list("pk", flat=True).first()
    if pk is None and report.to and not report.part:
        doubtful = SentPart.objects.filter(state=SentPart.TRYING, to_key=key_of(report.to))
        pk = doubtful.order_by("tried_at", "id").values_list("pk", flat=True).first()
    if pk is None:
        return False
    settle(SentPart.objects.filter(pk=pk), report.state, now, name=report.name, why=report.why)
    return True


# From which states a word of the gateway leads on; what comes late or twice changes nothing.
_BEFORE = {
    SentPart.TAKEN: (SentPart.WAITING, SentPart.TRYING),
    SentPart.ARRIVED: (SentPart.WAITING, SentPart.TRYING, SentPart.TAKEN),
    SentPart.FAILED: (SentPart.WAITING, SentPart.TRYING, SentPart.TAKEN),
}


def settle(parts: QuerySet[SentPart], state: str, now: datetime, *, name: str = "", why: str = "") -> None:
    """Carry a part on, and its notice when all parts are there."""
    if state not in _BEFORE:
        return
    with transaction.atomic():
        row = parts.select_for_update().filter(state__in=_BEFORE[state]).first()
        if row is None:
            return
        row.state, row.error = state, cleaned(why)[:120]
        row.name = cleaned(name)[:80] or row.name
        row.save(update_fields=["state", "error", "name"])
        notice = Notice.objects.select_for_update().only("id").get(pk=row.notice_id)  # two parts at once: the second sees the first
        states = set(SentPart.objects.filter(notice=notice).values_list("state", flat=True))
        if state == SentPart.FAILED:
            SentPart.objects.filter(notice=notice, state=SentPart.WAITING).update(state=SentPart.FAILED)
            delivery.failed(row.notice_id, why or "refused")
            _forget(row.notice_id)
        elif not states & {SentPart.WAITING, SentPart.TRYING, SentPart.FAILED}:
            delivery.taken(row.notice_id, now, row.name)
            _forget(row.notice_id)
            if states == {SentPart.ARRIVED}:
                delivery.arrived(row.notice_id, now)
                _echoed(row.notice_id, now)
    if state == SentPart.TAKEN:
        health.note(DOOR, now, "out_at")


def _echoed(notice_id: int, now: datetime) -> None:
    if Notice.objects.filter(pk=notice_id, recipient=PROBE).exists():
        health.echoed(DOOR, now)


def _forget(notice_id: int) -> None:
    Notice.objects.filter(pk=notice_id, recipient=PASSING).update(text="")


def doubts(now: datetime) -> int:
    """Parts left `trying` of which nothing was heard: they are sent again; those of another day are given up."""
    left = SentPart.objects.filter(state=SentPart.TRYING, tried_at__lt=now - timedelta(seconds=float(settings.SMS_DOUBT)))
    again = left.update(state=SentPart.WAITING)
    for pk in list(SentPart.objects.filter(state=SentPart.WAITING, at__lt=now - OLDEST).values_list("pk", flat=True)[:200]):
        settle(SentPart.objects.filter(pk=pk), SentPart.FAILED, now, why="the gateway could not be reached for a day")
    return again


def backlog() -> int:
    return SentPart.objects.filter(state__in=(SentPart.WAITING, SentPart.TRYING)).count()
