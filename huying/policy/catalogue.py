"""The catalogue of matters (`catalogue/NN.yaml`): class, group, leaf, codes 2 + 2 + 2 digits."""

from dataclasses import dataclass

from pydantic import Field

from .shape import Shape, Text
from .words import Kind, KindCode, Sort, UrgentSort


class Leaf(Shape):
    """A matter that tickets are filed under."""

    code: str = Field(pattern=r"^\d{6}$")
    name: Text
    en: Text
    about: Text
    words: tuple[Text, ...] = Field(min_length=1)
    kinds: tuple[Kind, ...] = Field(min_length=1)
    unit: Sort
    urgent: UrgentSort | None = None


class Group(Shape):
    """The second level."""

    code: str = Field(pattern=r"^\d{4}$")
    name: Text
    en: Text
    leaves: tuple[Leaf, ...] = Field(min_length=1)


class TopClass(Shape):
    """The first level: one file."""

    code: str = Field(pattern=r"^\d{2}$")
    name: Text
    en: Text
    groups: tuple[Group, ...] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class Category:
    """One entry of any level; `words`, `kinds`, `unit_sort` and `urgent` are set on leaves (level 3) only."""

    code: str
    name: str
    en: str
    level: int
    parent: str | None
    path_names: tuple[str, ...]
    about: str = ""
    words: tuple[str, ...] = ()
    kinds: tuple[KindCode, ...] = ()
    unit_sort: Sort | None = None
    urgent: UrgentSort | None = None


def categories_of(classes: tuple[TopClass, ...]) -> dict[str, Category]:
    """All levels by code, a parent always before its children."""
    found: dict[str, Category] = {}
    for top in classes:
        found[top.code] = Category(top.code, top.name, top.en, 1, None, (top.name,))
        for group in top.groups:
            path = (top.name, group.name)
            found[group.code] = Category(group.code, group.name, group.en, 2, top.code, path)
            for leaf in group.leaves:
                found[leaf.code] = Category(
                    leaf.code, leaf.name, leaf.en, 3, group.code, (*path, leaf.name),
                    leaf.about, leaf.words, leaf.kinds, leaf.unit, leaf.urgent,
                )  # fmt: skip
    return found
