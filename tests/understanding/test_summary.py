"""One short line that says what it is about."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.understanding.summary import summary


@pytest.mark.parametrize(
    ("title", "detail", "line"),
    [
        ("路灯不亮", "", "路灯不亮"),
        ("投诉物业乱收费", "", "物业乱收费"),
        ("反映：小区停水", "", "小区停水"),
        ("咨询", "您好，请问居住证怎么续签？谢谢", "请问居住证怎么续签"),
        ("", "尊敬的领导：您好！我想反映学院路路面塌陷，很危险。", "学院路路面塌陷"),
        ("投诉", "你好，投诉。楼下烧烤店油烟直排，夜里也不停", "楼下烧烤店油烟直排"),
        ("无标题", "公交车半小时不来一班", "公交车半小时不来一班"),
        ("问题", "", "问题"),
        ("", "", ""),
        ("  多余   空格  ", "", "多余 空格"),
        ("我要举报", "某诊所无证行医", "某诊所无证行医"),
        ("停水", "从昨天晚上开始停水", "从昨天晚上开始停水"),
        ("体育西路与天河路交叉口东北角人行道地砖破损", "", "体育西路与天河路交叉口东北…行道地砖破损"),
        ("建议在中山大道增设BRT站点方便居民出行", "", "在中山大道增设BRT站点方便居民出行"),
        ("一二三四五六七八九十一二三四五六七ABCDEFG", "", "一二三四五六七八九十一二三四五六七…"),
        ("", "尊敬的市长热线领导同志们，你们好！百忙之中打扰您了，我是城东一名普通居民，感谢你们。现反映建设路菜市场门口占道经营，无法通行",
         "建设路菜市场门口占道经营"),
        ("", "我是翠竹花园的业主，楼上装修噪音太大", "翠竹花园楼上装修噪音太大"),
        ("", "大家好，我叫王小明，昨天，公园路路灯坏了三盏。希望尽快修", "公园路路灯坏了三盏"),
        ("青年路小学门口每天放学时段车辆乱停，孩子过马路很危险", "", "青年路小学门口每天放学时段车辆乱停"),
        ("求助！", "家里老人走路不便，想申请无障碍扶手", "家里老人走路不便"),
    ],
)
def test_summary(title: str, detail: str, line: str) -> None:
    assert summary(title, detail) == line


@given(st.text(max_size=80), st.text(max_size=200), st.integers(0, 40))
def test_summary_is_one_line_within_its_length(title: str, detail: str, n: int) -> None:
    line = summary(title, detail, n)
    assert len(line) <= n and "\n" not in line
