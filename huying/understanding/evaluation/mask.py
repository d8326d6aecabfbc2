"""Masking: is all that is personal covered, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from huying.understanding.evaluation.report import Mistake, Report
from huying.understanding.evaluation.scores import share
from huying.understanding.masking import masked, restore
from huying.understanding.personal import find

RECALL = 0.99
# Numbers as a hotline of mainland China meets them: mobile, with or without country code; area code and local number.
_LOCAL = r"(?:10|2\d|[3-9]\d{2})\)?[ -]*[1-9]\d{2,3}[- ]?\d{4}(?:-\d{1,5})?"
_CHINESE = re.compile(
    rf"^(?:(?:(?:\+|00)?86[ (-]*)?1[3-9]\d[ -]?\d{{4}}[ -]?\d{{4}}|(?:\+|00)?86[ (-]*0?{_LOCAL}|\(?0{_LOCAL}|[2-9]\d{{6,7}})$")


@dataclass(frozen=True, slots=True)
class Case:
    """A text, the pieces of it that must be covered, and of which sort they are."""

    text: str
    pieces: tuple[str, ...]
    sort: str = ""


def cases(rows: Iterable[Mapping[str, Any]]) -> list[Case]:
    """From the Recognizers' case format (Input, Results[].Text); numbers are sorted into Chinese and foreign ones."""
    made = []
    for row in rows:
        pieces = tuple(str(result["Text"]) for result in row["Results"])
        made.append(Case(row["Input"], pieces, _sort(row, pieces)))
    return made


def measure(rows: Sequence[Case], name: str = "mask") -> Report:
    """Recall: pieces wholly covered. Destroyed: texts in which a letter outside the pieces was covered."""
    report = Report(name, columns=("sort", "pieces", "covered", "share", "texts", "hurt"))
    counts: dict[str, list[int]] = {}
    for case in rows:
        missed, hurt = _compare(case)
        cell = counts.setdefault(case.sort, [0, 0, 0, 0])
        for place, value in enumerate((len(case.pieces), len(case.pieces) - len(missed), 1, bool(hurt))):
            cell[place] += value
        report.mistakes += [Mistake(case.text, piece, "open", 2.0) for piece in missed]
        report.mistakes += [Mistake(case.text, "stays", f"covered: {hurt}", 1.0)] if hurt else []
        held = masked(case.text)
        if restore(held.text, held.pieces) != case.text:
            report.mistakes.append(Mistake(case.text, case.text, restore(held.text, held.pieces), 3.0))
    total = [sum(cell[place] for cell in counts.values()) for place in range(4)]
    needed = [sum(cell[place] for sort, cell in counts.items() if sort != "foreign") for place in range(2)]
    report.add("recall, Chinese formats", share(needed[1], needed[0]), floor=RECALL)
    report.add("recall, all formats", share(total[1], total[0]))
    report.add("texts hurt", share(total[3], total[2]), floor=0.01, aim=0.0, at_most=True)
    report.rows = [(sort, str(of), str(hit), f"{hit / of:.3f}" if of else "", str(texts), str(hurt))
                   for sort, (of, hit, texts, hurt) in sorted(counts.items())]
    report.mistakes.sort(key=lambda one: -one.weight)
    return report


def _compare(case: Case) -> tuple[list[str], str]:
    """The pieces left open in part, and the letters covered that belong to none."""
    wanted, at = bytearray(len(case.text)), 0
    covered = bytearray(len(case.text))
    for one in find(case.text):
        covered[one.start : one.end] = b"\1" * (one.end - one.start)
    missed = []
    for piece in case.pieces:
        place = case.text.lower().find(piece.lower(), at)
        if place < 0:
            continue
        at = place + len(piece)
        wanted[place:at] = b"\1" * len(piece)
        if any(letter.isalnum() and not covered[place + step] for step, letter in enumerate(piece)):
            missed.append(piece)
    hurt = "".join(letter for letter, need, got in zip(case.text, wanted, covered, strict=True) if got and not need and letter.isalnum())
    return missed, hurt


def _sort(row: Mapping[str, Any], pieces: Sequence[str]) -> str:
    if not pieces:
        return "nothing"
    # Seven or eight digits behind a bracket are the local part of a number whose area code stands in it.
    if any(_CHINESE.match(piece) and not re.search(r"[)(]\s*$", row["Input"].partition(piece)[0]) for piece in pieces):
        return "Chinese"
    return "foreign" if any(result.get("TypeName") == "phonenumber" for result in row["Results"]) else "personal"
