"""One person's several doors, joined only with proof (the rule stands in docs/architecture.md).

An address goes to whoever has just shown that it is theirs. When it belongs to another row of the contact book, that row is
joined only if every address it holds was shown in the same visit and nobody has proven an identity with it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, connection, transaction

from huying.channels.base import correspondents
from huying.channels.base.routes import FALLBACK, FIRST
from huying.channels.base.warning import warn
from huying.channels.models import Correspondent, DoorChange
from huying.people import citizens
from huying.people.models import Citizen
from huying.people.sealed import phone_key
from huying.people.vault import mask_mail, mask_phone
from huying.tickets.models import Ticket
from huying.tickets.problems import Refused, blocked

MOST = 8  # addresses of one person
LATE = """UPDATE tickets_ticket t SET citizen_id = c.joined_to_id FROM people_citizen c
WHERE c.joined_to_id IS NOT NULL AND t.citizen_id = c.id"""


@dataclass(frozen=True, slots=True)
class Visit:
    """Where a change comes from, and what was proven in it (`proof_of`)."""

    now: datetime
    network: str | None = None
    proven: Collection[str] = ()


def proof_of(door: str, address: str) -> str:
    """What a visit remembers of an address that was shown to be the visitor's."""
    return f"{door}:{correspondents.key_of(door, address).hex()}"


def add(citizen: Citizen, door: str, address: str, visit: Visit) -> str:
    """The citizen has just shown that the address is theirs: 'added', 'joined', or 'had' when it was before. Raises Refused.

    One transaction under the locks of both rows: a second press finds it done.
    """
    try:
        return _add(citizen, door, address, visit)
    except IntegrityError:  # somebody proved the same number in the same moment
        raise _changed() from None


def _add(citizen: Citizen, door: str, address: str, visit: Visit) -> str:
    with transaction.atomic():
        other_id = _owner(door, address)
        both = Citizen.objects.select_for_update().filter(pk__in={citizen.pk, other_id or citizen.pk}).order_by("pk")
        rows = {row.pk: row for row in both}
        mine, other = rows[citizen.pk], rows.get(other_id or 0)
        if mine.joined_to_id is not None or _owner(door, address) != other_id:
            raise _changed()
        if other is mine:
            correspondents.own(door, address, mine, visit.now)
            return "had"
        _refuse(mine, other, door, visit)
        if other is None:
            _take(mine, door, address, visit)
            warn(_note(mine, DoorChange.ADDED, door, masked(door, address), visit), mine, (door, address))
            return "added"
        _join(mine, other, door, address, visit)
        return "joined"


def _changed() -> Refused:
    return blocked("changed", "刚刚有变化，请刷新后再试。", "Something has just changed; please load the page again.")


def _owner(door: str, address: str) -> int | None:
    """The row of the contact book to which the address leads today."""
    if door == "sms":
        return Citizen.objects.filter(phone_key=phone_key(address)).values_list("pk", flat=True).first()
    who = correspondents.find(door, address)
    return who.citizen_id if who else None


def _refuse(mine: Citizen, other: Citizen | None, door: str, visit: Visit) -> None:
    if door == "sms" and mine.phone_key is not None:
        raise blocked("phone_there", "您已有一个手机号码。更换号码请拨打 12345。", "There is a telephone already. Call 12345 to change it.")
    if other is None:
        if mine.correspondents.count() >= MOST:
            raise blocked("many", "联系方式已经够多了，请先解除不用的。", "There are enough ways of contact. Remove one first.")
        return
    if other.id_key is not None or other.account_id is not None:
        raise blocked("identity", "这个联系方式已属于一位实名用户。是您本人的，请先用实名登录，再在那里添加。",
                      "This address belongs to somebody with a proven identity. If that is you, log in there and add from there.")
    if other.phone_key is not None and mine.phone_key is not None:
        raise blocked("phones", "这个联系方式已和另一个手机号码绑在一起。请用那个号码登录，先解除绑定，再到这里添加。",
                      "This address is bound to another telephone. Log in with that number, remove it there, then add it here.")
    held = {f"{row.door}:{bytes(row.address_key).hex()}" for row in other.correspondents.all()}
    if other.phone_key is not None:
        held.add(proof_of("sms", citizens.phone_of(other)))
    if held - set(visit.proven):
        raise blocked("more", "这个联系方式和别的联系方式绑在一起。请在这里把那些也验证一遍，再试一次。",
                      "This address is bound to others. Prove those here as well, then try again.")


def _take(mine: Citizen, door: str, address: str, visit: Visit) -> None:
    if door == "sms":
        citizens.give_phone(mine, address)
    correspondents.own(door, address, mine, visit.now)


def _join(mine: Citizen, other: Citizen, door: str, address: str, visit: Visit) -> None:
    """Everything of the other row becomes this one's; confidential stays confidential, and the history is not touched."""
    moved = Ticket.objects.filter(citizen=other).update(citizen=mine)
    other.correspondents.update(citizen=mine, turn=None)
    phone, name = citizens.empty(other, mine)
    if phone:
        citizens.give_phone(mine, phone)
    if name and not mine.name_sealed:
        citizens.keep_name(mine, name)
    mine.sms_only, mine.care = mine.sms_only or other.sms_only, mine.care or other.care
    mine.save(update_fields=["sms_only", "care"])
    correspondents.own(door, address, mine, visit.now)
    change = _note(mine, DoorChange.JOINED, door, masked(door, address), visit, other=other.pk, tickets=moved)
    warn(change, mine, (door, address))


def settle() -> int:
    """Tickets that were being written for a row while it was joined go to the person; how many."""
    with connection.cursor() as cursor:
        cursor.execute(LATE)
        return int(cursor.rowcount)


def own(citizen: Citizen, ref: str, now: datetime) -> Correspondent | None:
    """The citizen's address of this reference: 'sms' is their telephone, else a row's id."""
    if ref == "sms":
        phone = citizens.phone_of(citizen)
        return correspondents.own("sms", phone, citizen, now) if phone else None
    return citizen.correspondents.filter(pk=int(ref)).first() if ref.isdecimal() and len(ref) < 19 else None


def gone() -> Refused:
    return blocked("gone", "这个联系方式已不在您名下。", "This way of contact is not yours (any more).")


def leave(citizen: Citizen, who: Correspondent, visit: Visit) -> None:
    """The address is the citizen's no longer, and hears nothing of them any more; their requests stay with them."""
    if who.door == "sms":
        raise blocked("phone_stays", "手机号码不能在这里解除，请拨打 12345。", "A telephone cannot be removed here. Call 12345.")
    others = citizen.correspondents.exclude(pk=who.pk)
    if citizen.phone_key is None and citizen.account_id is None and not others.exists():
        raise blocked("last", "这是您唯一的联系方式，解除后就看不到您的诉求了。请先添加手机号码或邮箱。",
                      "It is your only way of contact. Add a telephone or a mail address first.")
    with transaction.atomic():
        gone = Correspondent.objects.filter(pk=who.pk, citizen=citizen).update(citizen=None, left=citizen, turn=None)
        if gone:
            warn(_note(citizen, DoorChange.REMOVED, who.door, shown(who), visit), citizen, ("", ""), who)


def order(citizen: Citizen, first: Correspondent | None, fallback: Correspondent | None, visit: Visit) -> None:
    """By which address notices come first, and by which when that fails; None: the way each request came."""
    with transaction.atomic():
        Citizen.objects.select_for_update().get(pk=citizen.pk)
        now_set = {row.turn: row.pk for row in citizen.correspondents.filter(turn__isnull=False)}
        citizen.correspondents.update(turn=None, fallback_door="", fallback_sealed=None)
        for turn, what, who in ((FALLBACK, DoorChange.FALLBACK, fallback), (FIRST, DoorChange.FIRST, first)):
            if who is not None:
                Correspondent.objects.filter(pk=who.pk, citizen=citizen).update(turn=turn)
            if now_set.get(turn) != (who.pk if who else None):
                _note(citizen, what, who.door if who else "", shown(who) if who else "", visit)


def quiet(citizen: Citizen, who: Correspondent, stop: bool, visit: Visit) -> None:
    """Stop notices by this address, or take them up again."""
    with transaction.atomic():
        theirs = Correspondent.objects.filter(pk=who.pk, citizen=citizen, silent_at__isnull=stop)
        if theirs.update(silent_at=visit.now if stop else None):
            _note(citizen, DoorChange.STOPPED if stop else DoorChange.RESUMED, who.door, shown(who), visit)


def shown(who: Correspondent) -> str:
    """The address as pages may show it."""
    return masked(who.door, correspondents.address_of(who))


def masked(door: str, address: str) -> str:
    if door == "sms":
        return mask_phone(address)
    return mask_mail(address) if door == "email" else ""


def _note(citizen: Citizen, what: str, door: str, address: str, visit: Visit, *, other: int | None = None,
          tickets: int = 0) -> DoorChange:
    return DoorChange.objects.create(citizen=citizen, what=what, door=door, address=address, other=other, tickets=tickets,
                                     network=visit.network or None, at=visit.now)
