"""Understanding a contact before anything is written: pure, and never a reason to lose it."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache

from django.conf import settings

from huying import policy
from huying.policy import Understanding
from huying.tickets import likely
from huying.tickets.incoming import Incoming
from huying.understanding import alarm, category_lessons, completeness, places, similar, summary, urgency
from huying.understanding.category import LeafWords, Proposal, Proposer, kind_of
from huying.understanding.category_model import WarmModel
from huying.understanding.place import Gazetteer
from huying.understanding.store import Shelf, Watched

logger = logging.getLogger("huying.reading")


@dataclass(slots=True)
class Reading:
    """What the machine made of the words; people decide (§9: AI assists)."""

    kind: str = "help"
    urgency: str = "normal"
    urgent_sort: str = ""
    category: str = ""
    proposals: list[Proposal] = field(default_factory=list)
    division: str = ""
    missing: list[completeness.Missing] = field(default_factory=list)
    alarm: alarm.Alarm | None = None
    summary: str = ""
    words_key: bytes = b""
    proposed: dict[str, tuple[str, float]] = field(default_factory=dict)  # element → value, confidence 0..1
    model: str = ""  # the version of the category model that spoke; empty where there is none
    keys: list[int] = field(default_factory=list)


@lru_cache(maxsize=1)
def proposer() -> Proposer:
    """The category proposer for the current catalogue; built once a process.

    It hears the learned model in use in HUYING_VAR/models, and a newly promoted one within seconds; without one, the
    catalogue's words alone.
    """
    leaves = [LeafWords(leaf.code, leaf.name, tuple(leaf.path_names), leaf.about, tuple(leaf.words), tuple(leaf.kinds), leaf.urgent or "")
              for leaf in policy.current().leaves]
    return Proposer(leaves, warm=learned().get)


@lru_cache(maxsize=1)
def learned() -> Watched[WarmModel]:
    """The learned model in use in HUYING_VAR/models."""
    return Watched(Shelf(settings.VAR / "models" / category_lessons.NAME), category_lessons.from_card)


@lru_cache(maxsize=1)
def gazetteer() -> Gazetteer:
    """The city's divisions as the address reader wants them; built once a process."""
    return Gazetteer([places.DivisionName(each.code, each.name, tuple(each.aliases), each.parent)
                      for each in policy.current().divisions.values()])


@lru_cache(maxsize=1)
def finder() -> places.DivisionFinder:
    """Finds the city's divisions in a text; built once a process."""
    return places.DivisionFinder(gazetteer().divisions)


def warm() -> None:
    """Read a first contact, so that no citizen waits for word lists and indexes to be loaded."""
    read(Incoming("web", "warm", datetime.now(UTC), title="路灯不亮", detail="天河区体育东路的路灯昨晚不亮，希望维修。"))


def read(incoming: Incoming) -> Reading:
    """Each part may fail without the others, or be switched off: then a person decides."""
    reading = Reading(kind=incoming.kind or "help", urgency=incoming.urgency or "normal", category=incoming.category,
                      division=incoming.division)
    rules = policy.current().understanding
    for part in (_danger, _matter, _kind, _place, _lack, _short, _likely) if rules.enabled else (_danger,):
        try:
            part(incoming, reading, rules)
        except Exception:
            logger.exception("reading a contact: %s failed", part.__name__)
    return reading


def _danger(incoming: Incoming, reading: Reading, rules: Understanding) -> None:
    watched = rules.on("danger")
    if not watched and not rules.on("urgency"):
        return
    found = urgency.urgency(incoming.text)
    # Whatever alarms is pressing for its danger, so that all other words are read once only.
    reading.alarm = alarm.alarm(incoming.text) if watched and found.sort == "danger" else None
    if not rules.on("urgency") and not reading.alarm:
        return
    if not incoming.urgency:
        reading.urgency = "critical" if reading.alarm else found.level
    reading.urgent_sort = "danger" if reading.alarm else found.sort or ""


def _matter(incoming: Incoming, reading: Reading, rules: Understanding) -> None:
    """The category is filled in from a confidence on; below it a person chooses."""
    if not rules.on("category"):
        return
    reading.proposals = proposer().propose(incoming.text, top=3, urgent=reading.urgent_sort)
    reading.model = learned().version
    best = reading.proposals[0] if reading.proposals else None
    if best:
        reading.proposed["category"] = (best.code, best.confidence)
    if not incoming.category and best and best.confidence >= rules.thresholds.category_filled:
        reading.category = best.code


def _kind(incoming: Incoming, reading: Reading, rules: Understanding) -> None:
    if not rules.on("kind"):
        return
    known = policy.current().categories.get(reading.category)
    found = kind_of(incoming.text, known.kinds if known else ())
    reading.proposed["kind"] = (found.code, found.confidence)
    reading.kind = incoming.kind or found.code


def _place(incoming: Incoming, reading: Reading, rules: Understanding) -> None:
    if not rules.on("place"):
        return
    found = finder().find(f"{incoming.place} {incoming.text}")
    if found:
        reading.proposed["division"] = (found[0].code, 1.0)
        reading.division = reading.division or found[0].code


def _lack(incoming: Incoming, reading: Reading, rules: Understanding) -> None:
    if not rules.on("missing"):
        return
    given = {"time": incoming.happened, "place": incoming.place or ("map" if incoming.lon is not None else ""),
             "person": incoming.parties or incoming.name, "event": incoming.detail, "wish": incoming.wish}
    reading.missing = completeness.missing(incoming.text, given, kind=reading.kind)


def _short(incoming: Incoming, reading: Reading, rules: Understanding) -> None:
    if rules.on("summary"):
        reading.summary = summary.summary(incoming.title, incoming.detail)
    reading.words_key = similar.same_words(incoming.text)


def _likely(incoming: Incoming, reading: Reading, rules: Understanding) -> None:
    reading.keys = likely.keys_of(incoming)
