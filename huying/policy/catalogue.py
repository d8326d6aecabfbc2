"""The catalogue of matters (`catalogue/NN.yaml`): class, group, leaf, codes 2 + 2 + 2 digits."""

from dataclasses import dataclass
from typing import Literal, Self

from pydantic import Field, model_validator

from .shape import Shape, Slug, Text, wrong
from .words import Kind, KindCode, Sort, UrgentSort


class Choice(Shape):
    """One answer of a question with a list."""

    key: Slug
    name: Text
    en: Text


class Question(Shape):
    """What is asked about a matter besides the five elements; `note` only informs, nothing is entered."""

    code: Slug
    name: Text
    en: Text
    type: Literal["string", "number", "datetime", "text", "singlevaluelist", "multivaluelist", "note"] = "string"
    required: bool = False
    help: str = ""
    help_en: str = ""
    choices: tuple[Choice, ...] = ()

    @model_validator(mode="after")
    def _lists_have_choices(self) -> Self:
        if self.type.endswith("list") != bool(self.choices):
            raise wrong(f"问题“{self.code}”的选项与类型不符", f"the choices of question “{self.code}” do not fit its type",
                        "choices: [{key: …, name: …, en: …}]")
        return self


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
    ask: tuple[Question, ...] = ()


class Group(Shape):
    """The second level."""

    code: str = Field(pattern=r"^\d{4}$")
    name: Text
    en: Text
    leaves: tuple[Leaf, ...] = Field(min_length=1)
    ask: tuple[Question, ...] = ()


class TopClass(Shape):
    """The first level: one file."""

    code: str = Field(pattern=r"^\d{2}$")
    name: Text
    en: Text
    groups: tuple[Group, ...] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class Category:
    """One entry of any level; `words`, `kinds`, `unit_sort`, `urgent` and `ask` are set on leaves (level 3) only."""

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
    ask: tuple[Question, ...] = ()


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
                    leaf.about, leaf.words, leaf.kinds, leaf.unit, leaf.urgent, (*group.ask, *leaf.ask),
                )  # fmt: skip
    return found
