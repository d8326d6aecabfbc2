"""Patterns found by their first letter are those that one long alternation finds."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.understanding.lexicon import danger, scenes
from huying.understanding.scanner import Scanner, first_letters

PIECES = [*danger.ACUTE["120"].split(), *scenes.pieces("120").split()]
SCANNER = Scanner(PIECES)
LETTERS = "".join(sorted({letter for letter in "".join(PIECES) if letter > "一"}))


@pytest.mark.parametrize(
    ("piece", "letters"),
    [("着火", "着"), ("(?:煤|燃)气", "煤燃"), ("(?:被)?困", "被困"), ("[甲乙]?丙", "甲乙丙"), ("(?<!好)像", "像"), ("a{0,2}b", "ab"),
     ("(?:甲|(?:乙)?丙)丁", "甲乙丙"), ("\\d年", "0123456789"), ("a?", "*"), (".火", "*"), ("[^甲]", "*"), ("(?=甲)乙", "乙")],
)
def test_first_letters(piece: str, letters: str) -> None:
    assert first_letters(piece) == frozenset(letters)


@given(st.text(LETTERS + "，。!人我他", max_size=40))
def test_scanner_finds_what_the_alternation_finds(text: str) -> None:
    found, expected = SCANNER.search(text), re.search("|".join(PIECES), text)
    assert (found and found.span()) == (expected and expected.span())





def test_every_scene_can_be_told_by_its_first_letter() -> None:
    slow = [piece for service in scenes.ACUTE for piece in scenes.pieces(service).split() if first_letters(piece) == {"*"}]
    assert slow == []
