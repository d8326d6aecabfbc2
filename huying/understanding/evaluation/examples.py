"""Labelled texts from tables, and parting them so that nothing is both learned and asked."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from huying.understanding.plain import bare

# Where a text stands, the best place first; a title and its detail are one text.
PLACES = (("text",), ("text_seg",), ("title", "detail"), ("留言主题", "留言详情"))
SAME = {"title": "留言主题", "detail": "留言详情"}  # the same column under its Chinese name


@dataclass(frozen=True, slots=True)
class Example:
    """One labelled row. `asked`: the text of the asked columns, "" where empty; `texts`: all that can be learned from."""

    label: str
    asked: str
    texts: tuple[str, ...]
    row: str = ""  # links the same row of several files


def load(path: Path, columns: Sequence[str] = (), label: str = "label") -> list[Example]:
    """Read a CSV file with a head. KeyError names a column that is not there; rows without label or text are left out."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [one for row in csv.DictReader(file) if (one := _example(row, columns, label)).label and one.texts]


def _example(row: dict[str, str], columns: Sequence[str], label: str) -> Example:
    if label not in row:
        raise KeyError(label)
    texts = list(dict.fromkeys(text for place in PLACES if (text := _joined(row, place))))
    if columns and not any(_named(row, name) for name in columns):
        raise KeyError(columns[0])
    asked = _joined(row, columns) if columns else next(iter(texts), "")
    if columns and asked and asked not in texts and not any(asked in text for text in texts):
        texts.append(asked)
    return Example(row[label].strip(), asked, tuple(texts), (row.get("row") or "").strip())


def _joined(row: dict[str, str], columns: Iterable[str]) -> str:
    parts = [(row.get(_named(row, name)) or "").strip() for name in columns]
    return "\n".join(parts) if all(parts) else ""


def _named(row: dict[str, str], name: str) -> str:
    """The name a column has in this table, "" when it is not there."""
    return name if name in row else SAME[name] if SAME.get(name) in row else ""


def apart(learned: Iterable[Example], asked: Sequence[Example]) -> list[Example]:
    """Those of `learned` that share neither a row nor the letters of any text with `asked`."""
    rows = {one.row for one in asked if one.row}
    letters = {key for one in asked for key in _letters(one)}
    return [one for one in learned if one.row not in rows and letters.isdisjoint(_letters(one))]


def _letters(one: Example) -> Iterator[str]:
    yield from (bare(text) for text in (*one.texts, one.asked) if text)


def split(examples: Sequence[Example], share: float, seed: int) -> tuple[list[Example], list[Example]]:
    """Part of each label's asked examples for the test, all others to learn from; the same for the same seed."""
    asked: list[Example] = []
    for places in _shuffled(examples, seed):
        asked += [examples[place] for place in places[: max(1, round(share * len(places)))]]
    return apart(examples, asked), asked


def folds(examples: Sequence[Example], many: int, seed: int) -> list[tuple[list[Example], list[Example]]]:
    """`many` pairs of examples to learn from and to ask; every example with an asked text is asked once."""
    asked: list[list[Example]] = [[] for _ in range(many)]
    for places in _shuffled(examples, seed):
        for number, place in enumerate(places):
            asked[number % many].append(examples[place])
    return [(apart(examples, part), part) for part in asked]


def _shuffled(examples: Sequence[Example], seed: int) -> list[list[int]]:
    """For each label the places of its examples that can be asked, in the order of dice; equal texts only once."""
    dice = random.Random(seed)
    found: dict[str, list[int]] = {}
    seen: set[str] = set()
    for place, one in enumerate(examples):
        if one.asked and (key := bare(one.asked)) not in seen:
            seen.add(key)
            found.setdefault(one.label, []).append(place)
    for label in sorted(found):
        dice.shuffle(found[label])
    return [found[label] for label in sorted(found)]
