"""Versions on disk: kept, compared, promoted, rolled back, and never a reason to fail."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from huying.understanding import category_lessons, store
from huying.understanding.store import Card, Shelf, Watched
from tests.understanding.lessons import lessons


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "models" / "thing")


def kept(shelf: Shelf, value: float) -> Card:
    return shelf.keep({"x": np.array([value])}, Card(0, "2026-03-02T09:00:00+00:00", 10, 1, {"macro_f1": value}, "c", {}))


def value(arrays: dict, card: Card) -> float:
    return float(arrays["x"][0])


def test_an_empty_shelf_has_nothing_and_makes_no_folder(shelf: Shelf):
    assert shelf.versions() == [] and shelf.current() is None and shelf.usable(value) is None and shelf.rollback is not None
    assert not shelf.folder.exists()


def test_versions_are_numbered_promoted_and_rolled_back(shelf: Shelf):
    assert [kept(shelf, number).version for number in (0.1, 0.2, 0.3)] == [1, 2, 3]
    assert shelf.current() is None
    shelf.promote(1)
    shelf.promote(3)
    assert shelf.usable(value)[0] == 0.3
    assert shelf.rollback() == 1
    assert shelf.usable(value)[0] == 0.1
    assert shelf.rollback() is None and shelf.usable(value) is None


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 not a zip", None])
def test_a_damaged_version_gives_way_to_the_one_before(shelf: Shelf, damage: bytes | None):
    kept(shelf, 0.1)
    kept(shelf, 0.2)
    shelf.promote(1)
    shelf.promote(2)
    path = shelf.folder / "000002.npz"
    path.unlink() if damage is None else path.write_bytes(damage)
    found = shelf.usable(value)
    assert found is not None and (found[0], found[1].version) == (0.1, 1)


def test_a_version_that_the_reader_cannot_use_gives_way_too(shelf: Shelf):
    kept(shelf, 0.1)
    kept(shelf, 0.2)
    shelf.promote(1)
    shelf.promote(2)

    def choosy(arrays: dict, card: Card) -> float:
        if card.version == 2:
            raise KeyError("keys")
        return value(arrays, card)

    assert shelf.usable(choosy)[0] == 0.1


def test_what_is_not_there_or_damaged_is_not_promoted(shelf: Shelf):
    kept(shelf, 0.1)
    (shelf.folder / "000001.npz").write_bytes(b"x")
    for version in (1, 7):
        with pytest.raises(ValueError):
            shelf.promote(version)
    assert shelf.current() is None


@pytest.mark.parametrize("garbage", ["", "seven", "\x00\xff"])
def test_a_damaged_pointer_means_none_in_use(shelf: Shelf, garbage: str):
    kept(shelf, 0.1)
    shelf.promote(1)
    (shelf.folder / "current").write_text(garbage, "utf-8")
    assert shelf.usable(value) is None and shelf.current() is None


def test_a_card_that_cannot_be_read_is_passed_over(shelf: Shelf):
    kept(shelf, 0.1)
    kept(shelf, 0.2)
    (shelf.folder / "000001.json").write_text("{", "utf-8")
    assert [card.version for card in shelf.versions()] == [2]
    assert kept(shelf, 0.3).version == 3


def test_nothing_is_left_beside_when_writing_fails(shelf: Shelf, monkeypatch: pytest.MonkeyPatch):
    kept(shelf, 0.1)
    shelf.promote(1)

    def full(*args: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(store.os, "fsync", full)
    with pytest.raises(OSError):
        kept(shelf, 0.2)
    assert [card.version for card in shelf.versions()] == [1] and shelf.usable(value)[0] == 0.1
    assert not list(shelf.folder.glob(".*"))


def test_a_watcher_sees_a_promotion_and_looks_seldom(shelf: Shelf, monkeypatch: pytest.MonkeyPatch):
    clock = [100.0]
    monkeypatch.setattr(store.time, "monotonic", lambda: clock[0])
    loads = []
    watched = Watched(shelf, lambda arrays, card: loads.append(card.version) or value(arrays, card))
    assert watched.get() is None
    kept(shelf, 0.1)
    shelf.promote(1)
    assert watched.get() is None  # not looked again yet
    clock[0] += store.LOOK_SECONDS
    assert watched.get() == watched.get() == 0.1
    kept(shelf, 0.2)
    shelf.promote(2)
    clock[0] += store.LOOK_SECONDS
    assert watched.get() == 0.2
    assert loads == [1, 2]


def test_learning_promotes_the_first_and_then_only_the_better(tmp_path: Path):
    shelf = Shelf(tmp_path / "category")
    rows = lessons()
    first = category_lessons.learn(rows[::3], shelf)
    assert first.promoted and first.before is None and first.card.held_out > 0
    again = category_lessons.learn(rows[::3], shelf)
    assert not again.promoted and again.before == first.macro_f1
    assert shelf.current() == 1 and len(shelf.versions()) == 2
    model, card = shelf.usable(category_lessons.from_card)
    assert model.classify("路灯不亮")[0].label == "010501" and card.marks["macro_f1"] == first.macro_f1


def test_a_worse_version_is_kept_but_not_used(tmp_path: Path):
    shelf = Shelf(tmp_path / "category")
    rows = lessons()
    category_lessons.learn(rows, shelf)
    labels = sorted({label for _, label in rows})
    wrong = [(text, label if category_lessons._held_out(text) else labels[(labels.index(label) + 1) % 4]) for text, label in rows]
    outcome = category_lessons.learn(wrong, shelf)
    assert outcome.macro_f1 < 0.5 < (outcome.before or 0)
    assert not outcome.promoted and shelf.current() == 1
