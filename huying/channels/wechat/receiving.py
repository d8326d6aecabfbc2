"""From the platform's message to the talk: kept raw first; what has a file to be fetched goes on in a job."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

from huying.channels import delivery
from huying.channels.base import at_once, health, receiving
from huying.channels.base.message import File, Message, message_of
from huying.channels.wechat import account, platform
from huying.channels.wechat.messages import Event, Heard, Link, Location, Media, Result, Text
from huying.channels.wechat.offset import to_wgs
from huying.tickets import contacts
from huying.tickets.incoming import cleaned
from huying.tickets.models import Contact
from huying.tickets.problems import Blocker, Refused

DOOR = "wechat"
# Acts that say nothing to us: a page was opened, a place was reported unasked. They are not kept.
SILENT = frozenset({"VIEW", "LOCATION", "view_miniprogram"})
TAPS = {"BEGIN": "begin", "MINE": "mine", "PROGRESS": "progress", "ADVICE": "advice", "HUMAN": "human", "HELP": "help"}
EVENTS = {"subscribe": "welcome", "unsubscribe": "leave", "SCAN": "welcome"}
_RATED = re.compile(r"rate:(\d{13}):([1-5])")
_HAN, _LATIN = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]"), re.compile("[A-Za-z]{3}")


def take(heard: Heard, xml: str, now: datetime) -> str:
    """Take in one message or event, however often it is brought; the words to answer with, empty when they come later.

    Raises only when the database does not answer: then the platform brings it again.
    """
    if isinstance(heard, Result):
        for receipt, arrived, why in heard.outcomes:
            result(receipt, arrived, why, now)
        return ""
    if isinstance(heard, Event) and heard.what in SILENT:
        return ""
    message = _message(heard, xml, now)
    if not health.is_open(DOOR, "receiving"):
        contacts.keep(message.incoming())
        return ""
    if isinstance(heard, Media) and heard.media_id:
        _fetch_later(message, now)
        return ""
    with at_once.turn(receiving.lock_of(DOOR, heard.openid), message.text) as mine:
        if not mine:
            receiving.accept(message, talk=heard.openid)
            health.note(DOOR, now, "in_at")
            return ""
        taken = receiving.receive(message, now)
        if isinstance(heard, Event) and heard.what == "unsubscribe":
            return ""
        return at_once.answer(DOOR, heard.openid, taken.contact_id, taken, now)


def result(receipt: str, arrived: bool, why: str, now: datetime, *, last: bool = False) -> None:
    """What became of a template message; the platform may be quicker with it than we are with writing its number down."""
    from huying.channels.wechat.tasks import outcome

    if not delivery.reported(DOOR, receipt, arrived, why, now) and not last:
        outcome.configure(schedule_in={"seconds": 5}).defer(receipt=receipt, arrived=arrived, why=why[:100])


def again(contact: Contact, now: datetime, *, by_hand: bool = False) -> None:
    """Go on with a message that was kept and cut off, or whose file had to be fetched first. Raises Refused."""
    if not by_hand and not health.is_open(DOOR, "receiving"):
        raise Refused([Blocker("closed", "渠道已停止接收，恢复后继续。", "The door is closed; it goes on when it opens.")])
    message = message_of(contacts.raw_of(contact))
    media = str(message.raw.get("media_id", ""))
    if media:
        message = _with_file(message, media)
    receiving.restart(contact, message, now, by_hand=by_hand)


def _fetch_later(message: Message, now: datetime) -> None:
    """Keep it; the platform gives five seconds, and its file may take longer. A retry finds it kept and asks anew."""
    from huying.channels.wechat.tasks import take_up

    kept = contacts.keep(message.incoming())
    health.note(DOOR, now, "in_at")
    if kept.state == Contact.NEW:
        take_up.defer(contact=kept.id)


def _with_file(message: Message, media: str) -> Message:
    """The message with its file; without, where the platform has it no more. Raises while the platform does not answer."""
    own = account.current()
    kind = str(message.raw.get("kind", ""))
    found: File | None = None
    if own is not None:
        try:
            found = platform.Platform(own).media(media, kind)
        except platform.Gone:
            found = None
    text = message.text
    if not text and kind == "voice" and found is not None:
        text = "语音留言，内容见附件录音。"  # nobody heard it yet: a person does
    act = "file_gone" if not text and found is None else ""
    return replace(message, text=text, act=act, files=(found,) if found else ())


def _message(heard: Heard, xml: str, now: datetime) -> Message:
    message = Message(door=DOOR, key=heard.key, address=heard.openid, text="", received_at=now, proven=True,
                      raw={"xml": xml, "account": heard.account, "sent": heard.at})
    match heard:
        case Text():
            rated = _RATED.fullmatch(heard.tapped)
            text = f"{rated[1]} {rated[2]}" if rated else cleaned(heard.content)
            return replace(message, text=text, language=_language(text))
        case Media():
            raw = {**message.raw, "media_id": heard.media_id, "kind": heard.kind}
            return replace(message, text=cleaned(heard.recognition), raw=raw)
        case Location() if heard.lat is not None and heard.lon is not None:
            lat, lon = to_wgs(heard.lat, heard.lon)
            place = cleaned(heard.label)[:200] or f"{lat:.5f},{lon:.5f}"
            return replace(message, text=f"位置：{place}", place=place, lat=lat, lon=lon)
        case Location():
            return replace(message, text=cleaned(heard.label))
        case Link():
            said = [cleaned(each) for each in (heard.title, heard.description, heard.url)]
            return replace(message, text="\n".join(filter(None, said)))
        case Event():
            act = TAPS.get(heard.about, "help") if heard.what == "CLICK" else EVENTS.get(heard.what, "")
            # What we do not know is kept, and nobody is troubled with an answer.
            return replace(message, act=act, automatic="" if act else "event")
    return message


def _language(text: str) -> str:
    return "en" if _LATIN.search(text) and not _HAN.search(text) else "zh-hans"


