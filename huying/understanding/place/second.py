"""A second look at the parts of an address, each as a whole: how long it is, how it ends, what stands before and after it.

The first reading weighs one token after another. Here its likely pieces are weighed anew by readable numbers over kinds, classes
of endings and sorts of words, none of them about a name (`second.txt`, lines as in `conventions.txt`), and those are chosen that
together are most surely right. What the first reading left outside of places stays outside.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, log
from pathlib import Path
from typing import NamedTuple

from .chances import Piece
from .conventions import Conventions
from .structure import class_of, shape
from .wording import word_of

FILE = Path(__file__).parent / "second.txt"
FIRST = "first"  # the scale of what the first reading said
COST = 0.35  # what each part costs: it must be likelier to be worth dividing for it
_SURE = 1e-4
_TELLING = {"road": "r", "roadno": "z", "houseno": "n", "poi": "p", "subpoi": "s", "roomno": "o"}
_SIZES = ("0", "1", "2", "3", "4", "5-6", "5-6", "7-9", "7-9", "7-9")


class Span(NamedTuple):
    """A part by its tokens; the kind "" is outside."""

    kind: str
    first: int
    last: int


class Second:
    """The numbers of the second look at work. Safe to share between threads."""

    def __init__(self, conventions: Conventions) -> None:
        self.conventions = conventions
        self._trust = conventions.scales.get(FIRST, 1.0)
        self._numbers: dict[str, dict[str, float]] = {}
        for feature, kind, add in conventions.numbers:
            self._numbers.setdefault(kind, {})[feature] = add

    def divided(self, pieces: Sequence[Piece], spans: Sequence[Span], rows: Sequence[Sequence[str]]) -> list[Span]:
        """The parts after a second look. `spans`: the first answer, `rows`: the features of the tokens."""
        return chosen(pieces, [self._chance(piece, row) for piece, row in zip(pieces, looks(pieces, spans, rows), strict=True)], spans)

    def _chance(self, piece: Piece, row: Sequence[str]) -> float:
        numbers = self._numbers.get(piece.kind, {})
        return 1 / (1 + exp(-self._trust * odds(piece.chance) - sum(numbers[name] for name in row if name in numbers)))


def odds(chance: float) -> float:
    """The logarithm of the odds, within reason."""
    chance = min(max(chance, _SURE), 1 - _SURE)
    return log(chance / (1 - chance))


def spans_of(labels: Sequence[str]) -> list[Span]:
    """The parts that labels of tokens mean, with every token outside as a part of its own."""
    spans: list[Span] = []
    for i, label in enumerate(labels):
        if label.startswith("I-") and spans:
            spans[-1] = Span(spans[-1].kind, spans[-1].first, i)
        else:
            spans.append(Span(label[2:], i, i))
    return spans


def chosen(pieces: Sequence[Piece], sure: Sequence[float], spans: Sequence[Span]) -> list[Span]:
    """Of the pieces those that follow one another and are most surely right in sum; each more must be worth its cost.

    What is in some part of the first answer is in some part again, for the pieces of that are among them."""
    size = spans[-1].last + 1
    outside = [0] * (size + 1)  # how many tokens before each place are outside
    for kind, first, last in spans:
        for i in range(first, last + 1):
            outside[i + 1] = outside[i] + (not kind)
    starting: list[list[tuple[float, Piece]]] = [[] for _ in range(size)]
    for piece, each in zip(pieces, sure, strict=True):
        if outside[piece.first] == outside[piece.last + 1]:
            starting[piece.first].append((each - COST, piece))
    best, back = [float("-inf")] * (size + 1), list[Piece | None]([None] * (size + 1))
    best[0] = 0.0
    for i in range(size):
        if outside[i] < outside[i + 1]:
            best[i + 1] = best[i]
        for worth, piece in starting[i]:
            if best[i] + worth > best[piece.last + 1]:
                best[piece.last + 1], back[piece.last + 1] = best[i] + worth, piece
    found, at = list[Span](), size
    while at:
        taken = back[at]
        if taken is not None:
            found.append(Span(*taken[:3]))
        at = taken.first if taken is not None else at - 1
    return found[::-1]


def looks(pieces: Sequence[Piece], spans: Sequence[Span], rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """The features of every piece: of itself, of what stands beside it, and of the first answer."""
    text = _Text(pieces, spans, rows)
    return [[*text.itself(piece), *text.beside(piece), *text.answered(piece)] for piece in pieces]


class _Text:
    """What is known of a text before its pieces are looked at."""

    def __init__(self, pieces: Sequence[Piece], spans: Sequence[Span], rows: Sequence[Sequence[str]]) -> None:
        signs = [row[0][1:] for row in rows]  # the first feature of a token is its sign
        self.classes = [class_of(sign, shape(sign)) for sign in signs]
        self.words, self.sorts = zip(*map(word_of, rows), strict=True)
        self.spans, self.size = spans, len(rows)
        self.of = [i for i, span in enumerate(spans) for _ in range(span.first, span.last + 1)]
        self.kinds = [span.kind for span in spans]
        self.starting, self.ending = dict[int, Piece](), dict[int, Piece]()  # the likeliest
        for piece in pieces:
            if piece.first not in self.starting or piece.chance > self.starting[piece.first].chance:
                self.starting[piece.first] = piece
            if piece.last not in self.ending or piece.chance > self.ending[piece.last].chance:
                self.ending[piece.last] = piece

    def itself(self, piece: Piece) -> list[str]:
        _, first, last, _ = piece
        end, size = self.classes[last], sized(last - first + 1)
        words = ("whole" if self.words[first] in "BS" else "cut") + (" whole" if self.words[last] in "ES" else " cut")
        return [
            "kind", "size " + size, "end " + end, f"end {end} size {size}", "words " + words, f"words {words} end {end}",
            "lastsort " + self.sorts[last], "firstsort " + self.sorts[first], "begin " + self.classes[first],
        ]  # fmt: skip

    def beside(self, piece: Piece) -> list[str]:
        _, first, last, _ = piece
        before, before2, left, sort_left = "^", "^", "^", "^"
        if first:
            left, sort_left = self.classes[first - 1], self.sorts[first - 1]
            before, at = self._ending(first - 1)
            before2 = self._ending(at - 1)[0] if at > 0 else "^"
        after, right, sort_right, end_after, size_after = "$", "$", "$", "$", "0"
        if last + 1 < self.size:
            right, sort_right = self.classes[last + 1], self.sorts[last + 1]
            next_one = self.starting.get(last + 1)
            after = next_one.kind if next_one else "?"
            end_after, size_after = (self.classes[next_one.last], sized(next_one.last - last)) if next_one else ("?", "0")
        end = self.classes[last]
        return [
            "after " + before, "before " + after, f"after {before} before {after}", f"after {before2} {before}",
            f"after {before} end {left}", f"before {after} end {end_after}", f"before {after} size {size_after}",
            "left " + left, "right " + right, f"end {end} right {right}", f"end {end} before {after}",
            "rightsort " + sort_right, "leftsort " + sort_left,
        ]  # fmt: skip

    def _ending(self, at: int) -> tuple[str, int]:
        piece = self.ending.get(at)
        return (piece.kind, piece.first) if piece else ("?", 0)

    def answered(self, piece: Piece) -> list[str]:
        kind, first, last, _ = piece
        begin, end = self.of[first], self.of[last]
        kinds_before, kinds_after = self.kinds[:begin], self.kinds[end + 1 :]
        earlier, later = (told(kinds) for kinds in (kinds_before, kinds_after))
        span = self.spans[begin]
        how = f"first {_against(piece, span)} {span.kind}"
        return [
            "said" if span == piece[:3] else "unsaid", "earlier " + earlier, "later " + later, f"earlier {earlier} later {later}", how,
            f"{how} {self.spans[end].kind}", f"same {min(kinds_before.count(kind), 2)} {min(kinds_after.count(kind), 2)}",
        ]  # fmt: skip


def sized(many: int) -> str:
    """A number of tokens as a class."""
    return _SIZES[many] if many < len(_SIZES) else "10-"


def told(kinds: Sequence[str]) -> str:
    """Which telling kinds there are, one letter each."""
    return "".join([letter for kind, letter in _TELLING.items() if kind in kinds]) or "-"


def _against(piece: Piece, span: Span) -> str:
    """How a piece lies to a part of the first answer."""
    if (piece.first, piece.last) == (span.first, span.last):
        return "is"
    if span.first <= piece.first and piece.last <= span.last:
        return "in"
    if piece.first <= span.first and span.last <= piece.last:
        return "over"
    return "left" if piece.first < span.first else "right"
