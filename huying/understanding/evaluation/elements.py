"""How well the five elements are found: messages with their pieces marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from huying.understanding.completeness import missing
from huying.understanding.elements import elements
from huying.understanding.evaluation.report import Mistake, Report
from huying.understanding.evaluation.scores import Marks, share

ELEMENTS = ("time", "person", "event", "wish")
FLOOR, AIM = 0.90, 0.95
_EXACT = frozenset({"time"})  # others agree when one lies in the other: where a clause ends is a matter of taste


def evaluate(rows: Sequence[Mapping[str, Any]], name: str = "elements") -> Report:
    """Measure on rows of `text` and `pieces` ([element, words]); places belong to another measure.

    Times must agree to the letter; of persons, events and wishes one must contain the other.
    """
    report = Report(name, columns=("", "pieces", "precision", "recall", "F1"))
    at = datetime(2026, 11, 25, 16, 0)
    told = asked = silent = demanded = 0
    counts = {element: [0, 0, 0] for element in ELEMENTS}
    for row in rows:
        said = elements(row["text"], at)
        lacking = {each.element for each in missing(row["text"], {})}
        for element in ELEMENTS:
            right = [words for kind, words in row["pieces"] if kind == element]
            given = [piece.text for piece in said.of(element)]
            if element == "person":  # "I" and "we" say who speaks, not who is named
                given = [piece.text for piece in said.of(element) if piece.value != "self"]
                right = [words for words in right if words not in ("我", "我们", "本人")]
            hit, wrong, missed = _compared(element, right, given)
            for place, many in enumerate((hit, len(wrong), len(missed))):
                counts[element][place] += many
            if wrong or missed:
                lost, more = "、".join(missed) or "—", "、".join(wrong) or "—"
                report.mistakes.append(Mistake(row["text"], f"{element}: {lost}", more, len(wrong) + len(missed)))
            told += bool(right)
            silent += not right
            demanded += not right and element in lacking
            asked += bool(right) and element in lacking
    for element, (right_many, wrong_many, missed_many) in counts.items():
        marks = Marks(right_many, wrong_many, missed_many)
        report.add(f"{element} precision", share(right_many, right_many + wrong_many), floor=FLOOR, aim=AIM)
        report.add(f"{element} recall", share(right_many, right_many + missed_many), floor=FLOOR, aim=AIM)
        report.rows.append((element, str(right_many + missed_many), f"{marks.precision:.3f}", f"{marks.recall:.3f}", f"{marks.f1:.3f}"))
    report.add("asked again although told", share(asked, told), floor=0.02, at_most=True)
    report.add("asked for where it is not told", share(demanded, silent))
    report.mistakes.sort(key=lambda one: -one.weight)
    return report


def _compared(element: str, right: list[str], given: list[str]) -> tuple[int, list[str], list[str]]:
    """Hits, words wrongly given, words missed."""
    left = list(right)
    wrong = []
    for words in given:
        match = next((one for one in left if one == words or (element not in _EXACT and (one in words or words in one))), None)
        if match is None:
            wrong.append(words)
        else:
            left.remove(match)
    return len(right) - len(left), wrong, left
