"""What of a request is compared: names cut at their endings, numbers by what they count, words by what they are about."""

import random

import pytest

from huying.understanding.alike.evidence import PLACE, place
from huying.understanding.alike.gist import gist
from huying.understanding.alike.inventing import in_chinese, invent
from huying.understanding.alike.meaning import Meaning, load, meaning
from huying.understanding.alike.numbers import numbers
from huying.understanding.alike.writing import OTHER_PLACE, SAME, Writer, matters
from huying.understanding.lexicon.concepts import CONCEPTS


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("投诉夕阳红养老院不退押金", "夕阳红养老院"),
        ("请物价部门管管南山公墓乱涨价", "南山公墓"),
        ("家住天河区棠下街道翠湖花园", "翠湖花园"),
        ("新民大街送外卖的乱窜", "新民大街"),
        ("和平大街没有路灯", "和平大街"),
        ("宏远汽车租赁公司迟迟不返还押金", "宏远汽车租赁公司"),
        ("请问城东税务局退个税要多久", "城东税务局"),
        ("在工行北门支行取款", "工行北门支行"),
    ],
)
def test_a_name_is_cut_at_its_ending_and_where_it_begins(text: str, name: str) -> None:
    assert name in gist("", text).anchors


def test_words_of_the_matter_are_no_names() -> None:
    assert not gist("", "垃圾堆成山没人清运，门店突然闭店").anchors


def test_numbers_are_told_by_what_they_count() -> None:
    found = numbers("翠湖花园十二栋3单元，12路公交，9月13号，一百零五号")
    assert found["building"] == {"12"} and found["bus"] == {"12"} and found["house"] == {"105"}


@pytest.mark.parametrize("number", [0, 7, 10, 12, 20, 99, 100, 105, 110, 321])
def test_a_number_is_written_so_that_it_is_read_again(number: int) -> None:
    assert numbers(f"{in_chinese(number)}栋")["building"] == {str(number)}


def test_words_of_one_matter_are_near_and_of_two_are_not() -> None:
    vectors, _ = meaning().of(["油烟", "烧烤", "工资"])
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2] + 0.3


def test_a_meaning_is_kept_with_one_byte_a_number(tmp_path) -> None:  # type: ignore[no-untyped-def]
    ours = meaning()
    few = Meaning(list(ours.place)[:50], ours.vectors[:50], ours.rarity[:50], ours.common, ours.matters[:5])
    few.save(tmp_path / "few.npz")
    again = load(tmp_path / "few.npz")
    assert list(again.place) == list(few.place)
    assert abs(again.vectors - few.vectors).max() < 0.02
    assert abs(again.matters - few.matters).max() < 0.02
    assert again.common == pytest.approx(few.common, abs=0.05)


def test_a_text_is_likest_the_matter_that_was_taught() -> None:
    known = matters()
    dark = {at for at, each in enumerate(known) if "路灯" in each.name}
    assert set(gist("", "街灯坏了一个星期，晚上黑漆漆的").like) & dark
    assert not set(gist("", "老板拖欠工资三个月不发").like) & dark


def test_what_is_no_name_is_not_taken_for_one() -> None:
    for text in ("罗家坝有人往河里倒死猪", "兴趣课一学期一千多", "东晓南路口路中间井盖破了", "请畜牧局来处理"):
        assert not {"河里", "一学期", "口路", "畜牧局"} & gist("", text).anchors.keys()


def test_a_short_form_of_a_school_is_found() -> None:
    near = place(gist("", "暨南大学西门的树断了"), gist("", "暨大西门那边树枝掉下来"))
    assert near[PLACE.index("apart")] > -0.5 and near[PLACE.index("best")] >= 0.6


def test_lines_of_things_hold_several_words_each_once() -> None:
    lines = [line.split() for line in CONCEPTS.strip().splitlines()]
    assert len(lines) > 1000
    assert all(len(line) > 1 and len(set(line)) == len(line) for line in lines)


def test_written_pairs_are_the_same_for_the_same_seed_and_keep_their_place() -> None:
    known = matters()
    assert len(known) > 1500 and len({(each.kind, each.name) for each in known}) == len(known)
    assert all("@" in wording for each in known for wording in each.wordings)
    pairs = list(Writer(known, 3).pairs(30))
    assert pairs == list(Writer(known, 3).pairs(30))
    assert {pair.why for pair in pairs} >= {SAME, OTHER_PLACE}
    assert all(pair.same is (pair.why == SAME) for pair in pairs)


@pytest.mark.parametrize("kind", "RESHFPOMVTBLCK")
def test_every_kind_of_place_is_invented_in_several_ways(kind: str) -> None:
    made = [invent(kind, random.Random(seed)) for seed in range(20)]
    assert len({each.name for each in made}) > 10
    assert all(each.forms for each in made)
