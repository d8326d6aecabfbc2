"""Whose ways of contact change is told by the ways they had before: a thief who adds an address cannot do it unseen."""

from __future__ import annotations

from huying import policy
from huying.channels.base import correspondents
from huying.channels.base.saying import say
from huying.channels.models import Correspondent, DoorChange
from huying.people import citizens
from huying.people.models import Citizen

TOLD = {DoorChange.ADDED: "address_added", DoorChange.JOINED: "address_added", DoorChange.REMOVED: "address_removed"}
WORDS = {"sms": ("手机", "telephone"), "email": ("邮箱", "mail address"), "wechat": ("微信", "WeChat account")}


def warn(change: DoorChange, citizen: Citizen, new: tuple[str, str], gone: Correspondent | None = None) -> int:
    """Queue one message to every address but `new` (door, address), and to the one that is `gone`; how many.

    Who stopped the notices of a door is not written to there.
    """
    name, english = TOLD.get(change.what), citizen.language.startswith("en")
    if name is None:
        return 0
    rows = [*citizen.correspondents.filter(silent_at=None), *([gone] if gone is not None and gone.silent_at is None else [])]
    addresses = {(row.door, correspondents.address_of(row)) for row in rows if row.door in WORDS}
    phone = citizens.phone_of(citizen)
    if phone and not citizen.correspondents.filter(door="sms", silent_at__isnull=False).exists():
        addresses.add(("sms", phone))
    what = " ".join(filter(None, (WORDS.get(change.door, (change.door,) * 2)[english], change.address)))
    hotline = policy.current().city.hotline.number
    for place, (door, address) in enumerate(sorted(addresses - {new})):
        say(door, address, name, {"channel": what, "hotline": hotline}, key=f"{name}:{change.pk}:{place}", now=change.at,
            language=citizen.language)
    return len(addresses - {new})
