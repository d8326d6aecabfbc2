"""Codes of the policy in the reader's language: categories, places, limits, grades."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from huying import policy
from huying.clocks.wording import limit_words
from huying.tickets import named
from huying.tickets.states import GRADE_NAMES, KIND_NAMES, URGENCY_NAMES, Grade, Kind, Urgency


def english() -> bool:
    return (get_language() or "").startswith("en")


def language() -> str:
    return "en" if english() else "zh"


def word(pair: tuple[str, str]) -> str:
    """One of a (Chinese, English) pair."""
    return pair[1] if english() else pair[0]


def choices(names: Mapping[Any, tuple[str, str]]) -> list[tuple[str, str]]:
    """Choices from a table of (Chinese, English) names."""
    return [(str(code), word(pair)) for code, pair in names.items()]


def category_path(code: str) -> str:
    """环境保护 › 噪声 › 建筑施工噪声; the code itself when the catalogue no longer has it."""
    return named.category(code, english=english())


def place_path(code: str) -> str:
    """天河区体育东街道, without the city; empty when unknown."""
    line = [each for each in reversed(policy.current().places(code)) if each.level != "city"]
    return ", ".join(each.en for each in reversed(line)) if english() else "".join(each.name for each in line)


def limit(text: str) -> str:
    """A limit in words; a given date has none."""
    return _("指定日期") if text == "date" else limit_words(text, "en" if english() else "zh")


def grade(code: str) -> str:
    return word(GRADE_NAMES[Grade(code)]) if code else ""


def kind(code: str) -> str:
    return word(KIND_NAMES[Kind(code)])


def urgency(code: str) -> str:
    return word(URGENCY_NAMES[Urgency(code)])


def door(code: str) -> str:
    """The channel's name as the city calls it."""
    known = policy.current().doors.get(code)
    return (known.en if english() else known.name) if known else code
