"""Tone: how many attacks are marked when at most one in a hundred ordinary complaints is."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from huying.understanding import letters
from huying.understanding.evaluation.report import Mistake, Report
from huying.understanding.evaluation.scores import share
from huying.understanding.plain import plain
from huying.understanding.tone import MARKED, abuse_chance, tone

FALSE_ALARMS, RECALL, AIM = 0.01, 0.60, 0.75
_SPARE = 0.5  # the threshold is set where half of the allowed false alarms occur, since other days bring other words
_PERSON = re.compile("[你您妳](?!们)|[这那](?:个|种)?(?:人|货|女的|男的|老头|女人|男人)|[他她](?!们)")


@dataclass(frozen=True, slots=True)
class Said:
    """A text, whether it is offensive, what it is about, and, where a set tells, whether it attacks one person."""

    text: str
    offensive: bool
    topic: str = ""
    person: bool | None = None


def measure(train: Sequence[Said], test: Sequence[Said], normal: Sequence[str]) -> Report:
    """With `train`: a model learned now, from it and half of `normal`; without: what is shipped.

    A fifth of `normal` sets the threshold and three tenths measure it; without training all of it measures.
    Which text falls where is decided by its own checksum, so that the same text never teaches and measures.
    """
    report = Report("tone", columns=("topic", "kind", "marked", "of", "share"))
    if train:
        chance, threshold, ordinary = _learn(train, normal)
        report.notes.append(f"阈值 · threshold {threshold:.3f}")
    else:
        chance, threshold, ordinary = abuse_chance, MARKED, list(normal)
    said = [chance(one.text) for one in test]
    marked = [value >= threshold for value in said]
    loud = [(value, text) for text in ordinary if (value := chance(text)) >= threshold]
    report.add("false alarms on ordinary complaints", share(len(loud), len(ordinary)), floor=FALSE_ALARMS, at_most=True)
    told = any(one.person is not None for one in test)
    attacks = [hit for one, hit in zip(test, marked, strict=True) if one.offensive and _on_person(one)]
    floor = {"floor": RECALL, "aim": AIM} if train else {}
    report.add("recall, attacks on a person", share(sum(attacks), len(attacks)), **floor)
    for name, wanted in (("recall, all offensive", True), ("marked, not offensive", False)):
        hits = [hit for one, hit in zip(test, marked, strict=True) if one.offensive is wanted]
        report.add(name, share(sum(hits), len(hits)))
    if not train:
        other = [text for text in ordinary if tone(text)]
        report.add("any mark on ordinary complaints", share(len(other), len(ordinary)))
    report.notes.append("对个人的攻击：按数据的细分标注 · attacks on a person: by the set's finer label" if told else
                        "对个人的攻击：无细分标注，取冒犯性且提到“你、这人、他、她”的 · no finer label: offensive and naming you, him, her")
    report.rows = _rows(test, marked)
    report.mistakes = _mistakes(test, said, marked, loud)
    return report


def _learn(train: Sequence[Said], normal: Sequence[str]) -> tuple[Callable[[str], float], float, list[str]]:
    teaching, setting, measuring = ([text for text in normal if _tenth(text) in tenths] for tenths in (range(5), range(5, 7), range(7, 10)))
    texts = [*(one.text for one in train), *teaching, *(text.partition("\n")[0] for text in teaching)]
    model = letters.train([plain(text) for text in texts], [one.offensive for one in train] + [False] * (2 * len(teaching)), rare=3)

    def chance(text: str) -> float:
        return model.chance(plain(text))

    values = sorted((chance(text) for text in setting), reverse=True)
    threshold = values[int(FALSE_ALARMS * _SPARE * len(values))] + 1e-9 if values else 0.5
    return chance, threshold, measuring


def _tenth(text: str) -> int:
    return zlib.crc32(text.encode("utf-8", "replace")) % 10


def _on_person(one: Said) -> bool:
    return one.person if one.person is not None else bool(_PERSON.search(one.text))


def _rows(test: Sequence[Said], marked: Sequence[bool]) -> list[tuple[str, ...]]:
    counts: dict[tuple[str, str], list[int]] = {}
    for one, hit in zip(test, marked, strict=True):
        kind = "not offensive" if not one.offensive else "on a person" if _on_person(one) else "other offensive"
        cell = counts.setdefault((one.topic, kind), [0, 0])
        cell[0] += hit
        cell[1] += 1
    return [(topic, kind, str(hits), str(of), f"{hits / of:.3f}") for (topic, kind), (hits, of) in sorted(counts.items())]


def _mistakes(test: Sequence[Said], said: Sequence[float], marked: Sequence[bool], loud: Sequence[tuple[float, str]]) -> list[Mistake]:
    made = [Mistake(text, "ordinary", f"abuse {value:.2f}", 1.0 + value) for value, text in loud[:10]]
    made += [Mistake(one.text, "offensive" if one.offensive else "not", f"{value:.2f}", abs(value - one.offensive))
             for one, value, hit in zip(test, said, marked, strict=True) if one.offensive is not hit]
    return sorted(made, key=lambda one: -one.weight)[:40]
