"""How well categories are proposed: learned from other rows, or from the catalogue's words alone."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence

from huying.understanding.category import Proposer
from huying.understanding.category_model import Chance, WarmModel
from huying.understanding.evaluation.examples import Example
from huying.understanding.evaluation.report import Mistake, Report
from huying.understanding.evaluation.scores import bootstrap, by_class, macro_f1, share

FLOORS = {"text": (0.92, 0.95), "raw": (0.90, 0.94), "title": (0.88, 0.92), "cold": (0.70, 0.80)}  # issue: floor, aim
SPEED = 2000.0  # texts a second on one core
TRAIN_SECONDS = 60.0
Answer = Sequence[Chance]


def marks(asked: Sequence[Example], answers: Sequence[Answer], sort: str, name: str = "category") -> Report:
    """The report on answers to the asked texts, each the likeliest first; `sort` chooses floor and aim."""
    report = Report(name)
    truth = [one.label for one in asked]
    said = [answer[0].label if answer else "" for answer in answers]
    floor, aim = FLOORS[sort]
    report.add("macro F1", bootstrap(list(zip(truth, said, strict=True)), _f1), floor=floor, aim=aim)
    report.add("right · 第一正确", share(sum(map(str.__eq__, truth, said)), len(truth)))
    among = sum(true in [one.label for one in answer[:3]] for true, answer in zip(truth, answers, strict=True))
    report.add("among the first three · 前三含正确", share(among, len(truth)))
    report.columns = ("类别 · label", "条数 · rows", "精确 · precision", "召回 · recall", "F1")
    many = Counter(truth)
    report.rows = [(label or "(无 · none)", str(many[label]), f"{one.precision:.3f}", f"{one.recall:.3f}", f"{one.f1:.3f}")
                   for label, one in by_class(truth, said).items()]
    wrong = [Mistake(one.asked, one.label, answer[0].label, answer[0].chance) if answer else Mistake(one.asked, one.label, "")
             for one, answer, word in zip(asked, answers, said, strict=True) if word != one.label]
    report.mistakes = sorted(wrong, key=lambda one: -one.weight)
    return report


def calibration_error(asked: Sequence[Example], answers: Sequence[Answer], bins: int = 10) -> float:
    """The mean distance of stated chance and share right over equal bins of chance (expected calibration error)."""
    groups: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for one, answer in zip(asked, answers, strict=True):
        chance = answer[0].chance if answer else 0.0
        groups[min(bins - 1, int(chance * bins))].append((chance, bool(answer) and answer[0].label == one.label))
    distances = (abs(sum(chance for chance, _ in group) - sum(right for _, right in group)) for group in groups.values())
    return sum(distances) / len(asked) if asked else 0.0


def warm(parts: Sequence[tuple[Sequence[Example], Sequence[Example]]], sort: str,
         learn: Callable[[Sequence[tuple[str, str]]], WarmModel]) -> Report:
    """Learn and ask each part; one report on all answers together."""
    asked: list[Example] = []
    answers: list[Answer] = []
    seconds, speeds = 0.0, []
    for learned, questions in parts:
        before = time.process_time()
        model = learn([(text, one.label) for one in learned for text in one.texts])
        seconds = max(seconds, time.process_time() - before)
        speeds.append(speed(model, [one.asked for one in questions]))
        asked += questions
        answers += model.classify_many([one.asked for one in questions])
    report = marks(asked, answers, sort)
    report.add("calibration error · 校准误差", calibration_error(asked, answers))
    report.add("texts of ≤ 200 letters a second on one core · 速度", max(speeds), floor=SPEED)
    report.add("learning · 训练", seconds, floor=TRAIN_SECONDS, at_most=True, unit="s CPU")
    report.add("model · 模型", model.size / 1e6, unit="MB")
    return report


def speed(model: WarmModel, texts: Sequence[str], times: int = 3) -> float:
    """Texts of at most 200 letters that are read and classified in a second of one core's time; the best of three."""
    short = [text.replace(" ", "")[:200] for text in texts][:2000]
    best = 0.0
    for _ in range(times if short else 0):
        before = time.process_time()
        model.classify_many(short)
        best = max(best, len(short) / max(1e-9, time.process_time() - before))
    return best


def cold(asked: Sequence[Example], proposer: Proposer, mapping: Mapping[str, str]) -> Report:
    """Ask the catalogue alone. `mapping`: codes of two to six figures to labels, the longest that fits counts."""
    answers: list[Answer] = []
    for one in asked:
        sums: dict[str, float] = defaultdict(float)
        for proposal in proposer.propose(one.asked.replace(" ", ""), top=60):
            label = mapped(proposal.code, mapping)
            if label:
                sums[label] += proposal.confidence
        answers.append([Chance(label, weight) for label, weight in sorted(sums.items(), key=lambda item: -item[1])])
    return marks(asked, answers, "cold", "category --cold")


def mapped(code: str, mapping: Mapping[str, str]) -> str:
    """The label of a leaf, "" when it has none."""
    return next((mapping[code[:n]] for n in range(len(code), 0, -1) if code[:n] in mapping), "")


def _f1(pairs: Sequence[tuple[str, str]]) -> float:
    return macro_f1([true for true, _ in pairs], [given for _, given in pairs])
