"""Which kind of request a text is: consultation, help, complaint, report, suggestion or praise."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .lexicon import daily
from .plain import plain
from .scanner import Openings

_READ = 1200  # characters; what a message is about stands early
_HEAD = 40  # characters that count half as much again


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of request (consultation, help, complaint, report, suggestion, praise) and why."""

    code: str
    confidence: float
    words: tuple[str, ...]


def kind_of(text: str, hints: Iterable[str] = ()) -> Kind:
    """Propose the kind of request from its words.

    `hints` (codes, likeliest first) are the usual kinds of the category; they decide when words say little.
    """
    said = plain(text[:_READ])
    scores = dict.fromkeys(daily.KINDS, 0.0)
    spoke: dict[str, list[str]] = {code: [] for code in daily.KINDS}
    for number in sorted(_MAY.sets(said)):
        code, weight, pattern = _SIGNS[number]
        if found := pattern.search(said):
            scores[code] += weight * (1.5 if found.start() < _HEAD else 1.0)
            spoke[code].append(found[0])
    for rank, code in enumerate(hints):
        if code in scores:
            scores[code] += max(0.2, 1.2 - 0.5 * rank)
    scores["help"] += 0.1  # what says nothing of itself is a wish for help
    best = max(scores, key=lambda code: scores[code])
    total = sum(scores.values())
    return Kind(best, round(scores[best] / (total + 1.0), 3), tuple(spoke[best][:5]))


def _weighted() -> Iterator[tuple[str, int, list[str]]]:
    """Each kind's signs of each weight."""
    for code, pieces in daily.KINDS.items():
        by_weight: dict[int, list[str]] = defaultdict(list)
        for piece in pieces.split():
            by_weight[int(piece[0])].append(piece[1:])
        yield from ((code, weight, group) for weight, group in by_weight.items())


_SIGNS = [(code, weight, re.compile("|".join(group))) for code, weight, group in _weighted()]
_MAY = Openings([group for _, _, group in _weighted()])
