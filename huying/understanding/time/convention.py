"""What words of time are taken to mean: hours of the parts of a day, the lunar calendar, how bold to be with bare numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Convention:
    """`parts`: part of the day to its first and last hour (beyond 24: the next day).

    `lunar`: whether 正月初一, 农历… and lunar holidays are converted to the civil calendar. `bold`: whether bare years
    (2018), days of one number (12号) and dates with the day first (13.5.2015) are read without further evidence.
    `today_is_past`: whether a date without year that falls on today is looked for in the past, too.
    """

    parts: Mapping[str, tuple[float, float]]
    lunar: bool = True
    bold: bool = False
    today_is_past: bool = True


CITIZEN = Convention(
    parts={
        "DW": (0, 6),
        "MO": (6, 12),
        "MI": (11, 14),
        "AF": (12, 18),
        "DK": (17, 20),
        "EV": (18, 24),
        "NI": (22, 30),
        "DT": (8, 18),
    }
)

# Words of the parts of a day, longer ones first where one begins another.
PARTS: Mapping[str, str] = {
    "凌晨": "DW",
    "拂晓": "DW",
    "清晨": "MO",
    "早晨": "MO",
    "早上": "MO",
    "早间": "MO",
    "一早": "MO",
    "大早": "MO",
    "上午": "MO",
    "早": "MO",
    "晨": "MO",
    "正午": "MI",
    "中午": "MI",
    "午间": "MI",
    "下午": "AF",
    "午后": "AF",
    "傍晚": "DK",
    "黄昏": "DK",
    "晚上": "EV",
    "夜晚": "EV",
    "夜里": "EV",
    "晚间": "EV",
    "当晚": "EV",
    "晚": "EV",
    "夜间": "NI",
    "深夜": "NI",
    "半夜": "NI",
    "午夜": "NI",
    "大半夜": "NI",
    "夜": "EV",
    "白天": "DT",
    "日间": "DT",
}
EVENING = frozenset({"AF", "DK", "EV", "NI"})
