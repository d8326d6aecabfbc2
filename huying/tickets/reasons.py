"""Which words of the text speak for what was read of it, for people to see at a glance; pure, and not asked by register."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass

from huying import policy
from huying.clocks.zone import SHANGHAI
from huying.tickets.incoming import Incoming
from huying.tickets.reading import Reading, finder, gazetteer
from huying.understanding.place import find_places
from huying.understanding.plain import plain
from huying.understanding.time import find_times

logger = logging.getLogger("huying.reasons")
MOST = 6  # words shown for one value
LONGEST = 2000  # letters that are looked at


@dataclass(frozen=True, slots=True)
class Reason:
    """`value` of an `element` (category, division, time): a code, or the words themselves; `confidence` 0 to 1."""

    element: str
    value: str
    confidence: float
    words: tuple[str, ...]


def reasons(incoming: Incoming, reading: Reading) -> list[Reason]:
    """What was read, each with the words as written in the text. A part that fails is left out."""
    if not policy.current().understanding.enabled:
        return []
    text = f"{incoming.place} {incoming.text}"[:LONGEST]
    found: list[Reason] = []
    for part in (_category, _place, _time):
        try:
            found.extend(part(text, incoming, reading))
        except Exception:
            logger.exception("reasons: %s failed", part.__name__)
    return found


def _category(text: str, incoming: Incoming, reading: Reading) -> Iterator[Reason]:
    for each in reading.proposals[:1]:
        yield Reason("category", each.code, each.confidence, as_written(text, each.words))


def _place(text: str, incoming: Incoming, reading: Reading) -> Iterator[Reason]:
    """The division, with the whole address where one names it, else with its name alone."""
    if "division" not in reading.proposed:
        return
    code, sure = reading.proposed["division"]
    spans = [each.span for each in find_places(text, gazetteer(), code) if each.division == code]
    spans += [each.span for each in finder().find(text) if each.code == code]
    for begin, end in spans[:1]:
        yield Reason("division", code, sure, (text[begin:end],))


def _time(text: str, incoming: Incoming, reading: Reading) -> Iterator[Reason]:
    times = find_times(incoming.text[:LONGEST], incoming.received_at.astimezone(SHANGHAI))
    if times:
        # the fullest first: 夜间 says less than 昨晚十一点到凌晨两点
        words = tuple(sorted(dict.fromkeys(each.words for each in times), key=len, reverse=True))[:MOST]
        yield Reason("time", words[0], 1.0, words)


def as_written(text: str, words: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the words that stand in the text (the proposer reads a plain form of it), as they are written there."""
    said = plain(text)
    same = len(said) == len(text)
    found = []
    for word in words[:MOST]:
        at = said.find(word)
        if at >= 0:
            found.append(text[at : at + len(word)] if same else word)
    return tuple(dict.fromkeys(found))


def marked(text: str, words: tuple[str, ...]) -> list[tuple[str, bool]]:
    """The text in pieces, (piece, whether it is one of the words); the pieces together are the text."""
    known = sorted(filter(None, set(words)), key=len, reverse=True)
    if not known:
        return [(text, False)]
    pieces = re.split("(" + "|".join(map(re.escape, known)) + ")", text)
    return [(piece, bool(place % 2)) for place, piece in enumerate(pieces) if piece]
