"""Roads that stand in nearly every city under the same names: 人民路, 解放大道, 机场路.

The reader learns what roads look like from names of every kind; these are made of everyday words, which in running text it
takes for what they say otherwise. Nobody who writes 人民路堵车 means anything but the road.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_NAMES = """
人民 解放 建设 中山 和平 文化 新华 胜利 团结 光明 幸福 友谊 青年 工人 劳动 朝阳 东风 红旗 五四 五一 八一 民主 民生 民权 民族 向阳 前进
跃进 复兴 繁荣 振兴 工农 站前 府前 环城 环湖 环市 环岛 滨江 滨河 滨海 滨湖 湖滨 江滨 沿江 沿河 迎宾 世纪 创业 创新 长江 黄河 珠江
北京 上海 南京 天津 广州 武汉 重庆 西安
"""
_THINGS = """
机场 车站 火车站 客运站 码头 港口 学院 学府 大学 中学 小学 学校 公园 广场 体育 体育馆 医院 市场 商业 剧院 花园 工业 科技 教育 健康
电信 邮电 供电 水厂 电厂 钢厂 园区 园林
"""
_SIDE = "[东南西北中一二三四五六七八九十]?"
# 公园路灯 is a lamp and 从学校路过 a way past it; 文化街区, 人民街道 and 大道理 are no roads, either.
_ROAD = re.compile(
    f"(?:(?:{'|'.join(_NAMES.split())}){_SIDE}|(?:{'|'.join(_THINGS.split())}){_SIDE}(?!路口|街口))"
    "(?:(?:路|大街|街)(?![过上面边灯段费线区道途程况标牌政子])|大道(?!理))"
)


def roads(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where such roads are named in text[start:end], from left to right."""
    for found in _ROAD.finditer(text, start, end):
        yield found.span()
