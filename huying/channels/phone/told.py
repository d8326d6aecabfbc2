"""One event of another exchange, read from what its webhook sent: form or JSON, in whatever charset; pure."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from urllib.parse import unquote_to_bytes

from django.utils.translation import gettext as _

from huying.tickets.incoming import cleaned, fitting

# Zammad's generic CTI knows the first three (docs.zammad.org, "Generic CTI"); the others are ours.
EVENTS = ("newCall", "answer", "hangup", "queued", "offered", "declined", "held", "retrieved", "transferred", "recording", "rated",
          "agentState")
OF_SEATS = "agentState"  # of a seat, not of a call: what its agent does
STATES = ("ready", "paused", "wrapping", "off")
ONCE = frozenset({"newCall", "hangup"})  # these happen once in a call, whatever else the event tells
CHARSETS = ("utf-8-sig", "gb18030")
LONGEST = 64 * 1024
MOST_FIELDS = 200
OLDEST = timedelta(days=7)  # an event of an older date has a wrong clock, not a long way
Fields = Mapping[str, Sequence[str]]


class Unread(ValueError):
    """This is no event; `args[0]` says why, for the people of the exchange."""


@dataclass(frozen=True, slots=True)
class Told:
    """`who`: the agents that it names, the answering one first. `at`: when it happened, as believed; `off`: what was told
    instead. `key`: the same when the event comes again. `menu`: a menu plays first, so the caller does not wait yet.
    """

    event: str
    call: str
    key: str
    at: datetime
    direction: str = "in"
    caller: str = ""
    called: str = ""
    who: tuple[str, ...] = ()
    target: str = ""
    queue: str = ""
    cause: str = ""
    score: int | None = None
    recording: str = ""
    menu: bool = False
    off: str = ""
    state: str = ""
    reason: str = ""


def fields(body: bytes, kind: str, charset: str) -> dict[str, list[str]]:
    """The fields of a body; `kind` is its content type. Raises Unread."""
    text = _text(body, charset)
    if "json" in kind or (not kind and text.lstrip().startswith("{")):
        return _json(text)
    if kind and "urlencoded" not in kind:
        raise Unread(_("请用表单或 JSON 格式发送。"))
    pairs = body.strip().split(b"&")
    if len(pairs) > MOST_FIELDS:
        raise Unread(_("内容不是有效的表单。"))
    found: dict[str, list[str]] = {}
    for name, _equals, value in (pair.replace(b"+", b" ").partition(b"=") for pair in pairs):
        found.setdefault(_text(unquote_to_bytes(name), charset), []).append(_text(unquote_to_bytes(value), charset))
    return found


def told(given: Fields, now: datetime, zone: tzinfo) -> Told:
    """The event that these fields tell. Raises Unread with a sentence for who set the exchange up."""
    known = {name.lower(): name for name in EVENTS}
    event = known.get(_one(given, "event").lower(), "")
    if not event:
        raise Unread(_("event 须为以下之一：%(events)s。") % {"events": "、".join(EVENTS)})
    call = _one(given, "callId", "callid", "call_id")
    if event == OF_SEATS:
        return _seat(given, now, zone)
    if not call:
        raise Unread(_("缺少 callId：每通电话须有唯一编号。"))
    direction = _one(given, "direction").lower() or "in"
    if direction not in ("in", "out"):
        raise Unread(_("direction 须为 in 或 out。"))
    score = _score(given) if event == "rated" else None
    at, off = _when(given, now, zone)
    who = _who(given)
    return Told(event, fitting(call), _key(given, event, who), at, direction, _one(given, "from"), _one(given, "to"), who,
                _one(given, "target"), _one(given, "queue"), _one(given, "cause"), score, _one(given, "recording", "url"),
                _one(given, "menu").lower() in ("1", "true", "yes"), off)


def _seat(given: Fields, now: datetime, zone: tzinfo) -> Told:
    """What an agent does at the other exchange."""
    state, who = _one(given, "state").lower(), _who(given)
    if state not in STATES:
        raise Unread(_("state 须为以下之一：%(states)s。") % {"states": "、".join(STATES)})
    if not who:
        raise Unread(_("agentState 须有 answeringNumber 或 user：哪位坐席。"))
    at, off = _when(given, now, zone)
    return Told(OF_SEATS, "", "", at, who=who, off=off, state=state, reason=_one(given, "reason"))


def _who(given: Fields) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, (_one(given, "answeringNumber"), *_all(given, "user[]"), *_all(given, "user")))))


def _key(given: Fields, event: str, who: tuple[str, ...]) -> str:
    named = _one(given, "eventId", "event_id")
    if named:
        return fitting(f"{event}#{named}")
    if event in ONCE:
        return event
    return fitting(f"{event}:{','.join(who)}:{_one(given, 'target')}:{_one(given, 'attempt')}:{_one(given, 'at', 'timestamp')}")


def _when(given: Fields, now: datetime, zone: tzinfo) -> tuple[datetime, str]:
    """When it happened, and what was told where that is not believed. `sentAt` is the exchange's clock while it sends: the
    difference to ours is the error of its clock. Nothing happens in the future."""
    said = _one(given, "at", "timestamp")
    at, sent = instant(said, zone), instant(_one(given, "sentAt", "sent_at"), zone)
    if at is None:
        return now, said[:40]
    right = at + (now - sent) if sent is not None else at
    if right > now or right < now - OLDEST:
        return now, said[:40] if abs(right - now) > timedelta(seconds=2) else ""
    return right, said[:40] if sent is not None and abs(now - sent) > timedelta(minutes=1) else ""


def instant(text: str, zone: tzinfo) -> datetime | None:
    """ISO 8601 (without offset: the city's time), or seconds or milliseconds since 1970; None for anything else."""
    try:
        if text.replace(".", "", 1).isdigit():
            seconds = float(text)
            return datetime.fromtimestamp(seconds / 1000 if seconds > 1e11 else seconds, UTC)
        found = datetime.fromisoformat(text)
        return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _score(given: Fields) -> int:
    said = _one(given, "score", "rating")
    if said not in ("1", "2", "3", "4", "5"):
        raise Unread(_("score 须为 1 至 5。"))
    return int(said)


def _json(text: str) -> dict[str, list[str]]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise Unread(_("内容不是完整的 JSON。")) from None
    if not isinstance(found, dict) or len(found) > MOST_FIELDS:
        raise Unread(_("JSON 须为一个对象。"))
    return {str(name): [_word(each) for each in (value if isinstance(value, list) else [value])[:MOST_FIELDS]]
            for name, value in found.items()}


def _word(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, (str, int, float)) else ""


def _text(raw: bytes, charset: str) -> str:
    """By the charset that was told if there is one and it fits, else UTF-8, else GB 18030; never an error."""
    for each in filter(None, (charset, *CHARSETS)):
        try:
            return raw.decode(each)
        except (UnicodeDecodeError, LookupError):
            continue
    return raw.decode("utf-8", "replace")


def _all(given: Fields, name: str) -> list[str]:
    return [cleaned(each)[:250] for each in given.get(name, ())]


def _one(given: Fields, *names: str) -> str:
    return next((value for name in names for value in _all(given, name) if value), "")
