"""The catalogue's index gives the cosines that plain arithmetic gives, also where a text has nothing of some block."""

from __future__ import annotations

import math
from collections import Counter

import pytest

from huying.understanding.category_cold import Nearness
from huying.understanding.category_features import Read, plain_numbers, read

LEVELS = [["路灯不亮", "路灯坏了很久没人修，路面很黑", "电梯困人"], ["路灯和电梯的报修", "噪声"]]
VOICES = [(3.0, 2.0), (1.0, 0.5)]
BLOCKS = (0.2, 1.0, 0.5, 1.0)  # letters, pairs, triples, words
HEAD = 4


def counts(text: Read, letters: int | None = None) -> Counter[int]:
    """How often each feature stands in the text, or in the words that begin within its first letters."""
    if letters is not None:
        words = min(len(text.words), sum(end < letters for end in text.ends.tolist()) + 1)
        text = Read(text.words[:words], text.ends[:words])
    return Counter(plain_numbers(text)[0].tolist())


def weighed(found: Counter[int], documents: list[Counter[int]]) -> dict[int, float]:
    """Damped counts by rarity among the documents, each block of the same length."""
    values = {}
    for key, often in found.items():
        held = sum(key in each for each in documents)
        if held:
            values[key] = (1 + math.log(often)) * (math.log((1 + len(documents)) / (1 + held)) + 1)
    whole = math.sqrt(sum(each * each for each in BLOCKS))
    for block, share in enumerate(BLOCKS):
        inside = [key for key in values if key >> 29 == block]
        length = math.sqrt(sum(values[key] ** 2 for key in inside))
        for key in inside:
            values[key] *= share / whole / length
    return values


TEXTS = ["路灯不亮，晚上路面很黑，请尽快修好路灯", "灯", "亮灯", "坏", "报修路灯", "噪声噪声噪声", "梯", "和", "xyz", "", "，。"]


@pytest.mark.parametrize("text", TEXTS)
def test_each_document_gets_what_plain_arithmetic_gives(text: str):
    expected = []
    for documents, (body, lead) in zip(LEVELS, VOICES, strict=True):
        held = [counts(read(document)) for document in documents]
        for one in held:
            known = weighed(one, held)
            cosines = [sum(value * known.get(key, 0.0) for key, value in weighed(found, held).items())
                       for found in (counts(read(text)), counts(read(text), HEAD))]
            expected.append(body * cosines[0] + lead * cosines[1])
    assert Nearness(LEVELS, VOICES).of(read(text), HEAD).tolist() == pytest.approx(expected, abs=1e-6)
