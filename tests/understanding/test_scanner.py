"""Patterns found by how they begin are those that one long alternation finds."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.understanding.lexicon import danger, scenes
from huying.understanding.scanner import Openings, Scanner, openings

PIECES = [*danger.ACUTE["120"].split(), *scenes.pieces("120").split()]
SCANNER = Scanner(PIECES)
LETTERS = "".join(sorted({letter for letter in "".join(PIECES) if letter > "一"}))


@pytest.mark.parametrize(
    ("piece", "opened"),
    [("着火", "着火"), ("着火了", "着火"), ("火", "火"), ("(?:煤|燃)气", "煤气 燃气"), ("(?:被)?困住", "被困 困住"),
     ("[甲乙]?丙", "甲丙 乙丙 丙"), ("(?<!好)像", "像"), ("a{0,2}b", "aa ab b"), ("a{2,3}", "aa"), ("a+b", "aa ab"), ("a*b", "aa ab b"),
     ("a{1,3}b", "aa ab"), ("(?:甲|(?:乙)?丙)丁", "甲丁 乙丙 丙丁"), ("火.人", "火"), ("火[^，]{0,3}人", "火"), ("火$", "火"),
     ("\\d年", "0年 1年 2年 3年 4年 5年 6年 7年 8年 9年"), ("a?", "*"), (".火", "*"), ("[^甲]", "*"), ("(?=甲)乙丁", "乙丁"), ("甲|", "*")],
)
def test_openings(piece: str, opened: str) -> None:
    assert openings(piece) == frozenset(opened.split())


PATTERNS = st.recursive(
    st.sampled_from(["甲", "乙", "丙", "[甲乙]", "[^甲]", ".", "甲乙"]),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map("".join),
        st.lists(inner, min_size=1, max_size=3).map(lambda each: f"(?:{'|'.join(each)})"),
        st.tuples(inner, st.sampled_from(["?", "*", "+", "{0,2}", "{2}", "{1,2}", "{2,}"])).map(lambda two: f"(?:{two[0]}){two[1]}")),
    max_leaves=6)


@given(st.lists(PATTERNS, min_size=1, max_size=3), st.text("甲乙丙丁", max_size=8))
def test_no_match_is_missed_whatever_the_patterns(pieces: list[str], text: str) -> None:
    found, expected = Scanner(pieces).search(text), re.search("|".join(pieces), text)
    assert (found and found.span()) == (expected and expected.span())
    may = Openings([[piece] for piece in pieces]).sets(text)
    assert {number for number, piece in enumerate(pieces) if re.search(piece, text)} <= may


@given(st.text(LETTERS + "，。!人我他", max_size=40))
def test_scanner_finds_what_the_alternation_finds(text: str) -> None:
    found, expected = SCANNER.search(text), re.search("|".join(PIECES), text)
    assert (found and found.span()) == (expected and expected.span())



def test_every_scene_can_be_told_by_how_it_begins() -> None:
    slow = [piece for service in scenes.ACUTE for piece in scenes.pieces(service).split() if openings(piece) == {"*"}]
    assert slow == []
