"""One person in the official account and in the mini program: the same citizen, where the platform tells their unionid."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from huying.channels.base import correspondents
from huying.channels.base.message import Message
from huying.channels.models import Correspondent
from huying.tickets.models import Ticket

DOORS = ("wechat", "wechat_mini", "wechat_union")


def joined(who: Correspondent, unionid: str, now: datetime) -> Correspondent:
    """The correspondent, now of the citizen whom the unionid stands for.

    Whoever has nothing filed yet becomes the other; two who both have filed stay apart, for nothing of a history is moved.
    """
    if not unionid or who.citizen_id is None:
        return who
    with transaction.atomic():
        whole = correspondents.find("wechat_union", unionid)
        if whole is None:
            whole = correspondents.meet(Message("wechat_union", "", unionid, "", now), now)
        whole = Correspondent.objects.select_for_update().get(pk=whole.pk)
        if whole.citizen_id is None:
            whole.citizen_id = who.citizen_id
            whole.save(update_fields=["citizen"])
        elif whole.citizen_id != who.citizen_id:
            _meet_in_one(whole.citizen_id, who.citizen_id)
    return Correspondent.objects.select_related("citizen").get(pk=who.pk)


def _meet_in_one(elder: int, newcomer: int) -> None:
    for old, new in ((newcomer, elder), (elder, newcomer)):
        if not Ticket.objects.filter(citizen_id=old).exists():
            Correspondent.objects.filter(citizen_id=old, door__in=DOORS).update(citizen_id=new)
            return
