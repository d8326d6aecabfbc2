"""What was said on the line against what stands in the ticket: which of the five elements were heard and not written down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from huying.channels.phone.models import Call
from huying.channels.phone.transcript import CALLER, CallWords
from huying.clocks.zone import SHANGHAI
from huying.tickets.models import Ticket
from huying.tickets.reading import gazetteer
from huying.understanding.elements import Elements, elements
from huying.understanding.place import find_places
from huying.understanding.plain import plain

NAMES = {"time": ("时间", "time"), "place": ("地点", "place"), "person": ("人物", "people"), "event": ("事件", "event"),
         "wish": ("诉求", "wish")}
FIELDS = {"time": "happened", "place": "place", "person": "parties", "event": "detail", "wish": "wish"}
EXACT = frozenset({"time", "place", "person"})  # of these each value counts; of event and wish, that there is one
OWN = frozenset({"self", "phone"})  # the caller speaks of themselves: nothing to write down
MOST = 6


@dataclass(frozen=True, slots=True)
class Compared:
    """One element. `heard`: the words for it on the line; `left`: those of them that the ticket does not have.
    `wanting`: it was said and the ticket has nothing for it."""

    element: str
    name: tuple[str, str]
    heard: tuple[str, ...]
    left: tuple[str, ...]
    written: bool

    @property
    def wanting(self) -> bool:
        return bool(self.heard) and not self.written


@dataclass(frozen=True, slots=True)
class _Read:
    found: Elements
    places: dict[str, frozenset[str]]  # words of a place → keys by which it is the same as another
    plain: str


def said(call: Call) -> list[CallWords]:
    """What was said, both sides, in order; only what is final. One statement."""
    return list(CallWords.objects.filter(call=call, final=True).order_by("at", "pk"))


def compare(words: list[CallWords], ticket: Ticket | None, at: datetime) -> list[Compared]:
    """The five elements, as the call was at `at`. Nothing was said: an empty list. Only the caller's words count; questions of the
    agent are no facts."""
    text = "，".join(each.text.strip("，。 ") for each in words if each.side == CALLER)
    if not text:
        return []
    given = {element: str(getattr(ticket, name) or "") if ticket else "" for element, name in FIELDS.items()}
    heard, known = _read(text, at), _read("。".join([ticket.title if ticket else "", *given.values()]), at)
    return [_of(element, heard, known, bool(given[element].strip()) or element in known.found.told) for element in NAMES]


def _of(element: str, heard: _Read, known: _Read, written: bool) -> Compared:
    pieces = {piece.text: piece.value for piece in heard.found.of(element) if not (element == "person" and piece.value in OWN)}
    left = [text for text, value in pieces.items() if _telling(element, value) and not _has(known, element, text, value, heard)]
    return Compared(element, NAMES[element], tuple(pieces)[:MOST], tuple(left)[:MOST], written)


def _telling(element: str, value: str) -> bool:
    """Whether the very words matter: of a time when it is one (not 一直), of a person when it is a name."""
    return element in EXACT and value != "role" and not (element == "time" and value.endswith("REF"))


def _has(known: _Read, element: str, text: str, value: str, heard: _Read) -> bool:
    """Whether the ticket has this value: in the same words, or the same moment or place in others."""
    if plain(text) in known.plain:
        return True
    if element == "time":
        return any(piece.value == value for piece in known.found.of("time"))
    return element == "place" and any(heard.places.get(text, frozenset()) & keys for keys in known.places.values())


def _read(text: str, at: datetime) -> _Read:
    places = find_places(text, gazetteer())
    found = elements(text, at.astimezone(SHANGHAI).replace(tzinfo=None), [place.span for place in places])
    return _Read(found, {text[place.start : place.end]: frozenset(place.keys) for place in places}, plain(text))
