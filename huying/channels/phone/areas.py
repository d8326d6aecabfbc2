"""Where a number is at home, by its area code: the capitals of the provinces, some large cities, and Guangdong's cities.

Codes: the national numbering plan (工业和信息化部《电信网编号计划（2017年版）》). A mobile number tells no place: it moves about.
"""

from __future__ import annotations

import re
from typing import Final

_TABLE = """
010 北京 Beijing|021 上海 Shanghai|022 天津 Tianjin|023 重庆 Chongqing|0311 石家庄 Shijiazhuang|0351 太原 Taiyuan
0471 呼和浩特 Hohhot|024 沈阳 Shenyang|0431 长春 Changchun|0451 哈尔滨 Harbin|025 南京 Nanjing|0571 杭州 Hangzhou
0551 合肥 Hefei|0591 福州 Fuzhou|0791 南昌 Nanchang|0531 济南 Jinan|0371 郑州 Zhengzhou|027 武汉 Wuhan|0731 长沙 Changsha
020 广州 Guangzhou|0771 南宁 Nanning|0898 海口 Haikou|028 成都 Chengdu|0851 贵阳 Guiyang|0871 昆明 Kunming|0891 拉萨 Lhasa
029 西安 Xi'an|0931 兰州 Lanzhou|0971 西宁 Xining|0951 银川 Yinchuan|0991 乌鲁木齐 Urumqi
0411 大连 Dalian|0532 青岛 Qingdao|0574 宁波 Ningbo|0592 厦门 Xiamen|0512 苏州 Suzhou|0510 无锡 Wuxi
0755 深圳 Shenzhen|0756 珠海 Zhuhai|0754 汕头 Shantou|0757 佛山 Foshan|0751 韶关 Shaoguan|0759 湛江 Zhanjiang
0758 肇庆 Zhaoqing|0750 江门 Jiangmen|0668 茂名 Maoming|0752 惠州 Huizhou|0753 梅州 Meizhou|0660 汕尾 Shanwei|0762 河源 Heyuan
0662 阳江 Yangjiang|0763 清远 Qingyuan|0769 东莞 Dongguan|0760 中山 Zhongshan|0768 潮州 Chaozhou|0663 揭阳 Jieyang|0766 云浮 Yunfu
+852 香港 Hong_Kong|+853 澳门 Macao|+886 台湾 Taiwan
"""
AREAS: Final = {code: (zh, en.replace("_", " ")) for code, zh, en in
                (each.split() for each in _TABLE.strip().replace("\n", "|").split("|"))}
"""Code → (Chinese, English)."""
_ENGLISH = dict(AREAS.values())


def area_of(number: str) -> str:
    """The Chinese name of the place of a number in its one spelling ("020-81234567"); empty when it tells none."""
    if number.startswith("+"):
        return AREAS.get(number[:4], ("",))[0]
    found = re.match(r"(0\d{2,3})-", number)
    return AREAS.get(found[1], ("",))[0] if found else ""


def named(area: str, *, english: bool) -> str:
    """The stored name in the reader's language."""
    return _ENGLISH.get(area, area) if english else area
