"""Likeness: symmetric, bounded, high for the same matter, low for another."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.understanding.similar import distance, fingerprint64, likeness, same_words, shingles

SAME = [
    ("体育西路工地半夜打桩吵得睡不着", "体育西路那个工地半夜还在打桩，吵得没法睡"),
    ("小区停水两天没人管", "我们小区已经停水两天了，没有人管"),
    ("健身房老板跑路，健身卡退不了钱", "健身房关门老板跑路，健身卡不退钱"),
    ("楼下烧烤店油烟直排到我家", "楼下的烧烤店，油烟直排进我家里"),
    ("公司拖欠农民工工资三个月", "某公司拖欠我们农民工三个月工资"),
    ("电梯坏了一个月物业不修", "我们楼电梯坏了快一个月，物业一直不修"),
    ("幼儿园违规收取兴趣班费用", "反映幼儿园违规收取兴趣班的费用"),
    ("路灯不亮，晚上走路危险", "巷子里路灯不亮，晚上走路很危险"),
]
OTHER = [
    ("体育西路工地半夜打桩吵得睡不着", "健身卡退不了钱"),
    ("小区停水两天没人管", "公交车司机态度恶劣"),
    ("楼下烧烤店油烟直排", "咨询新生儿落户材料"),
    ("公司拖欠工资", "路灯不亮"),
    ("电梯坏了物业不修", "异地就医医保报销"),
    ("幼儿园违规收费", "黑臭河涌治理"),
    ("路面塌陷", "表扬窗口工作人员"),
]


@pytest.mark.parametrize(("a", "b"), SAME)
def test_likeness_is_high_for_the_same_matter(a: str, b: str) -> None:
    assert likeness(a, b) > 0.3


@pytest.mark.parametrize(("a", "b"), OTHER)
def test_likeness_is_low_for_another(a: str, b: str) -> None:
    assert likeness(a, b) < 0.2


@given(st.text(max_size=100), st.text(max_size=100))
def test_likeness_is_symmetric_and_bounded(a: str, b: str) -> None:
    assert likeness(a, b) == pytest.approx(likeness(b, a))
    assert 0 <= likeness(a, b) <= 1
    assert likeness(a, a) == pytest.approx(1) or not any(map(str.isalnum, a))


def test_likeness_knows_no_marks_and_widths() -> None:
    assert likeness("路灯坏了！ＡＢ", "路灯，坏了 ab") == pytest.approx(1)
    assert likeness("", "") == 0
    assert likeness("水", "水") == 1


def test_fingerprint_fits_a_signed_bigint_and_never_changes() -> None:
    assert all(-(2**63) <= fingerprint64(a) < 2**63 for a, _ in SAME)
    assert fingerprint64("路灯不亮，晚上走路危险") == fingerprint64("路灯不亮 晚上走路危险")
    assert fingerprint64("") == 0
    assert any(fingerprint64(a) < 0 for a, _ in SAME) and any(fingerprint64(a) > 0 for a, _ in SAME)


def test_fingerprint_is_near_for_near_texts() -> None:
    source = random.Random(7)
    for _ in range(20):
        letters = [chr(source.randrange(0x4E00, 0x5E00)) for _ in range(300)]
        text = "".join(letters)
        letters[source.randrange(300)] = "改"
        assert distance(fingerprint64(text), fingerprint64("".join(letters))) <= 12
        other = "".join(chr(source.randrange(0x4E00, 0x5E00)) for _ in range(300))
        assert distance(fingerprint64(text), fingerprint64(other)) >= 14


def test_fingerprint_counts_many_runs() -> None:
    assert fingerprint64("".join(chr(0x4E00 + n % 20000) for n in range(25_000))) != 0


def test_distance_counts_bits() -> None:
    assert distance(0, -1) == 64
    assert distance(-(2**63), 2**63 - 1) == 64
    assert distance(5, 5) == 0


def test_shingles_are_64_bit_hashes_of_runs() -> None:
    assert len(shingles("路灯不亮")) == 2
    assert shingles("路灯不亮") <= shingles("巷子路灯不亮了")
    assert shingles("水") and not shingles("，")
    assert all(0 <= each < 2**64 for each in shingles("路灯不亮"))


def test_same_words_ignores_marks_only() -> None:
    assert same_words("路灯，坏了！") == same_words(" 路灯坏了")
    assert same_words("路灯坏了") != same_words("路灯坏")
    assert len(same_words("")) == 16
