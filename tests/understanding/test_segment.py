"""Words for the index and for queries, and the phrase book."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.understanding.phrases import PhraseBook
from huying.understanding.plain import bare, clauses, plain
from huying.understanding.segment import query_terms, search_text, words

TEXTS = [
    "天河区体育西路12号半夜施工噪音扰民",
    "小区停水两天了，物业不管。",
    "地铁3号线车厢空调太冷",
    "老板拖欠农民工工资三个月",
    "健身房关门，预付卡退费难",
    "楼上漏水，天花板发霉",
    "路灯不亮，井盖缺失",
    "幼儿园乱收费",
    "医保异地报销需要什么材料？",
    "公交车改线以后老人看病不方便",
    "烧烤店油烟直排",
    "违章建筑挡住消防通道",
    "学区房划分不公开",
    "出租车拒载并绕路",
    "宽带一直掉线，WiFi没有信号",
]


@pytest.mark.parametrize("text", TEXTS)
def test_query_terms_are_found_in_the_index_of_the_same_text(text: str) -> None:
    indexed = set(search_text(text).split())
    assert indexed.issuperset(query_terms(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("体育西路12号", ["体育", "西路", "12", "号"]),
        ("WiFi坏了！", ["wifi", "坏", "了"]),
        ("ＡＢＣ公司", ["abc", "公司"]),
        ("ＰＭ２．５", ["pm2", "pm2.5"]),
        ("，。！？…", []),
        ("", []),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_words_hold_short_words_inside_long_ones() -> None:
    assert {"幼儿", "幼儿园"} <= set(words("幼儿园门口"))


def test_words_unique_keeps_the_order() -> None:
    assert words("路灯路灯坏了坏了", unique=True) == ["路灯", "坏", "了"]


def test_query_terms_leave_out_empty_words() -> None:
    assert query_terms("我的路灯坏了") == ["路灯", "坏"]
    assert query_terms("的") == ["的"]
    assert query_terms("") == []
    assert len(query_terms(" ".join(f"词{n}" for n in range(100)))) == 12


@given(st.text(max_size=200))
def test_terms_are_letters_and_digits_only(text: str) -> None:
    for term in [*words(text), *query_terms(text)]:
        assert term and all(character.isalnum() or character == "." for character in term)


def test_plain_bare_clauses() -> None:
    assert plain(" Ａｂ　Ｃ\n１２ ") == "ab c 12"
    assert bare("路灯，坏了！ No.3") == "路灯坏了no3"
    assert list(clauses("着火了！！快来，三楼;四楼\n五楼")) == ["着火了！！", "快来", "三楼", "四楼", "五楼"]


def test_phrase_book_finds_all_or_the_longest() -> None:
    book = PhraseBook(["路灯", "路灯不亮", "不亮", ""])
    assert [hit.phrase for hit in book.every("巷子路灯不亮")] == ["路灯不亮", "路灯", "不亮"]
    assert [(hit.start, hit.end, hit.phrase) for hit in book.longest("路灯不亮路灯")] == [
        (0, 4, "路灯不亮"),
        (4, 6, "路灯"),
    ]
    assert list(PhraseBook([]).every("路灯")) == []


@given(st.text("ab水", max_size=12), st.frozensets(st.text("ab水", min_size=1, max_size=3), max_size=6))
def test_phrase_book_finds_what_plain_search_finds(text: str, phrases: frozenset[str]) -> None:
    expected = {(i, p) for i in range(len(text)) for p in phrases if text.startswith(p, i)}
    assert {(hit.start, hit.phrase) for hit in PhraseBook(phrases).every(text)} == expected
