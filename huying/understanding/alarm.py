"""Danger to life now: which of 110, 119, 120 to call before anything else (DOMAIN: 紧急转接).

Recall comes first, for a needless banner costs a glance and a missed one a life; but a banner over every
other complaint is read by nobody. So a word of danger counts when it is told as happening: not as a risk
("一旦起火"), a memory ("去年起火"), a topic ("火灾赔偿") or a manner of speaking ("气炸了"). In a long
letter, a word of "now" must stand near: people in danger of their lives write little.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .lexicon import danger
from .plain import clauses, plain

SHORT = 32  # characters: whoever says no more than "工厂爆炸" means it
LONG = 160
_READ = 20_000

_ADVICE = {
    "119": (
        "如有火情、燃气泄漏或有人被困，请马上拨打 119；先离开危险处，不乘电梯，不开关电器。",
        "Fire, gas leak or somebody trapped: call 119 now. Get away first; use no lift, touch no switch.",
    ),
    "120": (
        "如有人受伤、昏迷或突发急病，请马上拨打 120，说清地点和人数，按调度员的话急救。",
        "Somebody hurt, unconscious or suddenly ill: call 120 now, say where and how many, and listen.",
    ),
    "110": (
        "如有人正受到伤害或有生命危险，请马上拨打 110；不便说话可发短信 12110。想倾诉可拨 12356 心理援助热线。",
        "Somebody is being hurt or in danger: call 110 now, or text 12110 if you cannot speak. "
        "To talk to somebody: 12356.",
    ),
}


@dataclass(frozen=True, slots=True)
class Alarm:
    """Call `service` ("110", "119" or "120") first, then those in `also`; `words` are the ones that spoke."""

    service: str
    also: tuple[str, ...]
    words: tuple[str, ...]
    zh: str
    en: str


def alarm(text: str) -> Alarm | None:
    """Return what to call at once if the text tells of danger to life now, else None. About 0.3 ms for 150 letters."""
    read = plain(text[:_READ])
    parts = list(clauses(read))
    cry = len(read) <= SHORT and not _TOPIC.search(read)
    spoke: dict[str, list[str]] = {}
    for place, part in enumerate(parts):
        if _ANY.search(part):
            for service, word in _heard(parts, place, cry=cry, long=len(read) > LONG):
                spoke.setdefault(service, []).append(word)
    return _alarm(spoke) if spoke else None


def _heard(parts: list[str], place: int, *, cry: bool, long: bool) -> Iterator[tuple[str, str]]:
    """Yield service and word for each danger that a clause, read beside its neighbours, tells of."""
    part = _FIGURATIVE.sub("、", parts[place])
    before = parts[place - 1] if place else ""
    if _NOT_REAL.search(part) or before.startswith(("如果", "一旦", "万一", "要是")):
        return
    near = part if long else "，".join((before, part, *parts[place + 1 : place + 2]))
    now = bool(_NOW.search(near)) or (not long and part.endswith("!"))
    past = bool(_PAST.search(f"{before}，{part}"))
    for service in _ADVICE:
        found = _ACUTE[service].search(part) if now or not (past or long) else None
        found = found or (_GRAVE[service].search(part) if (now or cry) and not past else None)
        if found:
            yield service, found[0]


def _alarm(spoke: dict[str, list[str]]) -> Alarm:
    first, *also = sorted(spoke, key=list(_ADVICE).index)
    words = tuple(dict.fromkeys(word for service in (first, *also) for word in spoke[service]))
    return Alarm(first, tuple(also), words, *_ADVICE[first])


def _pattern(pieces: str) -> re.Pattern[str]:
    return re.compile("|".join(pieces.split()))


_ACUTE = {service: _pattern(pieces) for service, pieces in danger.ACUTE.items()}
_GRAVE = {service: _pattern(pieces) for service, pieces in danger.GRAVE.items()}
_ANY = _pattern(" ".join([*danger.ACUTE.values(), *danger.GRAVE.values()]))
_NOW = _pattern(danger.NOW)
_NOT_REAL = _pattern(danger.NOT_REAL)
_PAST = _pattern(danger.PAST)
_TOPIC = _pattern(danger.TOPIC)
_FIGURATIVE = _pattern(danger.FIGURATIVE)
