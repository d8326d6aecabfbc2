"""What a citizen is told while typing: others have reported this; join them? Text and figures only, no personal word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from .duplicates import MERGE


@dataclass(frozen=True, slots=True)
class Candidate:
    """A running ticket that is perhaps the same matter; `summary` its public line, `callers` how many people are behind it."""

    ref: str
    probability: float
    callers: int
    summary: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Hint:
    """`ref` the ticket to join, `people` who have reported it; the sentence and the question in two languages."""

    ref: str
    people: int
    since: datetime
    zh: str
    en: str


def hint(candidates: Sequence[Candidate], *, least: float = MERGE) -> Hint | None:
    """The hint for the likeliest candidate, or None when none is likely enough (`least`, 0 to 1).

    Among equally likely ones the one with most callers is the ticket to join.
    """
    likely = [each for each in candidates if each.probability >= least and each.callers > 0]
    if not likely:
        return None
    best = max(likely, key=lambda each: (round(each.probability, 1), each.callers, each.ref))
    day = f"{best.since.month}月{best.since.day}日"
    zh = f"已有{best.callers}人自{day}起反映“{best.summary}”，正在办理。加入这一件，还是另外登记？"
    count = "1 person has" if best.callers == 1 else f"{best.callers} people have"
    en = f"{count} reported this since {best.since:%Y-%m-%d}: “{best.summary}”. It is being handled. Join it, or register separately?"
    return Hint(best.ref, best.callers, best.since, zh, en)
