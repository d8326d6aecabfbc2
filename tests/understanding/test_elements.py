"""The five elements with their places in the text."""

import json
import time
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huying.understanding.completeness import missing
from huying.understanding.elements import elements

NOW = datetime(2026, 11, 25, 16, 0)
SAMPLES = Path(__file__).parent / "samples"
LETTER = "尊敬的领导您好！我是王小明。昨晚十点好味道餐厅又在放音乐，业主张女士多次找物业没用，希望尽快处理，还居民安静。电话13800138000"


def said(text: str, element: str) -> list[str]:
    return [piece.text for piece in elements(text, NOW).of(element)]


def test_a_letter_is_taken_apart() -> None:
    found = elements(LETTER, NOW, places=[(12, 14)])
    assert [(piece.text, piece.value) for piece in found.of("time")] == [("昨晚十点", "2026-11-24T22")]
    assert said(LETTER, "wish") == ["希望尽快处理，还居民安静"]
    assert said(LETTER, "event") == ["昨晚十点好味道餐厅又在放音乐，业主张女士多次找物业没用"]
    people = {(piece.text, piece.value) for piece in found.of("person")}
    assert people >= {("王小明", "name"), ("好味道餐厅", "firm"), ("业主", "role"), ("13800138000", "phone")}
    assert found.told == {"time", "place", "person", "event", "wish"}
    assert all(LETTER[piece.start : piece.end] == piece.text for piece in found.pieces)


def test_places_may_be_found_by_a_function() -> None:
    found = elements("天河路漏水", NOW, places=lambda text: [(0, 3), (4, 99)])
    assert [piece.text for piece in found.of("place")] == ["天河路"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("广州市某某贸易有限公司拖欠工资", "广州市某某贸易有限公司"),
        ("我昨天在美宜佳便利店买到过期面包", "美宜佳便利店"),
        ("投诉幸福里物业公司乱收费", "幸福里物业公司"),
        ("老板李某不接电话", "李某"),
        ("陈先生来电反映", "陈先生"),
        ("联系人：欧阳修，电话13900001111", "13900001111"),
        ("司机王师傅捡到手机", "王师傅"),
    ],
)
def test_people_and_firms_are_named(text: str, expected: str) -> None:
    assert expected in said(text, "person")


def test_an_authority_that_is_asked_to_act_is_no_party() -> None:
    assert said("小区东门有摊贩，希望城管清理", "person") == ["摊贩"]
    assert "城管" in said("昨天城管打人", "person")


@pytest.mark.parametrize("row", json.loads((SAMPLES / "elements.json").read_text("utf-8"))[::3], ids=lambda row: row["text"][:12])
def test_what_is_told_is_not_asked_again(row: dict) -> None:
    told = {element for element, _ in row["pieces"]}
    asked = {each.element for each in missing(row["text"], {})}
    assert not asked & (told - {"event"})


def test_long_and_hostile_text_is_bounded() -> None:
    for piece in (LETTER, "公司", "请", "希望，", "王某", "店", "我叫"):
        text = (piece * 10_000)[:10_000]
        start = time.process_time()
        elements(text, NOW)
        assert time.process_time() - start < 0.25


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    for piece in elements(text, NOW).pieces:
        assert text[piece.start : piece.end] == piece.text


@pytest.mark.parametrize("text", ["他请半天假", "咨询过律师", "有关规范的要求", "就帮我找到了孩子"])
def test_words_of_wishing_in_a_story_are_no_wish(text: str) -> None:
    assert said(text, "wish") == []


def test_a_name_of_a_firm_begins_after_what_is_told_of_it() -> None:
    assert said("有人在小区内私自开设民宿", "person") == []
    assert said("发现一家名叫好再来餐厅的油烟很大", "person") == ["好再来餐厅"]
