"""The sequence model learns, is the same twice, and survives being written and read."""

from pathlib import Path

import numpy as np
import pytest

from huying.understanding.place.builtin import FILE, MOST_BYTES
from huying.understanding.place.storing import load, save
from huying.understanding.place.tagger import Tagger, row_of
from huying.understanding.place.training import Learned, Manner, averaged, gradient, learn
from tests.understanding.place.made import COUNTRY, labelled

MANNER = Manner(rounds=3, rare=1, batch=16)


@pytest.fixture(scope="module")
def learned() -> Learned:
    return learn([row_of(*each, COUNTRY) for each in labelled(250, 1)], MANNER)


def test_a_few_hundred_addresses_teach_most_parts(learned: Learned) -> None:
    rows, tagger = labelled(60, 2), Tagger(learned)
    right = sum(len(set(parts) & set(tagger.parts(text, COUNTRY, whole=True))) for text, parts in rows)
    assert right / sum(len(parts) for _, parts in rows) > 0.7


def test_the_same_rows_teach_the_same(learned: Learned) -> None:
    rows = [row_of(*each, COUNTRY) for each in labelled(40, 3)]
    assert np.array_equal(learn(rows, MANNER).weights, learn(rows, MANNER).weights)


def test_written_and_read_again_it_tags_alike(learned: Learned, tmp_path: Path) -> None:
    save(learned, tmp_path / "w.npz")
    again = Tagger(load(tmp_path / "w.npz"))
    assert again.labels == learned.labels
    same = [Tagger(learned).parts(text, COUNTRY) == again.parts(text, COUNTRY) for text, _ in labelled(40, 4)]
    assert sum(same) >= 36  # eight bits are nearly as good


def test_learning_on_from_what_was_known_takes_few_rows(learned: Learned) -> None:
    few = [row_of(*each, COUNTRY) for each in labelled(20, 7)]
    rows, on, alone = labelled(60, 2), Tagger(learn(few, MANNER, prior=learned)), Tagger(learn(few, MANNER))
    right = [sum(len(set(parts) & set(tagger.parts(text, COUNTRY, whole=True))) for text, parts in rows) for tagger in (on, alone)]
    assert right[0] > right[1]


def test_the_mean_of_one_is_itself_and_of_two_lies_between(learned: Learned) -> None:
    assert np.allclose(averaged([learned]).weights, learned.weights)
    none = learned._replace(weights=np.zeros_like(learned.weights))
    assert np.allclose(averaged([learned, none]).weights, learned.weights / 2)


def test_the_slope_is_that_of_the_likelihood() -> None:
    dice = np.random.default_rng(5)
    scores, steps = dice.normal(size=(5, 3)), dice.normal(size=(4, 3))
    gold, lengths = np.array([0, 2, 1, 1, 0]), [3, 2]

    def loss(s: np.ndarray) -> float:
        total, at = 0.0, 0
        for length in lengths:
            ways = np.ndindex(*(3,) * length)
            marks = {w: sum(s[at + i, w[i]] + (steps[-1, w[i]] if i == 0 else steps[w[i - 1], w[i]]) for i in range(length)) for w in ways}
            total += float(np.log(sum(np.exp(v) for v in marks.values()))) - marks[tuple(gold[at : at + length])]
            at += length
        return total

    slope, _ = gradient(scores.astype(np.float32), steps.astype(np.float32), lengths, gold)
    for i, j in np.ndindex(5, 3):
        more = scores.copy()
        more[i, j] += 1e-4
        assert abs((loss(more) - loss(scores)) / 1e-4 - slope[i, j]) < 2e-3


def test_the_weights_that_come_with_the_house_are_small() -> None:
    assert FILE.stat().st_size <= MOST_BYTES < 1_000_000


def test_all_of_an_address_is_some_part(learned: Learned) -> None:
    for text, _ in labelled(20, 6):
        assert "".join(text[p.start : p.end] for p in Tagger(learned).parts(text, COUNTRY, whole=True)) == text
