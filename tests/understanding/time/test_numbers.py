"""Numerals and the one spelling that the grammar reads."""

import pytest

from huying.understanding.time.numbers import folded, number


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("12", 12),
        ("十二", 12),
        ("二十", 20),
        ("二零零四", 2004),
        ("两千零四", 2004),
        ("零八", 8),
        ("初五", 5),
        ("廿三", 23),
        ("一百零一", 101),
        ("腊", 12),
        ("正", 1),
    ],
)
def test_numerals_are_read(said: str, value: int) -> None:
    assert number(said) == value


@pytest.mark.parametrize("said", ["", "几", "1a", "天"])
def test_other_words_are_no_numbers(said: str) -> None:
    assert number(said) is None


def test_folding_keeps_places() -> None:
    body, places = folded("2018 年 １月 3 4")
    assert body == "2018年1月3_4"
    assert [("2018 年 １月 3 4" + "$")[place] for place in places][:6] == list("2018年１")
