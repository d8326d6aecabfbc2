"""Durations and recurrences."""

from __future__ import annotations

import re

from huying.understanding.time.atoms import COUNT, DIGITS, NUMERALS, RULES, WEEKDAYS
from huying.understanding.time.clocks import PART
from huying.understanding.time.convention import PARTS
from huying.understanding.time.numbers import number, sure
from huying.understanding.time.value import SECONDS, Bit, Now, timex_length

UNIT = (
    r"(?:年(?![级代纪月龄轻底初末])|个月|周(?![岁年边围末一二三四五六日天长])|个?星期(?![一二三四五六日天])|个?礼拜(?![一二三四五六日天])"
    r"|天(?![然气河台猫桥空台安地线])|日(?![报均常本])|个?小时|个?钟头|分钟|秒钟?)"
)
_CODES = {
    "年": "Y",
    "个月": "M",
    "月": "M",
    "周": "W",
    "星期": "W",
    "礼拜": "W",
    "天": "D",
    "日": "D",
    "小时": "TH",
    "钟头": "TH",
    "时": "TH",
    "分钟": "TM",
    "刻钟": "TM",
    "分": "TM",
    "秒": "TS",
    "秒钟": "TS",
}
_ONES = "零一两三四五六七八九"
VAGUE_COUNTS = frozenset({"几", "数", "好几", "几十", "十几", "数十"})
FEW = 5  # what 几 is taken for where days must be counted
_MORE = r"(?:多|来|余)?"


def unit_code(said: str) -> str:
    """Y, M, W, D, TH, TM or TS."""
    return _CODES.get(said, "") or _CODES[said.removeprefix("个")]


def count_of(said: str) -> float:
    """A number of units; 半 is a half, 几 a few."""
    if said == "半":
        return 0.5
    said = re.sub("好?[几数]", "五", said)  # 几 is taken for FEW
    if len(said) == 2 and all(letter in _ONES for letter in said) and _ONES.index(said[0]) < _ONES.index(said[1]):
        said = said[1]  # 两三天
    return float(said) if re.fullmatch(r"\d+\.\d+", said) else float(number(said) or 0)


_PIECE = (
    rf"(?:(?:{COUNT}|好几|几十|十几|数十|几|数)(?:(?:个半|个多|个来)(?:月|小时|钟头|星期|礼拜)|{_MORE}(?:{UNIT}|分(?=$|[^钟贝之期公店行数])))"
    r"(?:半(?![夜天年个月周小路价]))?|半个?(?:年|月|周|星期|天(?!候)|小时|钟头))"
)
# The same with names, for one piece that has been found.
_NAMED = re.compile(
    rf"(?P<n>{COUNT}|好几|几十|十几|数十|几|数)(?:(?P<x>个半|个多|个来)(?P<w>月|小时|钟头|星期|礼拜)|(?P<m>{_MORE})(?P<u>{UNIT}|分|时))"
    r"(?P<h>半(?![夜天年个月周小路价]))?|(?P<f>半)个?(?P<v>年|月|周|星期|天|小时|钟头)"
)
_THEN = r"(?:又|零|和|加|、|,|余|多)?"


@RULES.rule(
    DIGITS + NUMERALS + "半几数好", rf"(?<![第.\d]){_PIECE}(?:{_THEN}(?:{_PIECE}|\d{{1,2}}时(?![间候代]))){{0,6}}多?"
)
def _length(match: re.Match[str], now: Now) -> Bit | None:
    lengths: list[tuple[str, float]] = []
    first = None
    for one in _NAMED.finditer(match[0]):
        first = first or one
        if one["n"]:
            half = one["h"] or one["x"] == "个半"
            lengths.append((unit_code(one["u"] or one["w"]), count_of(one["n"]) + (0.5 if half else 0)))
        else:
            lengths.append((unit_code(one["v"]), 0.5))
    if first is None or _no_length(match[0], lengths, first["n"] or ""):
        return None
    bit = _made(match, tuple(lengths), "few" if first["n"] in VAGUE_COUNTS else first["m"] or "")
    return bit.moved(bit.start, bit.end - 1) if now.convention.bold and match[0].endswith("多") else bit


@RULES.rule(DIGITS + NUMERALS, r"(?P<n>[一二两三1-3])刻钟")
def _quarter(match: re.Match[str], now: Now) -> Bit:
    return _made(match, (("TM", 15.0 * sure(match["n"])),), "")


def _no_length(said: str, lengths: list[tuple[str, float]], count: str) -> bool:
    """Whether it is a year (07年, 2018年, 九八年), a day (15日), minutes of a clock, or the same unit twice."""
    if said.startswith("四周") and len(lengths) == 1:
        return True  # all around
    if len({code for code, _ in lengths}) < len(lengths) or not any(number for _, number in lengths):
        return True
    if len(lengths) > 1:
        return False
    unit, first = lengths[0]
    if unit == "Y" and len(count) >= 2:
        if count.isascii():
            return count.startswith("0") or len(count) > 2 or first >= 85
        return not any(letter in "十百千两几半" for letter in count)
    return said.endswith("分") or (said.endswith("日") and (not count.isdigit() or first <= 31))


def _made(match: re.Match[str], lengths: tuple[tuple[str, float], ...], grain: str) -> Bit:
    seconds = sum(SECONDS[code] * count for code, count in lengths)
    return Bit(*match.span(), "length", timex_length(lengths), lengths=lengths, seconds=seconds, grain=grain)


_EVERY = r"(?:每逢|每到|每当|每隔|每|逢)"


@RULES.rule(
    "每逢",
    rf"{_EVERY}(?P<n>[一二两三四五六七八九十几半\d]{{1,3}})?(?P<u>个?年度?(?!级)|个?月(?!\d)|个?季度|(?:个?周|个?星期|个?礼拜)(?![一二三四五六日天末](?![个人家户名都次天]))|天|日|个?小时|个?钟头|分钟)(?!岁)(?!\d+[日号]|\d+(?:\.\d+)?[元块万])",
)
def _each(match: re.Match[str], now: Now) -> Bit:
    count = count_of(match["n"]) if match["n"] else 1.0
    count += 1 if match[0].startswith("每隔") and match["u"].lstrip("个")[0] in "天日周星礼月年" else 0
    unit = "M" if "季" in match["u"] else unit_code(match["u"].removesuffix("度"))
    count *= 3 if "季" in match["u"] else 1
    return Bit(*match.span(), "set", timex_length(((unit, count),)), grain="every")


@RULES.rule(
    "每逢",
    rf"{_EVERY}个?(?:周|星期|礼拜)(?P<d>[一二三四五六日天末](?:[、和到至]?(?:周|星期)?[一二三四五六日天末]){{0,6}})(?![个人家户名次])",
)
def _each_weekday(match: re.Match[str], now: Now) -> Bit:
    said = [letter for letter in match["d"] if letter in "一二三四五六日天末"]
    days = "WE" if said == ["末"] else ",".join(str(WEEKDAYS.get(letter, 6)) for letter in said)
    if len(said) == 2 and re.search("[到至]", match["d"]):
        days = f"{WEEKDAYS.get(said[0], 6)}-{WEEKDAYS.get(said[1], 7)}"
    return Bit(*match.span(), "set", f"XXXX-WXX-{days}", grain="every")


@RULES.rule(
    "每",
    r"每个?(?:月|年(?P<m>[\d一二三四五六七八九十]{1,2})月)的?(?:(?P<d>[\d一二三四五六七八九十]{1,3})[日号]|(?P<w>初|中旬?|底|末))",
)
def _each_date(match: re.Match[str], now: Now) -> Bit:
    month = f"{sure(match['m']):02d}" if match["m"] else "XX"
    day = f"{sure(match['d']):02d}" if match["d"] else match["w"]
    return Bit(*match.span(), "set", f"XXXX-{month}-{day}", grain="every")


@RULES.rule(
    "每逢", rf"{_EVERY}(?:天|日|个|周末)?(?P<p>(?>{PART}|到晚上))(?!餐|饭|[\d一二三四五六七八九十]{{1,2}}[点:])"
)
def _each_part(match: re.Match[str], now: Now) -> Bit:
    code = PARTS.get(match["p"], "EV")
    return Bit(*match.span(), "set", f"XXXX-XX-XXT{code}", grain=f"part {code}")


@RULES.rule("每", rf"每[到逢]?(?=(?:{PART})[\d一二三四五六七八九十]{{1,2}}[点:])")
def _each_evening(match: re.Match[str], now: Now) -> Bit:
    return Bit(*match.span(), "set", "P1D", grain="every")


@RULES.rule("每", r"每个?(?:工作日|节假日|假期|节日|年(?=国庆|春节|夏天|冬天))")
def _each_sort(match: re.Match[str], now: Now) -> Bit:
    return Bit(*match.span(), "set", "XXXX-WXX-1-5" if "工作日" in match[0] else "XXXX-XX-XX", grain="every")


@RULES.rule(
    "天日夜月年周工双", r"(?:天天(?!向上|快乐|见)|日日夜夜|夜夜|月月|年年|周周|日夜|工作日(?!内)|节假日|双休日)"
)
def _over_and_over(match: re.Match[str], now: Now) -> Bit | None:
    if now.convention.bold:
        return None
    timex = {"月月": "P1M", "年年": "P1Y", "周周": "P1W", "工作日": "XXXX-WXX-1-5", "双休日": "XXXX-WXX-WE"}.get(
        match[0], "P1D"
    )
    return Bit(*match.span(), "set", timex, grain="every")
