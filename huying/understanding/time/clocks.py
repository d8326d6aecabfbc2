"""Times of day and parts of the day."""

from __future__ import annotations

import re
from dataclasses import replace

from huying.understanding.time.atoms import DIGITS, NUMERALS, RULES
from huying.understanding.time.convention import EVENING, PARTS
from huying.understanding.time.numbers import sure
from huying.understanding.time.value import Bit, Clock, Now

PART = "|".join(sorted(PARTS, key=len, reverse=True))
_STARTS = "".join(dict.fromkeys(name[0] for name in PARTS))
_HOUR = r"(?:2[0-4]|1\d|0?\d|二十[一二三四]?|十[一二三四五六七八九]?|[零一二两三四五六七八九])"
_MINUTE = r"(?:[0-5]?\d|[二三四五]?十[一二三四五六七八九]?|零?[一二三四五六七八九])"
ABOUT = r"(?:大约|大概|差不多|约莫|约|将近|快到?|接近)"
_SUFFIX = r"(?:左右|上下(?!班)|前后|许)"
# Without 分 a minute has two signs or 零: in "两点一直吵" there is none. "三点建议" counts points, "一点也不" measures, "3时代" is a word.
_NO_POINT = (
    r"(?!建|意见|要求|问题|诉求|原因|请求|疑|理由|情况|说明|想法|看法|困难|希望|也|都|儿|点|名|评|赞|击|餐|位|数"
    r"|子|滴|事|内容|错误|不|需|关|经|因|质)"
)


def adjusted(hour: int, part: str) -> tuple[int, bool]:
    """The hour on a clock of 24 (24 and more: after midnight) that is meant with a part of the day, and whether it is sure."""
    if not part:
        return hour, hour > 12 or hour == 0
    if part in EVENING:
        if hour == 12:
            return (12 if part == "AF" else 24), True
        if part in ("NI", "EV") and hour < 5:
            return hour + 24, True
        return (hour + 12 if hour < 12 else hour), True
    if part == "MI" and hour < 9:
        return hour + 12, True
    return (0 if part == "DW" and hour == 12 else hour), True


def _make(match: re.Match[str], hour: int, minute: int, second: int, digits: int, part: str) -> Bit | None:
    if hour > 24 or minute > 59 or second > 59:
        return None
    told, exact = adjusted(hour, PARTS.get(part, ""))
    if part in ("半夜", "午夜", "大半夜", "深夜", "夜里", "夜") and hour == 12:
        told = 24
    clock = Clock(
        told, minute, second, digits, exact or (match["h"].startswith(("0", "零")) and digits > 1), PARTS.get(part, "")
    )
    return Bit(*match.span(), "clock", clock.timex, clock=clock, grain=part)


_TAIL = r"(?P<a>" + ABOUT + r")?(?P<p>" + PART + r")?(?:的)?(?P<a2>" + ABOUT + r")?"


@RULES.rule(
    DIGITS + NUMERALS + _STARTS + "大约差将接快",
    _TAIL + rf"(?<![.:第几])(?:(?<!\d)|(?=[零一二两三四五六七八九十]))(?P<h>{_HOUR})(?P<u>[点时])"
    rf"(?:(?P<half>半)|(?P<q>[一二三1-3])刻|(?P<z>整|正)"
    rf"|过?(?P<m>{_MINUTE})(?:分(?!钟|贝|之|期|公|店|行)|(?<![点时过][一二三四五六七八九\d])(?![\d年月日号天个小点周人元次米级路]))(?:(?P<s>{_MINUTE})秒)?)?"
    rf"(?P<k>钟|多钟?)?{_SUFFIX}?",
)
def _spoken(match: re.Match[str], now: Now) -> Bit | None:
    rest = match.string[match.end() : match.end() + 3]
    told = match["half"] or match["q"] or match["z"] or match["m"] or match["k"]
    if not told and re.match(r"间|候|期|代|段|速|长|不时|常|装|尚|效|刻|差|机|隔|任", rest) and match["u"] == "时":
        return None
    if match["u"] == "点" and not (told or match["p"]) and not re.match(_NO_POINT, rest):
        return None
    if (
        match["h"] == "一"
        and match["u"] == "点"
        and not (len(match["p"] or "") > 1 or told)
        and not re.match(r"[到至~\-]|以|之|前|后", rest)
    ):
        return None
    if match["u"] == "时" and not match["h"].isascii() and len(match["h"]) == 1 and not (match["p"] or told):
        return None
    before = match.string[max(0, match.start() - 1) : match.start()]
    if (
        (before and before in "第几有" and not match["p"])
        or before == "."
        or (before.isdigit() and match["h"].isascii() and not match["p"])
    ):
        return None
    minute = 30 if match["half"] else sure(match["q"]) * 15 if match["q"] else sure(match["m"]) if match["m"] else 0
    digits = 3 if match["s"] else 2 if minute or match["m"] else 1
    return _make(match, sure(match["h"]), minute, sure(match["s"]) if match["s"] else 0, digits, match["p"] or "")


@RULES.rule(
    DIGITS + _STARTS + "大约差将接快",
    _TAIL
    + rf"(?<![\d:.])(?P<h>2[0-4]|1\d|0?\d)(?P<c>[:.])(?P<m>[0-5]\d)(?::(?P<s>[0-5]\d))?(?![\d:])(?:_?(?P<e>[ap]\.?m\.?))?{_SUFFIX}?",
)
def _written(match: re.Match[str], now: Now) -> Bit | None:
    before = match.string[max(0, match.start() - 1) : match.start()]
    if (
        before.isascii()
        and before.isalnum()
        and not re.search(r"\dt$", match.string[max(0, match.start() - 2) : match.start()])
    ):
        return None
    part = match["p"] or ""
    if match["c"] == "." and not part:
        return None  # a number; 早上4.30 is none
    bit = _make(match, int(match["h"]), int(match["m"]), int(match["s"] or 0), 3 if match["s"] else 2, part)
    if bit is None or not match["e"] or bit.clock is None:
        return bit
    hour = bit.clock.hour % 12 + (12 if match["e"][0] == "p" else 0)
    clock = replace(bit.clock, hour=hour, exact=True)
    return replace(bit, clock=clock, timex=clock.timex)


@RULES.rule(DIGITS, r"(?<![\d:.])(?P<h>1[0-2]|0?[1-9])_?(?P<e>[ap]\.?m\.?)(?![a-z])")
def _english(match: re.Match[str], now: Now) -> Bit:
    clock = Clock(int(match["h"]) % 12 + (12 if match["e"][0] == "p" else 0), exact=True)
    return Bit(*match.span(), "clock", clock.timex, clock=clock)


@RULES.rule(
    DIGITS + NUMERALS + _STARTS,
    rf"(?P<p>{PART})?(?P<h>{_HOUR})(?P<j>到|至|-|~)?(?:(?P<p2>{PART}))?(?P<h2>{_HOUR})[点时](?P<half>半)?(?![\d间候]|建|意见|要求)钟?{_SUFFIX}?",
)
def _two_hours(match: re.Match[str], now: Now) -> Bit | None:
    """早上五到六点: the unit stands once; 七八点 means between the two."""
    before = match.string[max(0, match.start() - 1) : match.start()]
    if before.isdigit() or (before and before in ".第几:"):
        return None
    first, second = sure(match["h"]), sure(match["h2"])
    if not match["j"] and (match["h"].isascii() or match["h2"].isascii() or second != first + 1 or len(match["h"]) > 1):
        return None
    if match["j"] is None and not match["p"] and match["p2"]:
        return None
    part = PARTS.get(match["p"] or "", "")
    second_part = PARTS.get(match["p2"] or "", "") or part
    (hour, exact), (until, _) = adjusted(first, part), adjusted(second, second_part)
    if until <= hour and until + 12 > hour and not match["p2"]:
        until += 12
    begin, end = (
        Clock(hour, exact=exact),
        Clock(until, 30 if match["half"] else 0, digits=2 if match["half"] else 1, exact=exact),
    )
    return Bit(*match.span(), "clockrange", clock=begin, until=end)


@RULES.rule(_STARTS, rf"(?P<p>{PART})(?![\d一二三四五六七八九十]{{1,2}}[点:])")
def _part(match: re.Match[str], now: Now) -> Bit | None:
    """A part of the day; the short ones count only beside a day (see `join`)."""
    code = PARTS[match["p"]]
    return Bit(*match.span(), "part", f"T{code}", grain=match["p"], of=code)
