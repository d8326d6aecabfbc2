"""A request ready for comparing: its words by rarity, the things it names, and the matters it speaks of."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from heapq import nlargest
from operator import itemgetter

from .matters import matters
from .names import Name, houses, named, pieces
from .plain import bare, plain
from .rarity import Rarity, runs
from .vocabulary import Vocabulary

READ = 600  # letters of the detail; what a request is about stands early
KEPT = 240  # runs of a request, the most telling
TITLE = 1.5  # how much more the title's words, names and matters count
WORDS = 300  # letters of which words are told apart
UNKNOWN = Rarity()
PLAIN = Vocabulary()


@dataclass(frozen=True, slots=True)
class Profile:
    """`letters`: all letters and digits read; `titled`, `said`: unit vectors of runs in the title, in everything;
    `things`, `words`: words that look like names, and those that tell the matter."""

    letters: str
    title: str
    titled: dict[str, float]
    said: dict[str, float]
    names: dict[Name, float]
    pieces: tuple[str, ...]
    houses: frozenset[str]
    matters: dict[str, float]
    things: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    leaves: tuple[str, ...] = ()
    districts: frozenset[str] = frozenset()


def profile(title: str, detail: str = "", place: str = "", *, rarity: Rarity = UNKNOWN, vocabulary: Vocabulary = PLAIN,
            leaves: Sequence[str] = ()) -> Profile:
    """Read a request once for many comparisons. Without a title its first sentence stands for one.

    `leaves`: categories proposed for it, the likeliest first.
    """
    body = plain(detail[: 2 * READ])[:READ]
    head = plain(title[:200]) or body[:60]
    where = plain(place[:200])
    first = f"{head}。{where}。"
    every = {name: 1.0 if at > len(first) else TITLE for name, at in reversed(named(first + body, vocabulary.book))}
    about: dict[str, float] = {name: float(count) for name, count in matters(body).items()}
    for name, count in matters(head).items():
        about[name] = about.get(name, 0.0) + TITLE * count
    letters = bare(f"{head}{where}{body}")
    things, said = vocabulary.split(f"{where}。{head}。{body}"[:WORDS])
    return Profile(letters, bare(head), _vector(bare(head), rarity), _vector(letters, rarity), every,
                   tuple(pieces(head)), houses(f"{head} {where} {body}"), about, tuple(things), tuple(said),
                   tuple(leaves), vocabulary.districts(f"{where}。{head}。{body}"[:WORDS]))


def _vector(letters: str, rarity: Rarity) -> dict[str, float]:
    if not letters:
        return {}
    counts = Counter(runs(letters) or [letters])
    if not rarity.documents:  # nothing learned: all runs weigh the same
        same = 1 / math.sqrt(len(counts))
        return dict.fromkeys(counts, same)
    weights = {run: (1 + math.log(count)) * rarity.of(run) for run, count in counts.items()}
    if len(weights) > KEPT:
        weights = dict(nlargest(KEPT, weights.items(), key=itemgetter(1)))
    length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
    return {run: weight / length for run, weight in weights.items()}
