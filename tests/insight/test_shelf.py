"""The real shelf: trained, compared, promoted only when better, rolled back."""

from pathlib import Path

import pytest

from huying import policy
from huying.insight.shelf import CategoryShelf


@pytest.fixture
def shelf(tmp_path: Path, settings) -> CategoryShelf:
    settings.VAR = tmp_path
    return CategoryShelf()


def rows() -> list[tuple[str, str]]:
    leaves = [leaf for leaf in policy.current().leaves if leaf.words][:6]
    return [(f"{leaf.name}\n第{number}次反映{word}，希望处理", leaf.code)
            for leaf in leaves for number in range(6) for word in leaf.words[:4]]


def test_train_compare_promote_and_roll_back(shelf: CategoryShelf):
    first = shelf.train(rows())
    assert [each.current for each in shelf.versions()] == [False] and first.rows > 0
    shelf.promote(first.name)
    second = shelf.train(rows())
    assert [each.name for each in shelf.versions()] == [second.name, first.name] and shelf.versions()[1].current
    assert {f"macro_f1 {first.name}", f"macro_f1 {second.name}"} <= set(shelf.compare(second.name))
    with pytest.raises(ValueError, match="≤"):
        shelf.promote(second.name)  # the same texts make no better model
    assert shelf.roll_back() == ""
    with pytest.raises(ValueError, match="no version"):
        shelf.roll_back()


def test_unknown_versions_are_refused(shelf: CategoryShelf):
    for name in ("9", "x"):
        with pytest.raises(ValueError):
            shelf.promote(name)
        with pytest.raises(ValueError):
            shelf.compare(name)
