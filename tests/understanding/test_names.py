"""Names are cut out of sentences by their endings; everyday words and districts are part of none."""

import time

import pytest

from huying.understanding.names import Name, houses, names, pieces
from huying.understanding.phrases import PhraseBook

CITY = PhraseBook(["天河区", "天河", "海珠区"])


@pytest.mark.parametrize(("text", "name"), [
    ("投诉天河区体育西路旁边的工地", Name("road", "体育西路")),
    ("我们住在翠湖花园小区三期", Name("area", "翠湖花园")),
    ("海珠区昌岗中路第二小学门口堵车", Name("road", "昌岗中路")),
    ("地铁13号线鱼珠站没有雨棚", Name("line", "13号线")),
    ("公司叫58车贷平台骗人", Name("mark", "58车贷")),
    ("反映“金玺理财”骗老人的钱", Name("mark", "金玺理财")),
    ("石滩镇大源村村民", Name("street", "石滩镇")),
])
def test_names_are_found(text: str, name: Name) -> None:
    assert name in names(text, CITY)


@pytest.mark.parametrize("text", ["我们小区没有人管", "这条路坑坑洼洼", "学校和医院都很远", "", "，。！"])
def test_everyday_words_are_no_names(text: str) -> None:
    assert names(text) == []


def test_pieces_are_what_everyday_words_leave() -> None:
    assert "丽景城" in "".join(pieces("丽景城附近的油烟严重扰民"))
    assert pieces("请尽快解决严重扰民的问题") == []


def test_house_numbers_are_no_lines() -> None:
    assert houses("龙津西路78号，地铁3号线，12号楼") == {"78"}


def test_reading_takes_time_in_proportion() -> None:
    def spent(text: str) -> float:
        started = time.process_time()
        names(text)
        pieces(text)
        return time.process_time() - started

    for unit in ("路", "甲乙丙丁小区", "58", "“", "a1号"):
        small, large = min(spent(unit * 1000) for _ in range(2)), min(spent(unit * 10_000) for _ in range(2))
        assert large < max(40 * small, 0.5)
