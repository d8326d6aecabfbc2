"""Looking up a category or a unit by a few letters, for the pickers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from huying import policy
from huying.desks.ticket import names
from huying.people.entry import units_below
from huying.people.models import Unit
from huying.policy import Category

MOST = 12


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to pick: its value, its name, and a line that tells it from others."""

    value: str
    label: str
    note: str = ""


def categories(query: str, most: int = MOST) -> list[Option]:
    """Leaves whose code, name, path or everyday words hold every word of the query, best first."""
    words = query.lower().split()
    if not words:
        return []
    ranked = [(score, leaf) for leaf in policy.current().leaves if (score := _score(leaf, words))]
    ranked.sort(key=lambda pair: (-pair[0], pair[1].code))
    return [category(leaf.code) for _, leaf in ranked[:most]]


def _score(leaf: Category, words: list[str]) -> int:
    """0 when a word is nowhere; a name weighs more than an everyday word, that more than the path."""
    total = 0
    for word in words:
        if leaf.code.startswith(word):
            total += 10
        elif word in leaf.name or word in leaf.en.lower():
            total += 8 - min(len(leaf.name), 6) // 2
        elif any(word in each or (len(each) > 1 and each in word) for each in leaf.words):
            total += 3
        elif word in names.category_path(leaf.code).lower() or word in leaf.about:
            total += 1
        else:
            return 0
    return total


def category(code: str, reason: str = "") -> Option:
    known = policy.current().categories.get(code)
    label = (known.en if names.english() else known.name) if known else code
    note = f"{reason}　{names.category_path(code)}" if reason else f"{code}　{names.category_path(code)}"
    return Option(code, label, note.strip())


def units(query: str, *, below: int | None = None, most: int = MOST) -> list[Option]:
    """Active units by name, short name or code, the city's first; with `below`, only those under that unit."""
    words = query.lower().split()
    rows = Unit.objects.filter(active=True).select_related("parent").order_by("level", "slug")
    if below is not None:
        rows = rows.filter(pk__in=units_below(below) - {below})
    elif not words:
        return []
    found = [unit for unit in rows if all(_in_unit(unit, word) for word in words)]
    found.sort(key=lambda unit: (not any(unit.short.startswith(word) for word in words), LEVELS.get(unit.level, 3)))
    return [option(unit) for unit in found[:most]]


LEVELS = {"city": 0, "district": 1, "street": 2}


def _in_unit(unit: Unit, word: str) -> bool:
    return any(word in text.lower() for text in (unit.name, unit.short, unit.slug, unit.name_en))


def option(unit: Unit, reason: str = "") -> Option:
    name = unit.name_en or unit.name if names.english() else unit.name
    above = f" · {unit.parent}" if unit.parent_id and not reason else ""
    return Option(str(unit.pk), name, reason or f"{unit.short}{above}")


def picked_units(values: Iterable[str]) -> list[Option]:
    """The units of these ids, as options that stay on the page while others are looked up."""
    ids = [int(value) for value in values if value.isascii() and value.isdigit()][:MOST]
    return [option(unit) for unit in Unit.objects.filter(pk__in=ids).select_related("parent")] if ids else []
