"""The mini program's visitors: a code of `wx.login` becomes the correspondent whose citizen acts by the API."""

from __future__ import annotations

from datetime import datetime

from huying.channels.base import correspondents, health
from huying.channels.base.message import Message
from huying.channels.models import Correspondent
from huying.channels.wechat import account, union
from huying.channels.wechat.platform import Declined, Platform, PlatformDown

DOOR = "wechat_mini"  # of openids, which are other ones than those of the official account
CODES = frozenset({40029, 40163})  # no code of the platform's, or used
OFTEN, RISKY = 45011, 40226


class Closed(Exception):
    """The city has no mini program."""


def come(code: str, now: datetime) -> Correspondent:
    """Who logs in. Raises Closed, PlatformDown, or Declined; what the operator must see is on the desk of doors."""
    own = account.mini()
    if own is None:
        raise Closed
    try:
        openid, unionid = Platform(own).mini_visitor(code)
    except Declined as refusal:
        if refusal.code not in {*CODES, OFTEN, RISKY}:
            health.trouble("wechat", refusal, now)
        raise
    except PlatformDown as error:
        health.trouble("wechat", error, now)
        raise
    who = correspondents.meet(Message(DOOR, "", openid, "", now, proven=True), now)
    return union.joined(who, unionid, now)


def known(pk: int) -> Correspondent | None:
    """The visitor of this row, unless they are forgotten. One statement."""
    return Correspondent.objects.select_related("citizen__account").filter(pk=pk, door=DOOR, citizen__isnull=False).first()
