"""Understanding a contact before anything is written: pure, and never a reason to lose it."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from functools import lru_cache

from huying import policy
from huying.tickets.incoming import Incoming
from huying.understanding import alarm, completeness, places, similar, summary, urgency
from huying.understanding.category import LeafWords, Proposal, Proposer, kind_of
from huying.understanding.place import Gazetteer, PlaceFound, find_places

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
    places: list[PlaceFound] = field(default_factory=list)
    place_key: str = ""
    missing: list[completeness.Missing] = field(default_factory=list)
    alarm: alarm.Alarm | None = None
    summary: str = ""
    words_key: bytes = b""


@lru_cache(maxsize=1)
def proposer() -> Proposer:
    """The category proposer for the current catalogue; built once a process."""
    leaves = [LeafWords(leaf.code, leaf.name, tuple(leaf.path_names), leaf.about, tuple(leaf.words), tuple(leaf.kinds))
              for leaf in policy.current().leaves]
    return Proposer(leaves)


@lru_cache(maxsize=1)
def gazetteer() -> Gazetteer:
    """The city's divisions as the address reader wants them; built once a process."""
    return Gazetteer([places.DivisionName(each.code, each.name, tuple(each.aliases), each.parent)
                      for each in policy.current().divisions.values()])


@lru_cache(maxsize=1)
def finder() -> places.DivisionFinder:
    """Finds the city's divisions in a text; built once a process."""
    return places.DivisionFinder(gazetteer().divisions)


def read(incoming: Incoming) -> Reading:
    """Each part may fail without the others: a failure is logged and a person decides."""
    reading = Reading(kind=incoming.kind or "help", urgency=incoming.urgency or "normal", division=incoming.division)
    for part in (_danger, _matter, _place, _lack, _short):
        try:
            part(incoming, reading)
        except Exception:
            logger.exception("reading a contact: %s failed", part.__name__)
    return reading


def _danger(incoming: Incoming, reading: Reading) -> None:
    found = urgency.urgency(incoming.text)
    # Whatever alarms is pressing for its danger, so that all other words are read once only.
    reading.alarm = alarm.alarm(incoming.text) if found.sort == "danger" else None
    if not incoming.urgency:
        reading.urgency = "critical" if reading.alarm else found.level
    reading.urgent_sort = "danger" if reading.alarm else found.sort or ""


def _matter(incoming: Incoming, reading: Reading) -> None:
    reading.proposals = proposer().propose(incoming.text, top=3)
    reading.category = incoming.category or (reading.proposals[0].code if reading.proposals else "")
    if not incoming.kind:
        hints = policy.current().categories[reading.category].kinds if reading.category else ()
        reading.kind = kind_of(incoming.text, hints).code


def _place(incoming: Incoming, reading: Reading) -> None:
    if not reading.division:
        found = finder().find(f"{incoming.place} {incoming.text}")
        reading.division = found[0].code if found else ""
    # The field "place" first: what people write there is the place of the matter, spans count in these joined words.
    reading.places = find_places(placed(incoming), gazetteer(), reading.division or None)
    reading.place_key = next((each.key for each in reading.places if each.key), "")


def placed(incoming: Incoming) -> str:
    """The words that `Reading.places` was read from, and its spans point into."""
    return f"{incoming.place}\n{incoming.text}"


def _lack(incoming: Incoming, reading: Reading) -> None:
    given = {"time": incoming.happened, "place": incoming.place or ("map" if incoming.lon is not None else ""),
             "person": incoming.parties or incoming.name, "event": incoming.detail, "wish": incoming.wish}
    reading.missing = completeness.missing(incoming.text, given, kind=reading.kind)


def _short(incoming: Incoming, reading: Reading) -> None:
    reading.summary = summary.summary(incoming.title, incoming.detail)
    reading.words_key = similar.same_words(incoming.text)
