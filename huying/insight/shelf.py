"""The shelf of category models on this machine, as the training room asks for it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings

from huying import policy
from huying.insight.training import Version
from huying.understanding import category_lessons
from huying.understanding.store import Card, Shelf


class CategoryShelf:
    """`ModelStore` over HUYING_VAR/models/category; versions are named by their numbers."""

    def __init__(self) -> None:
        self.shelf = Shelf(settings.VAR / "models" / category_lessons.NAME)

    def versions(self) -> list[Version]:
        current = self.shelf.current()
        return [_version(card, current) for card in reversed(self.shelf.versions())]

    def train(self, rows: Iterable[tuple[str, str]]) -> Version:
        groups = {leaf.code: leaf.code[:2] for leaf in policy.current().leaves}
        name = hashlib.blake2b(" ".join(sorted(groups)).encode(), digest_size=4).hexdigest()
        done = category_lessons.learn(list(rows), self.shelf, catalogue=name, groups=groups, promote=False)
        return _version(done.card, self.shelf.current())

    def compare(self, name: str) -> dict[str, Any]:
        """The marks of a version and of the one in use, each as measured on its held-out texts."""
        cards = {card.version: card for card in self.shelf.versions()}
        new, old = cards.get(int(name)), cards.get(self.shelf.current() or 0)
        if new is None:
            raise ValueError(f"no version {name}")
        return {f"{mark} {card.version}": value for card in (old, new) if card for mark, value in card.marks.items()}

    def promote(self, name: str) -> None:
        """Only a version with a better mark than the one in use; the first may always."""
        cards = {card.version: card for card in self.shelf.versions()}
        new, old = cards.get(int(name)), cards.get(self.shelf.current() or 0)
        if new is None:
            raise ValueError(f"no version {name}")
        if old and new.marks.get("macro_f1", 0.0) <= old.marks.get("macro_f1", 0.0):
            raise ValueError(f"macro F1 {new.marks.get('macro_f1')} ≤ {old.marks.get('macro_f1')}")
        self.shelf.promote(new.version)

    def roll_back(self) -> str:
        if self.shelf.current() is None:
            raise ValueError("no version is in use")
        back = self.shelf.rollback()
        return str(back) if back is not None else ""


def _version(card: Card, current: int | None) -> Version:
    return Version(str(card.version), datetime.fromisoformat(card.trained_at), card.rows, card.marks.get("macro_f1"),
                   card.version == current)
