"""Conventions of labelled addresses as some hundred numbers, none of them about a name: what follows what, by classes.

Addresses made by rule teach what names look like; how labelling persons divide an address (which of two names is the
landmark, what a number behind a house counts) is convention. `conventions.txt` holds it as numbers to be added.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from .training import Floats, Learned

FILE = Path(__file__).parent / "conventions.txt"
TUNED = "@"  # a feature that hangs on classes or sorts of words alone; `@:` ones are learned from made-up addresses only
# Sorts of features by the first sign of their names; the weights of a sort are scaled together. `steps`: label after label.
SORTS = ("0", "12", "3456", "78", "9abe", "fghio", "jklmn", "rst", "uv", "w", "@")
STEPS = "steps"


class Number(NamedTuple):
    """One line: `add` to the score of the labels meant by `what`, where `feature` is seen.

    `what`: a kind (both of its labels), `begin` (all first labels), `begin kind` or `outside`; with the feature `follow`
    "road roadno" (the second begins after the first; `^` is the beginning), with `stay` "B poi": the part goes on.
    """

    feature: str
    what: str
    add: float


class Conventions(NamedTuple):
    """Scale of each sort of features, and the numbers."""

    scales: dict[str, float]
    numbers: list[Number]


def read(lines: Iterable[str]) -> Conventions:
    """Read lines of feature, meaning and number with tabs between; `#` begins a remark."""
    scales: dict[str, float] = {}
    numbers: list[Number] = []
    for line in lines:
        if not line.strip() or line.startswith("#"):
            continue
        feature, what, number = line.rstrip("\n").split("\t")
        if feature == "scale":
            scales[what] = float(number)
        else:
            numbers.append(Number(feature, what, float(number)))
    return Conventions(scales, numbers)


def written(conventions: Conventions, head: str) -> str:
    """The text that `read` reads."""
    lines = [f"# {line}".rstrip() for line in head.splitlines()]
    lines += [f"scale\t{sort}\t{scale:.2f}" for sort, scale in conventions.scales.items()]
    return "\n".join([*lines, *(f"{feature}\t{what}\t{add:.2f}" for feature, what, add in conventions.numbers)]) + "\n"


def meant(what: str, labels: Sequence[str]) -> list[int]:
    """The places of the labels that `what` means."""
    if what == "begin":
        return [i for i, label in enumerate(labels) if label.startswith("B-")]
    if what == "outside":
        return [i for i, label in enumerate(labels) if label == "O"]
    kind = what.removeprefix("begin ")
    return [i for i, label in enumerate(labels) if label[2:] == kind and (label[0] == "B" or kind == what)]


def follow(before: str, after: str, labels: Sequence[str]) -> list[tuple[int, int]]:
    """The steps (from, to) by which `after` begins when `before` was last; `^`: from the beginning, numbered after all labels."""
    ends = [len(labels)] if before == "^" else [i for i, label in enumerate(labels) if (label[2:] or "outside") == before]
    return [(i, j) for i in ends for j, label in enumerate(labels) if label == f"B-{after}" or (label == "O" and after == "outside")]


def stay(mark: str, kind: str, labels: Sequence[str]) -> list[tuple[int, int]]:
    """The step by which a part goes on, from its first sign (`B`) or a later one (`I`)."""
    return [(labels.index(f"{mark}-{kind}"), labels.index(f"I-{kind}"))] if f"I-{kind}" in labels else []


def applied(learned: Learned, conventions: Conventions) -> Learned:
    """The weights with the conventions added."""
    scales = {sign: scale for sort, scale in conventions.scales.items() if sort != STEPS for sign in sort}
    names, labels = dict(learned.names), learned.labels
    for number in conventions.numbers:
        if number.feature.startswith(TUNED):
            names.setdefault(number.feature, len(names))
    by_feature = np.array([scales.get(name[0], 1.0) for name in sorted(learned.names, key=learned.names.__getitem__)], np.float32)
    weights: Floats = np.zeros((len(names), len(labels)), np.float32)
    weights[: len(learned.names)] = learned.weights * by_feature[:, None]
    steps: Floats = np.vstack([learned.steps, learned.first[None]]) * np.float32(conventions.scales.get(STEPS, 1.0))
    for feature, what, add in conventions.numbers:
        if feature.startswith(TUNED):
            weights[names[feature], meant(what, labels)] += add
            continue
        one, other = what.split(" ")
        for where in (follow if feature == "follow" else stay)(one, other, labels):
            steps[where] += add
    return Learned(labels, names, weights, steps[:-1], steps[-1])
