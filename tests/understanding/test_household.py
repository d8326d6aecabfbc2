"""Who is at home says how bad it is, not what it is about."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.understanding.household import without


@pytest.mark.parametrize(("said", "matter"), [
    ("屋里只有十三度，家里有八十岁老人和两个月的婴儿，打物业电话没有人接。", "屋里只有十三度，打物业电话没有人接。"),
    ("家里有八十岁老人，电梯坏了三天下不了楼", "电梯坏了三天下不了楼"),
    ("停水三天了，家里有两个月的婴儿", "停水三天了，"),
    ("地铁施工半夜打桩，而且我家还有高考的孩子要休息！", "地铁施工半夜打桩，"),
    ("路灯坏了\n小区里有老人和小孩\n请维修", "路灯坏了\n请维修"),
])
def test_the_household_is_left_out(said: str, matter: str) -> None:
    assert without(said) == matter


@pytest.mark.parametrize("said", [
    "家里有八十岁老人，", "家里有老人走失", "家里有八十岁老人想申请高龄津贴", "小区里有小孩掉进井里", "家里有病人等钱用，老板不发工资",
    "路灯不亮", "国家有老人优待政策吗", "",
])
def test_what_is_the_matter_itself_stays(said: str) -> None:
    assert without(said) == said


@given(st.text(max_size=300))
def test_nothing_is_added(said: str) -> None:
    assert len(without(said)) <= len(said)
