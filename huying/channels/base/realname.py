"""Real name at the online doors: the request is taken first, then its writer is asked to prove a phone; danger is never held up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huying import policy
from huying.channels.words import page_at
from huying.people.citizens import IDENTITY_PROVEN, PHONE_PROVEN
from huying.understanding.alarm import alarm

if TYPE_CHECKING:
    from huying.channels.base.dialogue import Talk


def asked(door: str) -> int:
    """The level of proof that the city wants of who comes by this door (`identity` in city.yaml); 0 where none."""
    rules, here = policy.current().city.identity, policy.current().doors.get(door)
    if here is None or not here.online or not rules.real_name_online:
        return 0
    return IDENTITY_PROVEN if rules.oidc_required else PHONE_PROVEN


def remind(talk: Talk) -> None:
    """Tell who has just filed without a proven name how to prove it, and what to do without: call."""
    wanted, citizen = asked(talk.message.door), talk.who.citizen
    if not wanted or (citizen is not None and citizen.assurance >= wanted) or alarm(talk.message.text) is not None:
        return
    page = "/login/" if wanted == IDENTITY_PROVEN else "/mine/doors/phone/"
    way = f"/channels/wechat/enter/?next={page}" if talk.message.door == "wechat" and wanted == PHONE_PROVEN else page
    talk.say("real_name", {"link": page_at(way)})
