"""The reader that comes with the house: weights made from addresses put together by rule, and conventions tuned on top."""

from __future__ import annotations

import random
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from huying.understanding.places import DivisionName

from . import conventions, second
from .conventions import applied, read
from .gazetteer import Gazetteer, national
from .storing import load, save
from .synthetic.addresses import AddressMaker, Parts
from .synthetic.stories import StoryMaker
from .tagger import OUTSIDE, Part, Tagger, row_of
from .training import Learned, Manner, Row, averaged, learn

FILE = Path(__file__).parent / "weights.npz"
MOST_BYTES = 950_000
STEP = 0.16  # of the weights in the file: a finer one reads no better
SETS = 3  # made by other dice each; their mean counts
_MANNER = Manner(rounds=2, rare=8, batch=64, keep=0.4)


@lru_cache(maxsize=1)
def builtin() -> Learned:
    """The weights of `weights.npz` with the numbers of `conventions.txt`; loaded once a process (about 25 MB)."""
    return applied(load(FILE), read(conventions.FILE.read_text("utf-8").splitlines()))


@lru_cache(maxsize=1)
def second_look() -> second.Second:
    """The numbers of `second.txt`, which divide what the built-in weights read."""
    return second.Second(read(second.FILE.read_text("utf-8").splitlines()))


@lru_cache(maxsize=1)
def builtin_tagger() -> Tagger:
    """The reader that comes with the house."""
    return Tagger(builtin(), second_look())


def make(streets: Sequence[DivisionName], matters: Sequence[str], *, addresses: int, stories: int, seed: int = 11,
         path: Path = FILE) -> int:  # fmt: skip
    """Teach the built-in reader and write its weights; return their size in bytes. The same for the same input.

    `streets`: streets and towns of the policy, `matters`: sentences of its catalogue without any place.
    """
    sets = (made_up(streets, matters, addresses=addresses, stories=stories, seed=seed + i) for i in range(SETS))
    learned, step = averaged([learn(rows, _MANNER) for rows in sets]), STEP
    save(learned, path, step=step)
    while path.stat().st_size > MOST_BYTES:
        step *= 1.1
        save(learned, path, step=step)
    return path.stat().st_size


def made_up(streets: Sequence[DivisionName], matters: Sequence[str], *, addresses: int, stories: int, seed: int,
            words: bool = False) -> list[Row]:  # fmt: skip
    """Addresses and then sentences put together by rule, as rows to learn from. `words`: with sorts of words."""
    dice = random.Random(seed)
    divisions = [*national(), *streets]
    maker = AddressMaker(dice, Gazetteer(divisions))
    told = StoryMaker(dice, maker, matters)
    made = [maker.address() for _ in range(addresses)] + [told.story() for _ in range(stories)]
    gazetteer = Gazetteer(divisions, **_learned(dice, made))
    return [_row(parts, gazetteer, words) for parts in made]


def _learned(dice: random.Random, made: Sequence[Parts], share: float = 0.1) -> dict[str, list[str]]:
    # Some of the names are known beforehand, so that the reader learns to trust a city's lists of roads and places.
    found: dict[str, list[str]] = {"roads": [], "communities": [], "landmarks": []}
    for kind, text in (part for parts in made for part in parts):
        to = {"road": "roads", "community": "communities", "poi": "landmarks"}.get(kind)
        if to and len(text) > 2 and dice.random() < share:
            found[to].append(text)
    return found


def _row(parts: Parts, gazetteer: Gazetteer, words: bool) -> Row:
    text, labelled = "", []
    for kind, piece in parts:
        if kind != OUTSIDE:
            labelled.append(Part(kind, len(text), len(text) + len(piece)))
        text += piece
    return row_of(text, labelled, gazetteer, words=words)
