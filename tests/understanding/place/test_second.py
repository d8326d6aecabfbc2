"""The second look: likely pieces of an address, weighed as wholes by numbers that hold no name."""

import re
from itertools import pairwise, product

import numpy as np
import pytest

from huying.understanding.place import second
from huying.understanding.place.builtin import builtin, builtin_tagger, second_look
from huying.understanding.place.chances import LEAST, Chances, Piece
from huying.understanding.place.conventions import Conventions, Number
from huying.understanding.place.second import Second, Span, chosen, looks, sized, spans_of
from huying.understanding.place.second_tuning import tune_second
from huying.understanding.place.structure import ENDINGS
from huying.understanding.place.tagger import Tagger, row_of
from huying.understanding.place.tokens import tokens
from huying.understanding.place.training import Manner, Row, learn
from tests.understanding.place.made import COUNTRY, labelled

LABELS = ["B-poi", "B-road", "I-poi", "I-road", "O"]
NEVER = np.float32(-1e6)


def test_the_file_of_the_house_holds_no_name() -> None:
    numbers = second_look().conventions.numbers
    assert 0 < len(numbers) <= 2000
    kinds = {label[2:] for label in builtin().labels}
    for feature, what, _ in numbers:
        words = feature.split(" ")
        signs = [word for word in words if re.search("[\u4e00-\u9fff]", word)]
        assert set(signs) <= ENDINGS and len(signs) <= 2 and what in kinds, (feature, what)
        assert re.fullmatch("[a-zA-Z0-9?^$ \\-]*", re.sub("[\u4e00-\u9fff]", "", feature)), feature


def ways(size: int) -> list[tuple[str, ...]]:
    """All label sequences that can be."""
    return [way for way in product(LABELS, repeat=size)
            if all(b[0] != "I" or a[2:] == b[2:] for a, b in zip(("O", *way), way, strict=False))]  # fmt: skip


def test_chances_are_those_of_all_readings_together() -> None:
    dice = np.random.default_rng(3)
    steps, first = dice.normal(size=(5, 5)).astype(np.float32), dice.normal(size=5).astype(np.float32)
    for at, label in enumerate(LABELS):
        if label[0] == "I":
            first[at] = NEVER
            steps[[i for i, other in enumerate(LABELS) if other[2:] != label[2:]], at] = NEVER
    scores = dice.normal(size=(4, 5)).astype(np.float32)
    total, by_piece = 0.0, dict[Span, float]()
    for way in ways(4):
        ids = [LABELS.index(label) for label in way]
        weight = float(np.exp(first[ids[0]] + sum(scores[range(4), ids]) + sum(steps[a, b] for a, b in pairwise(ids))))
        total += weight
        for span in spans_of(way):
            by_piece[span] = by_piece.get(span, 0) + weight
    right = {span: weight / total for span, weight in by_piece.items() if span.kind and weight / total >= LEAST}
    found = {Span(*piece[:3]): piece.chance for piece in Chances(LABELS, steps, first).pieces(scores)}
    assert found == pytest.approx(right)


def test_the_surest_pieces_in_sum_are_chosen_and_what_is_outside_stays() -> None:
    pieces = [Piece("road", 0, 1, 0.5), Piece("poi", 0, 2, 0.4), Piece("poi", 2, 2, 0.5), Piece("poi", 4, 4, 0.9), Piece("road", 3, 4, 0.9)]
    spans = [Span("poi", 0, 2), Span("", 3, 3), Span("poi", 4, 4)]
    said = [chosen(pieces, sure, spans) for sure in ([0.8, 0.4, 0.7, 0.9, 0.9], [0.4, 0.5, 0.4, 0.1, 0.9])]
    assert said == [[Span("road", 0, 1), Span("poi", 2, 2), Span("poi", 4, 4)], [Span("poi", 0, 2), Span("poi", 4, 4)]]


def test_pieces_are_seen_by_classes_and_kinds_only() -> None:
    pieces = [Piece("road", 0, 2, 0.9), Piece("roadno", 3, 4, 0.9)]
    spans = [Span("road", 0, 2), Span("roadno", 3, 4)]
    seen = [looks(pieces, spans, row_of(text, [], COUNTRY).features)[0] for text in ("文山路12号", "莲花街350号")]
    assert seen[0][:4] == seen[1][:4] == ["kind", "size 3", "end 路", "end 路 size 3"]
    assert {"before roadno", "after ^", "right n", "said", "first is road", "later z"} <= set(seen[0])
    assert [sized(many) for many in (1, 5, 9, 40)] == ["1", "5-6", "7-9", "10-"]


def test_an_address_is_covered_wholly() -> None:
    for text, _ in labelled(60, 5):
        assert sum(p.end - p.start for p in builtin_tagger().parts(text, COUNTRY, whole=True)) == sum(t.end - t.start for t in tokens(text))
    assert builtin_tagger().parts("", COUNTRY, whole=True) == []


def test_a_number_can_turn_the_answer() -> None:
    rows = row_of("文山路12号", [], COUNTRY).features
    spans = [Span("road", 0, 2), Span("roadno", 3, 4)]
    pieces = [*(Piece(*span, 0.7) for span in spans), Piece("houseno", 3, 4, 0.3)]
    for numbers, kind in (([], "roadno"), ([Number("after road", "roadno", -1.5), Number("end 号", "houseno", 1.5)], "houseno")):
        assert Second(Conventions({}, numbers)).divided(pieces, spans, rows) == [spans[0], Span(kind, 3, 4)]


def made(many: int, seed: int) -> list[Row]:
    return [row_of(text, parts, COUNTRY) for text, parts in labelled(many, seed)]


def test_tuning_finds_numbers_that_divide_better() -> None:
    tagger, rows = Tagger(learn(made(60, 2), Manner(rounds=2, rare=1, batch=16))), made(400, 1)
    tuned = tune_second(tagger, rows, [], most=80)
    assert 0 < len(tuned.numbers) <= 80 and tuned == tune_second(tagger, rows, [], most=80)
    right = [0, 0]
    for row in rows:
        spans, pieces = tagger.read(row.features, whole=True)
        gold = set(spans_of(row.labels))
        for i, some in enumerate((spans, Second(tuned).divided(pieces, spans, row.features))):
            right[i] += len(gold & set(some))
    assert right[1] > right[0] and second.FILE.is_file()
