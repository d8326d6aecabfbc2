"""How rare words are is learned from the city's own tickets, once a week, and used while it is whole."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from huying.insight import rarity
from huying.tickets import likely
from huying.tickets.models import Ticket
from huying.understanding.rarity import Rarity
from tests.cast import MONDAY, Cast

WEEK = timedelta(days=7, minutes=1)


@pytest.fixture
def shelf(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A small city's shelf of its own."""
    settings.VAR = tmp_path
    monkeypatch.setattr(rarity, "LEAST", 3)
    likely.learned.cache_clear()
    yield tmp_path / "models" / "rarity"
    likely.learned.cache_clear()


def learned() -> Rarity:
    likely.learned.cache_clear()  # does not wait for the next look at the folder
    return likely.rarity()


def test_it_is_learned_once_a_week_from_enough_tickets(cast: Cast, shelf: Path):
    cast.ticket()
    assert rarity.learn(MONDAY) == 0 and not shelf.exists() and learned().documents == 0
    cast.ticket(title="路灯不亮", detail="榕荫大道路灯不亮")
    cast.ticket()
    assert rarity.learn(MONDAY) == 3 and rarity.learn(MONDAY) == 0
    known = learned()
    assert known.documents == 3 and known.of("噪声") < known.of("榕荫")
    assert rarity.learn(MONDAY + WEEK) == 3


def test_old_versions_go_and_a_damaged_one_gives_way(cast: Cast, shelf: Path):
    for _ in range(3):
        cast.ticket()
    for week in range(5):
        rarity.learn(MONDAY + week * WEEK)
    assert sorted(path.stem for path in shelf.glob("*.npz")) == ["000003", "000004", "000005"]
    (shelf / "000005.npz").write_bytes(b"no numbers")
    assert learned().documents == 3
    for path in shelf.glob("*.npz"):
        path.write_bytes(b"no numbers")
    assert learned().documents == 0, "then all words weigh the same"
    assert Ticket.objects.count() == 3


def test_counts_that_do_not_fit_are_refused():
    with pytest.raises(ValueError):
        Rarity.known([1, 2, 3], 3)
