"""The rule of what happens again and again, in plain Chinese words."""

from __future__ import annotations

import re

from huying.understanding.time.value import Bit, Clock

_UNITS = {"Y": "年", "M": "个月", "W": "周", "D": "天", "TH": "小时", "TM": "分钟"}
_DAYS = dict(zip("1234567", "一二三四五六日", strict=True))
_NAMED = {"FREQ_REF": "经常", "SP": "每年春天", "SU": "每年夏天", "FA": "每年秋天", "WI": "每年冬天"}
_PARTS = {
    "DW": "凌晨",
    "MO": "早上",
    "MI": "中午",
    "AF": "下午",
    "DK": "傍晚",
    "EV": "晚上",
    "NI": "深夜",
    "DT": "白天",
}


def recurrence(bit: Bit) -> str:
    """Return words such as 每天, 每周一 20:00, 每2周, 每月15日, 每天 晚上; empty for what does not recur."""
    if bit.sort != "set":
        return ""
    base = _base(bit.timex)
    part = _PARTS.get(bit.grain.removeprefix("part ")) if bit.grain.startswith("part") else None
    hours = part or (_clock(bit.clock) + (f"—{_clock(bit.until)}" if bit.until else "") if bit.clock else "")
    return f"{base} {hours}".strip()


def _clock(clock: Clock) -> str:
    return f"{clock.hour % 24:02d}:{clock.minute:02d}"


def _base(timex: str) -> str:
    said = timex.lstrip("(")
    if said in _NAMED:
        return _NAMED[said]
    if found := re.fullmatch(r"XXXX-(\d\d)", said):
        return f"每年{int(found[1])}月"
    if found := re.match(r"XXXX-XX-WXX-(\d)-(\d)", said):
        return f"每月第{found[2]}个周{_DAYS[found[1]]}"
    if found := re.match(r"PT?([\d.]+)([YMWDHS])", said):
        unit = {"H": "小时", "S": "秒"}.get(found[2], "") or (
            "分钟" if "T" in said and found[2] == "M" else _UNITS[found[2]]
        )
        return f"每{unit.removeprefix('个')}" if found[1] == "1" else f"每{found[1]}{unit}"
    if found := re.match(r"XXXX-WXX-([\d,-]+|WE)", said):
        days = (
            "末"
            if found[1] == "WE"
            else "".join({"-": "至", ",": "、"}.get(letter) or _DAYS.get(letter, "") for letter in found[1].strip("-"))
        )
        return f"每周{days}"
    if found := re.match(r"XXXX-(\d\d|XX)-(\d\d|[初中底末])", said):
        month = "每月" if found[1] == "XX" else f"每年{int(found[1])}月"
        return month + (f"{int(found[2])}日" if found[2].isdigit() else found[2])
    return "每天" if said.startswith("XXXX-XX-XXT") else "每逢此时"
