"""Conventions: some hundred numbers over classes, which hold no name and change what they speak for."""

import re

import numpy as np
import pytest

from huying.understanding.place import conventions
from huying.understanding.place.builtin import FILE, builtin_tagger, made_up
from huying.understanding.place.conventions import Conventions, Number, applied, follow, meant, read, written
from huying.understanding.place.features import features
from huying.understanding.place.storing import load
from huying.understanding.place.structure import ENDINGS
from huying.understanding.place.tagger import Tagger, row_of
from huying.understanding.place.tokens import tokens
from huying.understanding.place.training import Learned, Manner, Row, learn
from huying.understanding.place.tuning import tune
from huying.understanding.place.wording import wording
from tests.understanding.place.made import COUNTRY, labelled

LABELS = ["B-poi", "B-road", "I-poi", "I-road", "O"]


def house() -> Conventions:
    return read(conventions.FILE.read_text("utf-8").splitlines())


def made(many: int, seed: int) -> list[Row]:
    return [row_of(text, parts, COUNTRY, words=False) for text, parts in labelled(many, seed)]


def test_the_file_of_the_house_is_short_and_holds_no_name() -> None:
    tuned = house()
    assert 0 < len(tuned.numbers) <= 500
    for feature, what, _ in tuned.numbers:
        signs = re.findall("[\u4e00-\u9fff]", feature + what)
        assert len(signs) <= 1 and set(signs) <= ENDINGS, (feature, what)


def test_what_is_written_is_read_again() -> None:
    tuned = Conventions({"0": 1.1, "steps": 0.9}, [Number("follow", "road roadno", 0.5), Number("@is n", "begin poi", -0.25)])
    text = written(tuned, "Head\nof two lines")
    assert text.startswith("# Head\n# of two lines\n") and read(text.splitlines()) == tuned


def test_a_number_speaks_for_the_labels_it_means() -> None:
    assert [meant(what, LABELS) for what in ("poi", "begin poi", "begin", "outside")] == [[0, 2], [0], [0, 1], [4]]
    assert follow("road", "poi", LABELS) == [(1, 0), (3, 0)] and follow("^", "poi", LABELS) == [(5, 0)]


def test_numbers_are_added_and_sorts_scaled() -> None:
    learned = Learned(LABELS, {"0路": 0}, np.ones((1, 5), np.float32), np.zeros((5, 5), np.float32), np.zeros(5, np.float32))
    tuned = Conventions({"0": 0.5}, [Number("@any", "poi", 2), Number("follow", "^ road", 1), Number("stay", "B poi", 3)])
    after = applied(learned, tuned)
    assert after.weights.tolist() == [[0.5] * 5, [2, 0, 2, 0, 0]]
    assert after.first.tolist() == [0, 1, 0, 0, 0] and after.steps[0, 2] == 3 and after.steps.sum() == 3


def test_the_features_that_are_tuned_see_classes_only() -> None:
    one, other = (features(list(text), [""] * 5) for text in ("文三路旁边", "莲花街隔壁"))
    tuned = [[[name for name in row if name[0] == "@" and name[1] != ":"] for row in rows] for rows in (one[:3], other[:3])]
    assert [row[1:3] for row in tuned[0][1:]] == [["@is c", "@after o"], ["@is 路", "@after c"]]
    assert [name for name in tuned[1][2] if name.startswith("@is")] == ["@is 路"]


def test_a_dictionary_says_the_sorts_of_words_only() -> None:
    text = "杭州市 文三路12号"
    rows = wording(text, tokens(text))
    assert len(rows) == len(tokens(text)) and all(rows)
    assert not re.search("[\u4e00-\u9fff]", "".join(name for row in rows for name in row))
    assert rows[0][:2] == ["@word B", "@sort Bns"] and rows[2][0] == "@word E" and wording("", []) == []


def test_tuning_brings_a_reader_nearer_to_other_habits() -> None:
    rows = [Row(row.features, [label.replace("subpoi", "poi").replace("person", "subpoi") for label in row.labels]) for row in made(250, 1)]
    plain = learn(made(250, 2), Manner(rounds=3, rare=1, batch=16))
    tuned = applied(plain, tune(plain, rows, [], most=60))
    right = [sum(_right(Tagger(learned), row) for row in rows) for learned in (plain, tuned)]
    assert right[1] > right[0]


def _right(tagger: Tagger, row: Row) -> int:
    said = [tagger.labels[i] for i in tagger._best(tagger._scores(row.features))]
    return sum(one == other for one, other in zip(said, row.labels, strict=True))


def test_running_words_are_left_alone_as_before() -> None:
    rows = [row for row in made_up([], ["希望尽快处理"], addresses=0, stories=120, seed=77, words=True) if row.labels]
    outside = []
    for tagger in (Tagger(load(FILE)), builtin_tagger()):
        said = [[tagger.labels[i] == "O" for i in tagger._best(tagger._scores(row.features))] for row in rows]
        right = [one == (label == "O") for row, ones in zip(rows, said, strict=True) for one, label in zip(ones, row.labels, strict=True)]
        outside.append(np.mean(right))
    assert outside[1] > 0.97 and outside[1] > outside[0] - 0.01


def test_a_line_that_is_no_number_is_refused() -> None:
    with pytest.raises(ValueError, match="unpack"):
        read(["@is n road 0.5"])
