"""What cannot wait, and why."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.understanding.urgency import urgency


@pytest.mark.parametrize(
    ("text", "level", "sort"),
    [
        ("路边配电箱漏电，有人被麻到", "critical", "danger"),
        ("人行道上窨井盖不见了", "critical", "danger"),
        ("学校门口少了一个井盖", "critical", "danger"),
        ("马路中间突然塌陷一个大坑", "critical", "danger"),
        ("外墙瓷砖脱落，差点砸到人", "critical", "danger"),
        ("台风后大树倒了压住电线", "critical", "danger"),
        ("自来水管爆裂，路上全是水", "critical", "danger"),
        ("我家厨房着火了", "critical", "danger"),
        ("商场电梯坠落夹人", "critical", "danger"),
        ("小区从昨晚停水到现在", "urgent", "water"),
        ("自来水发黄有异味", "urgent", "water"),
        ("我们楼没有水用", "urgent", "water"),
        ("村里停电两天了", "urgent", "power"),
        ("晚上老跳闸，没电用", "urgent", "power"),
        ("突然停气，做不了饭", "urgent", "gas"),
        ("暖气不热，家里只有十二度", "urgent", "heat"),
        ("小区的暖气从星期二起就是凉的，屋里只有十三度，家里有八十岁老人和两个月的婴儿", "urgent", "heat"),
        ("室温不到16度，孩子都冻感冒了", "urgent", "heat"),
        ("地暖一点都不热", "urgent", "heat"),
        ("暖气费没有发票", "normal", None),
        ("供热站噪音停不下来", "normal", None),
        ("房间才三十平，租金两千", "normal", None),
        ("整栋楼停电，楼上有靠呼吸机的病人", "critical", "power"),
        ("路口视线不好，存在安全隐患", "urgent", "danger"),
        ("请问居住证怎么办理", "normal", None),
        ("停车费太贵", "normal", None),
        ("物业停水费单据算错", "normal", None),
        ("小区没电梯，建议加装", "normal", None),
        ("客服没有水平", "normal", None),
        ("没有电动车充电桩", "normal", None),
        ("广场舞太吵", "normal", None),
        ("健身卡不退钱", "normal", None),
        ("", "normal", None),
    ],
)
def test_urgency(text: str, level: str, sort: str | None) -> None:
    found = urgency(text)
    assert (found.level, found.sort) == (level, sort)
    assert bool(found.words) == (level != "normal")
    assert all(word in found.zh and word in text for word in found.words)


@given(st.text(max_size=300))
def test_urgency_never_fails(text: str) -> None:
    assert urgency(text).level in {"normal", "urgent", "critical"}
