"""How well times are found and resolved: cases in the format of Recognizers-Text, and texts without any time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from huying.understanding.evaluation.recognizers import Answer, Case, answers
from huying.understanding.evaluation.report import Mistake, Report
from huying.understanding.evaluation.scores import Marks, bootstrap, share
from huying.understanding.time import find_times

SPAN_FLOOR, SPAN_AIM, VALUE_FLOOR, VALUE_AIM = 0.90, 0.97, 0.88, 0.95


@dataclass(slots=True)
class _Tally:
    """Counts of a file or a kind."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    valued: int = 0
    resolved: int = 0
    cases: int = 0
    whole: int = 0
    marks: list[tuple[int, int, int]] = field(default_factory=list)

    def row(self, name: str) -> tuple[str, ...]:
        marks = Marks(self.right, self.wrong, self.missed)
        value = f"{self.resolved / self.valued:.3f}" if self.valued else ""
        return (
            name,
            str(self.cases),
            f"{marks.precision:.3f}",
            f"{marks.recall:.3f}",
            f"{marks.f1:.3f}",
            str(self.valued),
            value,
        )


def evaluate(tests: Sequence[Case], no_times: Iterable[str] = (), name: str = "time") -> Report:
    """Measure all `tests`; `no_times` are texts in which nothing may be found."""
    files: dict[str, _Tally] = defaultdict(_Tally)
    kinds: dict[str, _Tally] = defaultdict(_Tally)
    report = Report(name, columns=("", "cases", "precision", "recall", "span F1", "values", "resolved"))
    supported, everything = _Tally(), _Tally()
    for case in tests:
        said = answers(case)
        for tally in (files[case.file], everything, *(() if case.unsupported else (supported,))):
            _count(case, said, tally)
        _by_kind(case, said, kinds)
        if mistake := _mistake(case, said):
            report.mistakes.append(mistake)
    report.mistakes.sort(key=lambda one: -one.weight)
    _figures(report, everything, "")
    if supported.cases < everything.cases:
        _figures(report, supported, " (only what the reference library reads)")
    report.rows = [tally.row(file) for file, tally in sorted(files.items())] + [
        tally.row(kind) for kind, tally in sorted(kinds.items())
    ]
    _negatives(report, list(no_times))
    return report


def _figures(report: Report, tally: _Tally, which: str) -> None:
    aimed = not which
    span = (
        bootstrap(tally.marks, lambda drawn: Marks(*(sum(column) for column in zip(*drawn, strict=True))).f1)
        if tally.marks
        else 0.0
    )
    report.add(f"span F1{which}", span, **({"floor": SPAN_FLOOR, "aim": SPAN_AIM} if aimed else {}))
    report.add(f"cases with all spans right{which}", share(tally.whole, tally.cases))
    report.add(
        f"resolved value{which}",
        share(tally.resolved, tally.valued),
        **({"floor": VALUE_FLOOR, "aim": VALUE_AIM} if aimed else {}),
    )


def _count(case: Case, said: list[Answer], tally: _Tally) -> None:
    truth = {(each.start, each.end, each.kind) for each in case.right}
    given = {(each.start, each.end, each.kind) for each in said}
    tally.cases += 1
    tally.whole += truth == given
    mark = (len(truth & given), len(given - truth), len(truth - given))
    tally.marks.append(mark)
    tally.right, tally.wrong, tally.missed = tally.right + mark[0], tally.wrong + mark[1], tally.missed + mark[2]
    if case.valued:
        tally.valued += len(case.right)
        tally.resolved += sum(_resolved(each, said, case.model) for each in case.right)


def _by_kind(case: Case, said: list[Answer], kinds: dict[str, _Tally]) -> None:
    for kind in {each.kind for each in (*case.right, *said)}:
        right = tuple(each for each in case.right if each.kind == kind)
        _count(
            Case(
                case.file, case.text, case.reference, right, case.valued and bool(right), case.model, case.unsupported
            ),
            [each for each in said if each.kind == kind],
            kinds[kind],
        )


def _resolved(right: Answer, said: list[Answer], model: bool) -> bool:
    for each in said:
        if (each.start, each.end, each.kind) == (right.start, right.end, right.kind):
            if model:
                return each.values == right.values
            return (each.timex, _same(each.future), _same(each.past)) == (
                right.timex,
                _same(right.future),
                _same(right.past),
            )
    return False


def _same(parts: tuple[str, ...]) -> tuple[str, ...]:
    """Parsers write a recurrence as "Set: P1W" and an impossible date as the first of all; neither is a value."""
    return tuple(
        "not resolved" if part.startswith(("Set:", "0001-01-01")) else part.removesuffix(".0") for part in parts
    )


def _mistake(case: Case, said: list[Answer]) -> Mistake | None:
    truth = {(each.start, each.end, each.kind) for each in case.right}
    given = {(each.start, each.end, each.kind) for each in said}
    if truth != given:
        return Mistake(f"{case.file}: {case.text}", _shown(case.right, case), _shown(said, case), 2.0)
    if case.valued and not all(_resolved(each, said, case.model) for each in case.right):
        return Mistake(
            f"{case.file}: {case.text} @{case.reference:%Y-%m-%d %H:%M}",
            _shown(case.right, case, True),
            _shown(said, case, True),
            1.0,
        )
    return None


def _shown(found: Iterable[Answer], case: Case, values: bool = False) -> str:
    if not values:
        return " ".join(f"[{case.text[each.start : each.end]} {each.kind}]" for each in found) or "—"
    return " ".join(
        str(sorted(each.values)) if each.values else f"{each.timex} F{each.future} P{each.past}" for each in found
    )


def _negatives(report: Report, no_times: list[str]) -> None:
    if not no_times:
        return
    at = datetime(2026, 3, 2, 10, 0)
    wrong = [(text, found) for text in no_times if (found := find_times(text, at))]
    report.add("texts without a time in which one was found", share(len(wrong), len(no_times)), floor=0.0, at_most=True)
    report.mistakes[:0] = [Mistake(text, "—", " ".join(each.words for each in found), 3.0) for text, found in wrong]
