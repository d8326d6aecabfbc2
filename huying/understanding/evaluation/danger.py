"""Danger: how much of it is heard, and how often ordinary complaints and traps sound the alarm."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from huying.understanding.alarm import alarm
from huying.understanding.evaluation.report import Mistake, Report
from huying.understanding.evaluation.scores import share

RECALL, FALSE_ALARMS = 0.98, 0.03


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence that tells of danger to life now (`danger`) or does not; `sort` and `part` are for the table."""

    text: str
    danger: bool
    sort: str = ""
    part: str = ""


def measure(sentences: Sequence[Sentence], normal: Mapping[str, Sequence[str]] | None = None) -> Report:
    """Recall by part and sort; false alarms on traps, and on each list of ordinary texts in `normal` by its name.

    Rows of part "kept" taught nothing and decide; where a file has no parts, all rows do.
    """
    report = Report("danger", columns=("part", "sort", "heard", "of", "share"))
    heard = [alarm(one.text) is not None for one in sentences]
    parts = list(dict.fromkeys(one.part for one in sentences))
    for part in parts:
        deciding = part == "kept" or "kept" not in parts
        for danger, name in ((True, "recall"), (False, "false alarms on traps")):
            hits = [hit for one, hit in zip(sentences, heard, strict=True) if one.part == part and one.danger is danger]
            if hits:
                floor = RECALL if danger and deciding else None
                report.add(f"{name} {part}".strip(), share(sum(hits), len(hits)), floor=floor)
    for name, texts in (normal or {}).items():
        loud = [text for text in texts if alarm(text) is not None]
        report.add(f"false alarms, {name}", share(len(loud), len(texts)), floor=FALSE_ALARMS, at_most=True)
    report.rows = _rows(sentences, heard)
    report.mistakes = [
        Mistake(one.text, "danger" if one.danger else "no danger", "alarm" if hit else "nothing", 1.0 + one.danger)
        for one, hit in zip(sentences, heard, strict=True) if one.danger is not hit and one.part != "kept"
    ]
    report.mistakes.sort(key=lambda one: -one.weight)
    if "kept" in parts:
        report.notes.append("不列出留存部分的错例 · mistakes of the part “kept” are not shown: it stays unseen")
    return report


def _rows(sentences: Sequence[Sentence], heard: Sequence[bool]) -> list[tuple[str, ...]]:
    counts: dict[tuple[str, str], list[int]] = {}
    for one, hit in zip(sentences, heard, strict=True):
        cell = counts.setdefault((one.part, ("" if one.danger else "trap: ") + one.sort), [0, 0])
        cell[0] += hit
        cell[1] += 1
    return [(part, sort, str(hits), str(of), f"{hits / of:.3f}") for (part, sort), (hits, of) in sorted(counts.items())]
