"""Measures whether pairs of requests are rightly taken for one matter; the threshold is chosen on one half of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from huying.understanding.alike.gist import Gist
from huying.understanding.duplicates import MERGE, judge
from huying.understanding.evaluation.report import Mistake, Report
from huying.understanding.evaluation.scores import share

PRECISION, RECALL = 0.95, 0.95


@dataclass(frozen=True, slots=True)
class Pair:
    """Two messages by id; `same`: one matter; `why`: what kind of pair it is, for the rows of the table."""

    a: str
    b: str
    same: bool
    why: str = ""


def measure(titles: Mapping[str, str], gists: Mapping[str, Gist], pairs: Sequence[Pair]) -> Report:
    """`titles` and `gists` by message id. Pairs that share a message, directly or through others, stay in one half."""
    report = Report("duplicates")
    judged = [(pair, judge(gists[pair.a], gists[pair.b]).probability) for pair in pairs if {pair.a, pair.b} <= gists.keys()]
    if len(judged) < len(pairs):
        report.notes.append(f"{len(pairs) - len(judged)} pairs name messages that are not there")
    if any(not pair.same for pair, _ in judged):
        _measured(report, *_halves(judged))
    else:
        found = sum(probability >= MERGE for _, probability in judged)
        report.add(f"recall at {MERGE:g} · 召回", share(found, len(judged)), floor=RECALL)
        report.notes.append("no near misses in the file: precision cannot be told")
    _rows(report, judged)
    for pair, probability in judged:
        if pair.same != (probability >= MERGE):
            report.mistakes.append(Mistake(f"{titles[pair.a]} ‖ {titles[pair.b]}", "same" if pair.same else pair.why or "other",
                                           f"{probability:.2f}", abs(probability - MERGE)))
    report.mistakes.sort(key=lambda mistake: -mistake.weight)
    return report


def _measured(report: Report, chosen: list[tuple[Pair, float]], kept: list[tuple[Pair, float]]) -> None:
    """The lowest threshold with the wished precision on the first half, and what it does on the second."""
    threshold = next((at for at in sorted({probability for _, probability in chosen}) if _precise(chosen, at) >= PRECISION), 1.0)
    for at, name in ((threshold, "chosen on one half"), (MERGE, "as shipped")):
        said = [pair for pair, probability in kept if probability >= at]
        right = sum(pair.same for pair in said)
        floors = (PRECISION, RECALL) if at == threshold else (None, None)
        report.add(f"precision at {at:.2f} ({name}) · 精确", share(right, len(said)), floor=floors[0])
        report.add(f"recall at {at:.2f} ({name}) · 召回", share(right, sum(pair.same for pair, _ in kept)), floor=floors[1])


def _precise(judged: Sequence[tuple[Pair, float]], at: float) -> float:
    said = [pair.same for pair, probability in judged if probability >= at]
    return sum(said) / len(said) if said else 0.0


def _halves(judged: Sequence[tuple[Pair, float]]) -> tuple[list[tuple[Pair, float]], list[tuple[Pair, float]]]:
    """Connected messages together; the groups alternate in the order in which they first come."""
    leader: dict[str, str] = {}

    def find(id: str) -> str:
        while leader.setdefault(id, id) != id:
            id = leader[id]
        return id

    for pair, _ in judged:
        leader[find(pair.b)] = find(pair.a)
    order: dict[str, int] = {}
    halves: tuple[list[tuple[Pair, float]], list[tuple[Pair, float]]] = ([], [])
    for pair, probability in judged:
        halves[order.setdefault(find(pair.a), len(order)) % 2].append((pair, probability))
    return halves


def _rows(report: Report, judged: Sequence[tuple[Pair, float]]) -> None:
    report.columns = ("类型 · sort of pair", "对数 · pairs", f"判为同一 · said same at {MERGE:g}")
    for why in dict.fromkeys(pair.why for pair, _ in judged):
        values = [probability for pair, probability in judged if pair.why == why]
        report.rows.append((why or "listed", str(len(values)), f"{share(sum(value >= MERGE for value in values), len(values)).value:.3f}"))
