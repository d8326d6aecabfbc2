"""The five elements as they stand in the text: times, places, persons and firms, the event, the wish (DOMAIN §8).

Every piece keeps its place, so that a screen can show which words a value was taken from.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from .lexicon import persons, wishes
from .time import find_times

READ: Final = 4_000
MIN_EVENT: Final = 4  # letters of a clause that tells something by itself
_HAN: Final = "\u4e00-\u9fff"

Places = Sequence[tuple[int, int]] | Callable[[str], Sequence[tuple[int, int]]]


@dataclass(frozen=True, slots=True)
class Piece:
    """One element at text[start:end]. `value`: of a time its TIMEX value; of a person name, firm, role, self or phone."""

    element: str
    text: str
    start: int
    end: int
    value: str = ""


@dataclass(frozen=True, slots=True)
class Elements:
    """All pieces in their order."""

    pieces: tuple[Piece, ...]

    def of(self, element: str) -> list[Piece]:
        """The pieces of one element: time, place, person, event or wish."""
        return [piece for piece in self.pieces if piece.element == element]

    @property
    def told(self) -> frozenset[str]:
        """The elements of which there is a piece."""
        return frozenset(piece.element for piece in self.pieces)


def elements(text: str, reference: datetime, places: Places = ()) -> Elements:
    """Return the elements of `text`, read at `reference` (local time). Bounded: reads the first 4,000 letters.

    `places` are the spans of places that another reader found, or a callable that finds them.
    """
    read = text[:READ]
    spans = places(read) if callable(places) else places
    pieces = [Piece("time", found.words, found.start, found.end, found.value) for found in find_times(read, reference)]
    pieces += [Piece("place", read[start:end], start, end) for start, end in spans if 0 <= start < end <= len(read)]
    wished = list(_wishes(read))
    named = _persons(read, pieces, wished)
    firms = [piece for piece in named if piece.value == "firm"]
    pieces = [
        piece for piece in pieces if not any(firm.start <= piece.start and piece.end <= firm.end for firm in firms)
    ]
    pieces += named + wished
    pieces += _events(read, pieces)
    return Elements(tuple(sorted(pieces, key=lambda piece: (piece.start, -piece.end))))


def _persons(text: str, known: Iterable[Piece], wished: Iterable[Piece]) -> list[Piece]:
    """Phones, firms, names, roles and the writer; not in times, and no authority that a wish is addressed to."""
    taken = bytearray(len(text))
    for piece in known:
        if piece.element == "time" and piece.text not in _NAMES_TOO:
            taken[piece.start : piece.end] = b"\x01" * (piece.end - piece.start)
    asked = [(piece.start, piece.end) for piece in wished]
    found: list[Piece] = []
    for value, spans in (
        ("phone", _spans(_PHONE, text)),
        ("firm", _firms(text, taken)),
        ("name", _spans(_NAME, text)),
        ("role", _spans(_ROLE, text)),
        ("self", _spans(_SELF, text, 1)),
    ):
        for start, end in spans:
            addressed = text[start:end] in persons.AUTHORITIES and any(low <= start < high for low, high in asked)
            if not addressed and not any(taken[start:end]):
                taken[start:end] = b"\x01" * (end - start)
                found.append(Piece("person", text[start:end], start, end, value))
    return found


def _spans(pattern: re.Pattern[str], text: str, most: int = 50) -> Iterator[tuple[int, int]]:
    group = "it" if "it" in pattern.groupindex else 0
    for count, found in enumerate(pattern.finditer(text)):
        if count == most:
            return
        yield found.span(group) if found[group] else found.span()


def _firms(text: str, taken: bytearray) -> Iterator[tuple[int, int]]:
    """Names that end as firms do: from the ending backwards to a word that cannot be part of a name."""
    low = 0
    for found in _FIRM.finditer(text):
        start = found.start()
        while (
            start > max(low, found.start() - _LONGEST_NAME) and text[start - 1] not in _STOPS and not taken[start - 1]
        ):
            start -= 1
        for cut in _CUT.finditer(text, start, found.start()):
            start = cut.end()
        lead = _LEAD.match(text, start, found.start())
        start = lead.end() if lead else start
        if start < found.start() and not _NO_NAME.fullmatch(text[start : found.start()]):
            low = found.end()
            yield start, found.end()


def _clauses(text: str) -> Iterator[tuple[int, int]]:
    """The places of clauses without the blanks around them."""
    for found in _CLAUSE.finditer(text):
        stripped = found[0].strip()
        if stripped:
            start = found.start() + found[0].index(stripped)
            yield start, start + len(stripped)


def _wishes(text: str) -> Iterator[Piece]:
    """Clauses that say what is wanted, each from its word of wishing on, with the clauses that go on from it."""
    running: tuple[int, int] | None = None
    for start, end in _clauses(text):
        clause = text[start:end]
        word = _WISH.search(clause)
        if (
            running
            and (_GOES_ON.match(clause) and (not word or word.start() < 3))
            and "\n" not in text[running[1] : start]
        ):
            running = (running[0], end)
            continue
        if running:
            yield Piece("wish", text[slice(*running)], *running)
        running = (start + _from(clause, word), end) if word else None
    if running:
        yield Piece("wish", text[slice(*running)], *running)


def _from(clause: str, word: re.Match[str]) -> int:
    """Questions are wished as a whole; wishes begin with their word."""
    return 0 if word.lastgroup == "whole" else word.start()


def _events(text: str, known: Iterable[Piece]) -> Iterator[Piece]:
    """Runs of clauses that tell what happened: neither a wish nor a greeting nor only a time, a place, a name."""
    covered = bytearray(len(text))
    wished = bytearray(len(text))
    for piece in known:
        if piece.element in ("time", "place") or piece.value == "phone":
            covered[piece.start : piece.end] = b"\x01" * (piece.end - piece.start)
        if piece.element == "wish":
            wished[piece.start : piece.end] = b"\x01" * (piece.end - piece.start)
    running: tuple[int, int] | None = None
    for start, end in _clauses(text):
        end = min(end, next((place for place in range(start, end) if wished[place]), end))
        rest = "".join(text[place] for place in range(start, end) if not covered[place])
        tells = len(_LETTERS.findall(_GREETING.sub("", rest))) >= MIN_EVENT
        if (
            tells
            and running
            and not any(wished[running[1] : start])
            and not re.search(r"[\n\r]", text[running[1] : start])
        ):
            running = (running[0], end)
        elif tells:
            if running:
                yield Piece("event", text[slice(*running)], *running)
            running = (start, end)
    if running:
        yield Piece("event", text[slice(*running)], *running)


def _any(pieces: str) -> str:
    return "|".join(sorted(pieces.split(), key=len, reverse=True))


_LONGEST_NAME = 16
_NAMES_TOO = frozenset({"天天"})  # 天天超市
_STOPS = frozenset(persons.STOPS)
_CUT = re.compile(_any(persons.CUTS))
_LEAD = re.compile(
    r"(?:昨天|今天|前天|今年|去年|最近|投诉|举报|反映|咨询|请问|关于|感谢|尊敬|因为|由于|通过|联系|要求|入职|就职于?|购买"
    r"|附近|对面|旁边|楼下|楼上|小区|门口|隔壁|来自|位于|[\d一二三四五六七八九十两]+家){1,3}"
)
_NO_NAME = re.compile(
    r"(?:[一二三四五六七八九十两\d]|全|各|多|几|本|贵|商|门|开|新|旧|小|大|工|来|进|每|黑|很多|所有|部分|一些|不少|自己|有些|上"
    r"|隔壁|楼下|楼上|附近|对面|门口|旁边|小区)*"
)
_FIRM = re.compile(rf"(?:{_any(persons.FIRMS)})(?![主员长家面铺名址牌内商房门])", re.IGNORECASE)
_PHONE = re.compile(r"(?<!\d)(?:1[3-9]\d[ -]?\d{4}[ -]?\d{4}|0\d{2,3}-?[2-9]\d{6,7}|400-?\d{3}-?\d{4})(?!\d)")
_SURNAME = f"[{persons.SURNAMES}]"
_NAME = re.compile(
    rf"(?:我叫|我名叫?|我是|本人|联系人|姓名|名叫|叫做|投诉人|举报人|当事人|经办人|法人)(?:为|是|叫)?[:： ]?"
    rf"(?P<it>(?![我是个一]){_SURNAME}(?:某某?|[{_HAN}]{{1,2}}))(?=[，。,、；;:：（(\s\d]|的|住|电话|$)"
    rf"|{_SURNAME}(?:某{{1,2}}|[{_HAN}]{{0,2}}?(?:{_any(persons.TITLES)}))"
    rf"|[小老阿](?!时|区){_SURNAME}(?=[，。,、说讲和跟与把将是冒欠不]|$)"
)
_ROLE = re.compile(
    rf"(?<![在去])(?:{_any(persons.ROLES)})(?!门[口前]|附近|旁|对面|后门|[东西南北]门|里|周边|路|大道|街)"
)
_SELF = re.compile("|".join(persons.SELF.split()))
_CLAUSE = re.compile(r"[^，。！？；、,!?;\n\r]+[？?]?")
_WISH = re.compile(rf"(?P<whole>{wishes.QUESTIONS})|(?:{wishes.WISHES})")
_GOES_ON = re.compile(wishes.GOES_ON)
_GREETING = re.compile(wishes.GREETINGS)
_LETTERS = re.compile(r"\w")
