"""How well addresses are read: parts found exactly, and divisions resolved to the right code."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from huying.understanding.evaluation.report import Mistake, Report
from huying.understanding.evaluation.scores import Marks, bootstrap, share
from huying.understanding.place.gazetteer import Gazetteer
from huying.understanding.place.resolve import resolve
from huying.understanding.place.tagger import Part, Tagger

FLOOR, AIM, DIVISIONS_FLOOR, SPEED_FLOOR = 0.88, 0.92, 0.95, 500
_DIVISIONS = ("prov", "city", "district", "town")


class Labelled(NamedTuple):
    """An address and its right parts."""

    text: str
    parts: list[Part]


def read_labelled(lines: Iterable[str]) -> list[Labelled]:
    """Read "sign label" lines with a blank line between addresses; labels B-kind, I-kind, O. Kinds in lower case.

    A sign may be several letters or digits long. Raises ValueError with the number of a line that is neither.
    """
    found: list[Labelled] = []
    text, parts = "", list[Part]()
    for number, line in enumerate(lines, 1):
        if not line.strip():
            if text:
                found.append(Labelled(text, parts))
            text, parts = "", []
            continue
        sign, _, label = line.rstrip("\r\n").rpartition(" ")
        head, _, kind = label.lower().partition("-")
        if not sign or head not in ("b", "i", "o", "e", "s"):
            raise ValueError(f"第{number}行不是“字 标签” · line {number} is not \"sign label\": {line.strip()[:40]}")
        end = len(text) + len(sign)
        if head in ("i", "e") and parts and parts[-1].kind == kind and parts[-1].end == len(text):
            parts[-1] = Part(kind, parts[-1].start, end)
        elif head != "o":
            parts.append(Part(kind, len(text), end))
        text += sign
    return [*found, Labelled(text, parts)] if text else found


def measure(rows: Sequence[Labelled], tagger: Tagger, gazetteer: Gazetteer, *, name: str) -> Report:
    """Read every address and compare. A part is right when kind, beginning and end are; floors of the issue's table."""
    report = Report(name)
    if not rows:
        report.skipped = "没有地址 · no addresses"
        return report
    began = time.process_time()
    said = [tagger.parts(row.text, gazetteer, whole=True) for row in rows]
    speed = len(rows) / (time.process_time() - began)
    pairs = [(set(row.parts), set(parts)) for row, parts in zip(rows, said, strict=True)]
    report.add("要素 F1 · parts, exact F1", bootstrap(pairs, lambda some: _marks(some).f1, times=200), floor=FLOOR, aim=AIM)
    total = _marks(pairs)
    report.add("精确率 · precision", total.precision)
    report.add("召回率 · recall", total.recall)
    report.add("整条全对 · addresses wholly right", share(sum(right == given for right, given in pairs), len(pairs)))
    _divisions(report, rows, said, gazetteer)
    report.add("速度 · speed", speed, floor=SPEED_FLOOR, unit="addresses/s")
    report.columns = ("要素 · part", "P", "R", "F1", "n")
    report.rows = [_row(kind, pairs) for kind in sorted({part.kind for row in rows for part in row.parts})]
    report.mistakes = _worst(rows, said)
    return report


def _marks(pairs: Sequence[tuple[set[Part], set[Part]]]) -> Marks:
    right = sum(len(true & given) for true, given in pairs)
    return Marks(right, sum(len(given) for _, given in pairs) - right, sum(len(true) for true, _ in pairs) - right)


def _row(kind: str, pairs: Sequence[tuple[set[Part], set[Part]]]) -> tuple[str, ...]:
    some = [({p for p in true if p.kind == kind}, {p for p in given if p.kind == kind}) for true, given in pairs]
    marks = _marks(some)
    return (kind, f"{marks.precision:.3f}", f"{marks.recall:.3f}", f"{marks.f1:.3f}", str(marks.right + marks.missed))


def _divisions(report: Report, rows: Sequence[Labelled], said: Sequence[Sequence[Part]], gazetteer: Gazetteer) -> None:
    """Right: the code that the labelled province, city, district and town names mean together, against what was read.

    Counted where these names mean one code that the gazetteer knows; others say nothing about the reader.
    """
    hits = of = 0
    for row, parts in zip(rows, said, strict=True):
        right = resolve([(p.kind, row.text[p.start : p.end]) for p in row.parts if p.kind in _DIVISIONS], gazetteer)
        if not right:
            continue
        # A division written twice counts as redundant once; the reader takes its name from either.
        given = resolve([(p.kind, row.text[p.start : p.end]) for p in parts if p.kind in (*_DIVISIONS, "redundant")], gazetteer)
        of, hits = of + 1, hits + (given == right)
        if given != right:
            report.notes.append(f"区划 · division: {row.text[:60]}: {right} ≠ {given or '-'}")
    report.add("区划 · divisions resolved", share(hits, of), floor=DIVISIONS_FLOOR)
    report.notes = [f"区划评测 {of} 条 · divisions measured on {of} addresses", *report.notes[:10]]


def _worst(rows: Sequence[Labelled], said: Sequence[Sequence[Part]]) -> list[Mistake]:
    found = []
    for row, parts in zip(rows, said, strict=True):
        missed = [p for p in row.parts if p not in parts]
        wrong = [p for p in parts if p not in row.parts]
        if missed or wrong:
            found.append(Mistake(row.text, _shown(row.text, missed), _shown(row.text, wrong), len(missed) + len(wrong)))
    return sorted(found, key=lambda each: (-each.weight, each.text))[:50]


def _shown(text: str, parts: Iterable[Part]) -> str:
    return " ".join(f"{p.kind}={text[p.start : p.end]}" for p in parts)
