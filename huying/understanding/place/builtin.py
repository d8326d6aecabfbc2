"""The reader that comes with the house: its weights, and how they are made from addresses put together by rule."""

from __future__ import annotations

import random
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from huying.understanding.places import DivisionName

from .gazetteer import Gazetteer, national
from .synthetic.addresses import AddressMaker, Parts
from .synthetic.stories import StoryMaker
from .tagger import OUTSIDE, Part, Tagger, load, row_of, save
from .training import Manner, Row, learn

FILE = Path(__file__).parent / "weights.npz"
MOST_BYTES = 950_000
_MANNER = Manner(rounds=4, rare=4, batch=64, keep=0.4)


@lru_cache(maxsize=1)
def builtin_tagger() -> Tagger:
    """The reader with the weights of `weights.npz`; loaded once a process (about 10 MB)."""
    return Tagger(load(FILE))


def make(streets: Sequence[DivisionName], matters: Sequence[str], *, addresses: int, stories: int, seed: int = 11,
         path: Path = FILE) -> int:  # fmt: skip
    """Teach the built-in reader and write its weights; return their size in bytes. The same for the same input.

    `streets`: streets and towns of the policy, `matters`: sentences of its catalogue without any place.
    """
    dice = random.Random(seed)
    divisions = [*national(), *streets]
    maker = AddressMaker(dice, Gazetteer(divisions))
    told = StoryMaker(dice, maker, matters)
    made = [(maker.address(), False) for _ in range(addresses)] + [(told.story(), True) for _ in range(stories)]
    gazetteer = Gazetteer(divisions, **_learned(dice, [parts for parts, _ in made]))
    rows = [_row(parts, gazetteer) for parts, _ in made]
    learned, least = learn(rows, _MANNER), 0.04
    save(learned, path, least=least)
    while path.stat().st_size > MOST_BYTES:
        least *= 1.25
        save(learned, path, least=least)
    return path.stat().st_size


def _learned(dice: random.Random, made: Sequence[Parts], share: float = 0.1) -> dict[str, list[str]]:
    # Some of the names are known beforehand, so that the reader learns to trust a city's lists of roads and places.
    found: dict[str, list[str]] = {"roads": [], "communities": [], "landmarks": []}
    for kind, text in (part for parts in made for part in parts):
        to = {"road": "roads", "community": "communities", "poi": "landmarks"}.get(kind)
        if to and len(text) > 2 and dice.random() < share:
            found[to].append(text)
    return found


def _row(parts: Parts, gazetteer: Gazetteer) -> Row:
    text, labelled = "", []
    for kind, piece in parts:
        if kind != OUTSIDE:
            labelled.append(Part(kind, len(text), len(text) + len(piece)))
        text += piece
    return row_of(text, labelled, gazetteer)
