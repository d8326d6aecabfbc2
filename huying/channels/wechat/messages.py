"""What the platform hands over, as typed values: messages of people and events of their acts. Pure."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from huying.channels.wechat.envelope import Fields, Unreadable, text_of


@dataclass(frozen=True, slots=True)
class Heard:
    """`key`: the same for every try of the platform. `at`: seconds since 1970, by the platform's clock."""

    openid: str
    account: str
    key: str
    at: int


@dataclass(frozen=True, slots=True)
class Text(Heard):
    """`tapped`: the id of the entry of a menu message that was tapped instead of typed."""

    content: str = ""
    tapped: str = ""


@dataclass(frozen=True, slots=True)
class Media(Heard):
    """`kind`: image, voice, video or shortvideo. `recognition`: a voice's words, where the account has that switched on."""

    kind: str = ""
    media_id: str = ""
    format: str = ""
    recognition: str = ""


@dataclass(frozen=True, slots=True)
class Location(Heard):
    """A point of the map (GCJ-02), and what the map calls it."""

    lat: float | None = None
    lon: float | None = None
    label: str = ""


@dataclass(frozen=True, slots=True)
class Link(Heard):
    title: str = ""
    description: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Event(Heard):
    """`what`: subscribe, unsubscribe, SCAN, CLICK, VIEW, LOCATION …; `about`: the event's key."""

    what: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class Result(Heard):
    """What became of template or subscribe messages: (message id, arrived, why not)."""

    outcomes: tuple[tuple[str, bool, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Unknown(Heard):
    """A kind that we do not know yet: kept, and answered like a message without words."""

    kind: str = ""
    raw: Mapping[str, Any] = field(default_factory=dict, hash=False)


MEDIA = frozenset({"image", "voice", "video", "shortvideo"})


def read(fields: Fields) -> Heard:
    """The message. Raises Unreadable when it does not say from whom and when."""
    openid, kind = text_of(fields, "FromUserName"), text_of(fields, "MsgType").lower()
    at = _whole(text_of(fields, "CreateTime"))
    if not openid or len(openid) > 64 or not kind or at is None:
        raise Unreadable("no sender, kind or time")
    head = (openid, text_of(fields, "ToUserName"), _key(fields, kind, openid), at)
    if kind == "event":
        return _event(fields, head)
    if kind == "text":
        return Text(*head, content=text_of(fields, "Content"), tapped=text_of(fields, "bizmsgmenuid"))
    if kind in MEDIA:
        return Media(*head, kind=kind, media_id=text_of(fields, "MediaId"), format=text_of(fields, "Format").lower(),
                     recognition=text_of(fields, "Recognition"))
    if kind == "location":
        lat, lon = _degrees(text_of(fields, "Location_X"), 90), _degrees(text_of(fields, "Location_Y"), 180)
        both = lat is not None and lon is not None
        return Location(*head, lat=lat if both else None, lon=lon if both else None, label=text_of(fields, "Label"))
    if kind == "link":
        return Link(*head, title=text_of(fields, "Title"), description=text_of(fields, "Description"), url=text_of(fields, "Url"))
    return Unknown(*head, kind=kind, raw=fields)


def _event(fields: Fields, head: tuple[str, str, str, int]) -> Heard:
    what = text_of(fields, "Event")
    if what.upper() == "TEMPLATESENDJOBFINISH":
        status = text_of(fields, "Status")
        return Result(*head, outcomes=((text_of(fields, "MsgID") or text_of(fields, "MsgId"), status == "success", status),))
    if what == "subscribe_msg_sent_event":
        return Result(*head, outcomes=tuple(_sent(fields.get("SubscribeMsgSentEvent"))))
    return Event(*head, what=what, about=text_of(fields, "EventKey"))


def _sent(told: object) -> list[tuple[str, bool, str]]:
    rows = told.get("List", []) if isinstance(told, dict) else []
    found = rows if isinstance(rows, list) else [rows]
    return [(text_of(row, "MsgID"), text_of(row, "ErrorCode") == "0", f"{text_of(row, 'ErrorCode')} {text_of(row, 'ErrorStatus')}")
            for row in found if isinstance(row, dict)]


def _key(fields: Fields, kind: str, openid: str) -> str:
    number = text_of(fields, "MsgId")
    if number and kind != "event":
        return f"m:{number}"
    # Events have no id of their own; whoever taps twice within a second does one thing.
    about = hashlib.sha256(f"{text_of(fields, 'EventKey')}\0{text_of(fields, 'MsgID')}".encode("utf-8", "replace")).hexdigest()[:12]
    return f"e:{openid}:{text_of(fields, 'CreateTime')}:{text_of(fields, 'Event')[:30]}:{about}"


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 12 else None


def _degrees(text: str, most: int) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) and -most <= value <= most else None
