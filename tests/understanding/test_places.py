"""Divisions named in a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.understanding.places import DivisionFinder, DivisionName, Found, find_division

CITY, TIANHE, YUEXIU, BAIYUN = "440100", "440106", "440104", "440111"
DIVISIONS = [
    DivisionName(CITY, "广州市", ("穗",)),
    DivisionName(TIANHE, "天河区", (), CITY),
    DivisionName(YUEXIU, "越秀区", (), CITY),
    DivisionName(BAIYUN, "白云区", (), CITY),
    DivisionName("440106005", "石牌街道", (), TIANHE),
    DivisionName("440106017", "车陂街道", ("车陂村",), TIANHE),
    DivisionName("440104003", "北京街道", (), YUEXIU),
    DivisionName("440104099", "新市街道", (), YUEXIU),
    DivisionName("440111008", "新市街道", (), BAIYUN),
    DivisionName("440111113", "太和镇", (), BAIYUN),
    DivisionName("440111007", "石井街道", (), BAIYUN),
]
FINDER = DivisionFinder(DIVISIONS)


def codes(text: str, hint: str | None = None) -> list[str]:
    return [found.code for found in FINDER.find(text, hint)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("天河区体育西路", [TIANHE]),
        ("我住天河，楼下太吵", [TIANHE]),
        ("石牌街道办态度好", ["440106005"]),
        ("石牌街某小区停水", ["440106005"]),
        ("车陂有人乱停车", ["440106017"]),
        ("车陂村口", ["440106017"]),
        ("天河区石牌街道华师门口", ["440106005", TIANHE]),
        ("白云区太和镇大源村", ["440111113", BAIYUN]),
        ("太和的路灯坏了", ["440111113"]),
        ("广州市越秀区北京街道", ["440104003", YUEXIU, CITY]),
        ("白云区新市街道菜场", ["440111008", BAIYUN]),
        ("越秀区新市街道菜场", ["440104099", YUEXIU]),
        ("新市街道菜场", ["440104099", "440111008"]),
        ("天河路堵车", []),
        ("白云机场打车难", []),
        ("白云山索道", []),
        ("北京路步行街", []),
        ("石牌桥地铁站", []),
        ("公交线路太少", []),
        ("", []),
    ],
)
def test_find(text: str, expected: list[str]) -> None:
    assert codes(text) == expected


def test_a_hint_settles_what_is_shared() -> None:
    assert codes("新市街道菜场", hint=BAIYUN) == ["440111008"]
    assert codes("新市街道菜场", hint=YUEXIU) == ["440104099"]
    assert codes("新市街道菜场", hint=TIANHE) == ["440104099", "440111008"]
    assert codes("太和镇路灯", hint=TIANHE) == ["440111113"]


def test_spans_point_at_the_name() -> None:
    text = "请到天河区石牌街道来看"
    for found in FINDER.find(text):
        start, end = found.span
        assert text[start:end] in {"天河区", "石牌街道"}
    code, span = FINDER.find("太和镇")[0]
    assert (code, span) == ("440111113", (0, 3))


def test_find_division_is_the_same_in_one_call() -> None:
    assert find_division("太和镇", DIVISIONS) == [Found("440111113", (0, 3))]
    assert find_division("太和镇", []) == []


@given(st.text(max_size=200))
def test_find_never_fails(text: str) -> None:
    FINDER.find(text, TIANHE)
