"""Places in running words: parts, spans, divisions, keys, and bounded time."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huying import policy
from huying.understanding.place import Gazetteer, PlaceFound, find_places, same_place
from huying.understanding.place.reader import MOST_READ
from huying.understanding.places import DivisionName

ROWS = [DivisionName(each.code, each.name, tuple(each.aliases), each.parent) for each in policy.current().divisions.values()]
CITY = Gazetteer(ROWS)


def only(text: str) -> PlaceFound:
    (found,) = find_places(text, CITY)
    return found


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("天河区石牌街道体育东路100号旁有人乱摆卖",
         {"district": "天河区", "town": "石牌街道", "road": "体育东路", "roadno": "100号", "assist": "旁"}),
        ("海珠区江燕路某某花园3栋2单元501漏水",
         {"district": "海珠区", "road": "江燕路", "poi": "某某花园", "houseno": "3栋", "cellno": "2单元", "roomno": "501"}),
        ("地铁三号线石牌桥站C出口共享单车乱停放", {"poi": "地铁三号线石牌桥站", "subpoi": "C出口"}),
        ("广园东路与东莞庄路交叉口积水", {"road": "广园东路", "subroad": "东莞庄路"}),
        ("番禺区洛浦街道丽江花园12栋1单元302", {"town": "洛浦街道", "poi": "丽江花园", "houseno": "12栋"}),
    ],
)
def test_parts_and_spans_of_a_complaint(text: str, parts: dict[str, str]) -> None:
    found = only(text)
    assert {kind: found.part(kind) for kind in parts} == parts
    assert all(text[part.start : part.end] == part.text for part in found.parts)
    assert (found.parts[0].start, found.parts[-1].end) == found.span


def test_words_without_a_place_have_none() -> None:
    for text in ("请问如何办理社保卡", "三楼的邻居每天跳舞，吵得睡不着", "", "。", "13800138000", "😀", "合同编号2024-118，共3800元"):
        assert find_places(text, CITY) == [], text


def test_two_places_in_one_text_stay_two() -> None:
    found = find_places("天河区体育东路100号和平时一样吵，越秀区中山五路20号也停水", CITY)
    assert [each.part("road") for each in found] == ["体育东路", "中山五路"]
    assert [each.division for each in found] == ["440106", "440104"]


def test_a_road_or_an_airport_names_no_district() -> None:
    assert [each.division for each in find_places("天河路208号门口", CITY)] == [""]
    assert "440111" not in [each.division for each in find_places("白云机场航站楼门口拥堵", CITY)]


def test_a_name_of_two_districts_follows_the_hint_or_the_text() -> None:
    rows = [DivisionName("440100", "广州市"), DivisionName("440104", "越秀区", (), "440100"),
            DivisionName("440111", "白云区", (), "440100"), DivisionName("440104099", "新市街道", (), "440104"),
            DivisionName("440111008", "新市街道", (), "440111")]
    two = Gazetteer(rows)
    text = "新市街道齐心路68号"
    assert [find_places(text, two, hint)[0].division for hint in ("440104", "440111")] == ["440104099", "440111008"]
    assert find_places("白云区" + text, two)[0].division == "440111008"
    assert find_places(text, two)[0].division == ""


def test_the_same_place_written_in_two_ways_shares_a_key() -> None:
    one, other = only("天河区体育东路100号"), only("体育东路１００号旁边有人乱摆卖")
    assert one.key == other.key == "体育东路100"
    assert same_place(one.keys, other.keys)
    assert not same_place(one.keys, only("天河区体育东路120号").keys)
    assert only("广园东路与东莞庄路交叉口").key == only("东莞庄路和广园东路路口").key


@pytest.mark.parametrize("road", ["人民路", "解放大道", "机场路", "学院路", "火车站路", "中山五路", "广场路", "市场街"])
def test_a_road_of_everyday_words_is_read(road: str) -> None:
    for text in (f"{road}堵车", f"{road}路灯不亮", f"今天早上{road}有人乱停车"):
        assert [each.part("road") for each in find_places(text, CITY)] == [road], text


def test_everyday_words_before_a_road_of_other_sense_are_none() -> None:
    for text in ("公园路灯不亮", "从公园路过被狗咬", "去机场路上堵车", "医院路边乱停车", "广场路面破损", "建设路段施工",
                 "大学路费太贵", "文化街区改造"):
        assert find_places(text, CITY) == [], text


def test_a_name_that_begins_like_a_day_is_no_part_of_the_time() -> None:
    assert only("今天早上天河路堵车").part("road") == "天河路"
    assert find_places("今天天气很热", CITY) == []


def test_names_the_city_has_learned_are_read() -> None:
    learned = Gazetteer(ROWS, landmarks=["乐峰里外里"])
    found = find_places("昨晚乐峰里外里太吵", learned)
    assert [each.part("poi") for each in found] == ["乐峰里外里"]


@pytest.mark.parametrize("unit", ["天河区体育东路100号", "号", "路1", "路路路", "a1-", "一", "天河", "\x00", "🙂村"])
def test_ten_thousand_signs_take_bounded_time(unit: str) -> None:
    text = unit * (10_000 // len(unit))
    find_places(text[:100], CITY)
    began = time.process_time()
    found = find_places(text, CITY)
    assert time.process_time() - began < 0.25  # 20 ms on an idle machine
    assert sum(each.end - each.start for each in found) <= MOST_READ


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80) | st.text("天河区石牌街道路号栋单元室-1A，。 ", max_size=60))
def test_any_text_is_read_without_error_and_spans_point_into_it(text: str) -> None:
    for found in find_places(text, CITY):
        assert 0 <= found.start < found.end <= len(text)
        assert all(text[part.start : part.end] == part.text for part in found.parts)


@pytest.mark.parametrize(("text", "name"), [
    ("前天翠湖花园停电", "翠湖花园"), ("从上周三晚上起翠湖花园3栋漏水", "翠湖花园"), ("最近几天石牌村垃圾多", "石牌村"),
    ("昨天在体育东路118号", "体育东路"),
])
def test_words_of_time_are_no_part_of_a_name(text: str, name: str) -> None:
    assert only(text).parts[0].text == name


@pytest.mark.parametrize("text", ["上周小区电梯坏了", "昨晚小区门口有人打架", "今天大厦停电", "最近小区物业不作为"])
def test_a_sort_of_place_alone_is_none(text: str) -> None:
    assert find_places(text, CITY) == []
