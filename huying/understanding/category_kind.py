"""Which kind of request a text is: consultation, help, complaint, report, suggestion or praise."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from .lexicon import daily
from .plain import plain

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
    scores = dict.fromkeys(_KINDS, 0.0)
    spoke: dict[str, list[str]] = {code: [] for code in _KINDS}
    for code, pieces in _KINDS.items():
        for weight, pattern in pieces:
            found = pattern.search(said)
            if found:
                scores[code] += weight * (1.5 if found.start() < _HEAD else 1.0)
                spoke[code].append(found[0])
    for rank, code in enumerate(hints):
        if code in scores:
            scores[code] += max(0.2, 1.2 - 0.5 * rank)
    scores["help"] += 0.1  # what says nothing of itself is a wish for help
    best = max(scores, key=lambda code: scores[code])
    total = sum(scores.values())
    return Kind(best, round(scores[best] / (total + 1.0), 3), tuple(spoke[best][:5]))


def _weighted(pieces: str) -> list[tuple[int, re.Pattern[str]]]:
    by_weight: dict[int, list[str]] = defaultdict(list)
    for piece in pieces.split():
        by_weight[int(piece[0])].append(piece[1:])
    return [(weight, re.compile("|".join(group))) for weight, group in by_weight.items()]


_KINDS = {code: _weighted(pieces) for code, pieces in daily.KINDS.items()}
