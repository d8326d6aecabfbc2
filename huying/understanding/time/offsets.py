"""Stretches and points counted from now or from the edge of a year: 近三个月, 5年前, 2小时后, 去年的前10天, 2021年的第一周."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from huying.understanding.time.atoms import (
    COUNT,
    DIGITS,
    MONTH,
    NEAR_WORD,
    NUMERALS,
    RULES,
    YEAR4,
    YEAR_WORD,
    near,
    year_word,
)
from huying.understanding.time.days import year_of
from huying.understanding.time.lengths import FEW, UNIT, VAGUE_COUNTS, count_of, unit_code
from huying.understanding.time.numbers import sure
from huying.understanding.time.ranges import make_range
from huying.understanding.time.value import Bit, Now, add_months, midnight, month_span, step, timex_length, whole

_PAST = r"(?:最近|过去|之前|以前|此前|[近前上这])"
_FUTURE = r"(?:未来|今后|接下来|之后|以后|往后|[后下])"


@RULES.rule(
    "还剩", rf"(?:还剩|还余|剩余|剩)下?(?P<n>{COUNT}|半)(?P<u>个?小时|个?钟头|分钟|秒钟?)(?![\d一二三四五六七八九十半])"
)
def _left(match: re.Match[str], now: Now) -> Bit:
    unit, count = unit_code(match["u"]), count_of(match["n"])
    end = step(now.at, unit, count)
    shown = f"({now.at:%Y-%m-%dT%H:%M:%S},{end:%Y-%m-%dT%H:%M:%S},{timex_length(((unit, count),))})"
    return Bit(*match.span(), "momentrange", shown, (now.at, end), (now.at, end), grain="offset")


@RULES.rule(
    "最过之以此近前上这未今接往后下",
    rf"(?<!马)(?:(?P<p>{_PAST})|(?P<f>{_FUTURE}))的?这?(?P<n>{COUNT}|好几|几十|十几|数十|几|数|两三|三四|半)?(?P<x>{'个半|多|来'})?(?P<u>{UNIT}|个月|月|年)(?P<h>半)?(?:以来|间|来(?!电|到|访|的)|以?内|里|中(?!国|午|间))?",
)
def _from_now(match: re.Match[str], now: Now) -> Bit | None:
    said = match["n"]
    unit = unit_code(match["u"])
    if "四周" in match[0] and match.string[match.start() - 1 : match.start()] == "楼":
        return None
    if unit == "Y" and said and said.isascii() and (len(said) > 2 or said.startswith("0")):
        return None
    if said is None and not (match["u"].startswith("个") and unit in ("TH", "TM", "TS")):
        return None
    if (
        match["p"] == "这"
        and (said != "几" or unit not in "DWMY")
        and not (said in ("两", "2", "三") and unit in "DYM")
    ):
        return None
    count = count_of(said[0] if said in ("两三", "三四") else said) if said else 1.0
    count += 0.5 if match["h"] == "半" or match["x"] == "个半" else 0
    timex = timex_length(((unit, count),))
    if unit[0] == "T":
        moments = sorted((now.at, step(now.at, unit, -count if match["p"] else count)))
        shown = f"({moments[0]:%Y-%m-%dT%H:%M:%S},{moments[1]:%Y-%m-%dT%H:%M:%S},{timex})"
        return Bit(
            *match.span(), "momentrange", shown, (moments[0], moments[1]), (moments[0], moments[1]), grain="offset"
        )
    today = midnight(now.day)
    if match["p"]:
        start, end = step(today, unit, -count), today
        real_end = end if now.convention.bold else now.at
    else:
        start = today + timedelta(days=1)
        end = real_end = step(start, unit, count)
    return make_range(
        match,
        f"({start:%Y-%m-%d},{end:%Y-%m-%d},{timex})",
        (start, real_end),
        grain="vague" if said in VAGUE_COUNTS else "offset",
    )


_AGO = (
    r"(?:(?P<b>之前|以前|前(?![面台后往方排门任来提期夜]))|(?P<a>之后|以后|后(?![面续果台排门来期方院]))"
    r"|(?P<l>以来|来(?![电到访的看了自回])))"
)


@RULES.rule(
    DIGITS + NUMERALS + "半几数好",
    rf"(?<![第.\d])(?:(?P<n>{COUNT}|好几|几十|十几|数十|几|数|半)(?P<x>个半|多|来)?(?P<u>{UNIT}|年|个月|周|天)(?P<h>半|多)?)的?{_AGO}(?:的?(?P<w>今天|昨天))?",
)
def _ago(match: re.Match[str], now: Now) -> Bit | None:
    unit, said = unit_code(match["u"]), match["n"]
    if unit == "Y" and said.isascii() and (len(said) >= 3 or said.startswith("0")):
        return None
    count = count_of(said) + (0.5 if match["h"] == "半" or match["x"] == "个半" else 0)
    if not count or (said == "一" and unit == "D" and match["u"] == "日"):
        return None
    moved = step(now.at, unit, count if match["a"] else -count)
    if match["l"]:
        if now.convention.bold:
            return None
        return make_range(
            match,
            f"({moved:%Y-%m-%d},{now.at:%Y-%m-%d},{timex_length(((unit, count),))})",
            (moved, now.at),
            grain="offset",
        )
    if unit[0] == "T":
        return Bit(
            *match.span(), "moment", moved.isoformat(timespec="seconds"), (moved, moved), (moved, moved), grain="offset"
        )
    day = whole(moved.date())
    return Bit(
        *match.span(),
        "day",
        moved.date().isoformat(),
        day,
        day,
        grain="vague" if said in VAGUE_COUNTS else "offset",
    )


_PARENT = rf"(?:(?P<y>{YEAR4})年|(?P<ry>{YEAR_WORD}))(?:的)?(?:(?P<m>{MONTH})月份?|)"
_STARTS = DIGITS + NUMERALS + "今本去上明来前后大下这当"


@RULES.rule(
    _STARTS,
    rf"(?:{_PARENT}|(?P<mm>{MONTH})月份?|(?P<rm>{NEAR_WORD}一?个?月))的?(?P<o>最后|最初|前|头|后)的?(?P<n>{COUNT}|几)(?P<u>个?月|天|日|个?星期|周|个?礼拜)(?![一二三四五六日末])",
)
def _edge_of(match: re.Match[str], now: Now) -> Bit | None:
    start, end, _ = _parent(match, now)
    unit, count = unit_code(match["u"]), count_of(match["n"])
    if unit == "W":
        first, last = _week(start, end, 1), _week(start, end, -1)
        start, end = (
            (step(last[1], unit, -count), last[1])
            if match["o"] in ("最后", "后")
            else (first[0], step(first[0], unit, count))
        )
    elif match["o"] in ("最后", "后"):
        start = step(end, unit, -count)
    else:
        end = step(start, unit, count)
    return make_range(match, f"({start:%Y-%m-%d},{end:%Y-%m-%d},{timex_length(((unit, count),))})", (start, end))


def _parent(match: re.Match[str], now: Now) -> tuple[datetime, datetime, int | None]:
    """The year or month that is divided, and the year if it was told."""
    year = year_of(match["y"]) if match["y"] else now.day.year + year_word(match["ry"]) if match["ry"] else None
    said = match["m"] or match.groupdict().get("mm")
    if said:
        month = sure(said)
        return (*month_span(year or now.day.year - (month > now.day.month), month), year)
    if match.groupdict().get("rm"):
        first = add_months(midnight(now.day.replace(day=1)), near(match["rm"][:-1]))
        return first, add_months(first, 1), first.year
    whole_year = year or now.day.year
    return datetime(whole_year, 1, 1), datetime(whole_year + 1, 1, 1), year


@RULES.rule(
    _STARTS + "第",
    rf"(?:{_PARENT}|(?P<mm>{MONTH})月份?|(?P<rm>{NEAR_WORD}一?个?月))的?(?:第(?P<n>[一二三四五六七八九十]{{1,2}}|\d{{1,2}})|(?P<l>最后一?))个?(?P<u>月|周|星期|礼拜|天)(?![一二三四五六日天末])",
)
def _nth_of(match: re.Match[str], now: Now) -> Bit | None:
    start, end, year = _parent(match, now)
    month = bool(match["m"] or match["mm"] or match["rm"])
    place = sure(match["n"]) if match["n"] else -1
    if match["u"] == "月":
        place = place if place > 0 else 12
        if month or not year or not 1 <= place <= 12:
            return None
        return make_range(match, f"{year}-{place:02d}", month_span(year, place), grain="M", year=year, month=place)
    if match["u"] == "天":
        day = start.date() + timedelta(days=place - 1) if place > 0 else end.date() - timedelta(days=1)
        span = whole(day)
        return Bit(*match.span(), "day", day.isoformat(), span, span, year=day.year, month=day.month, day=day.day)
    span = _week(start, end, place)
    if not month:
        thursday = (span[0] + timedelta(days=3)).isocalendar()
        return make_range(match, f"{thursday.year}-W{thursday.week:02d}", span, grain="W")
    shown = f"{place:02d}" if place > 0 else "05"
    if year:
        return make_range(match, f"{year}-{start.month:02d}-W{shown}", span, grain="W")
    before, after = add_months(start, -12), add_months(start, 12)
    past = span if span[0] <= now.at else _week(before, add_months(before, 1), place)
    future = span if span[0] >= now.at else _week(after, add_months(after, 1), place)
    return make_range(match, f"XXXX-{start.month:02d}-W{shown}", past, future, grain="W")


def _week(start: datetime, end: datetime, place: int) -> tuple[datetime, datetime]:
    """The week number `place` of a stretch: the first is the one with its first Thursday (ISO 8601)."""
    if place < 0:
        monday = end - timedelta(days=1 + (end.weekday() - 4) % 7 + 3)
    else:
        monday = start + timedelta(days=(3 - start.weekday()) % 7 - 3 + 7 * (place - 1))
    return monday, monday + timedelta(days=7)


_VAGUE = {
    "前段时间": (60, 7),
    "前一段时间": (60, 7),
    "前阵子": (30, 5),
    "前不久": (30, 3),
    "前些天": (10, 2),
    "前些日子": (30, 3),
    "这段时间": (30, 0),
    "这阵子": (30, 0),
    "这些天": (10, 0),
    "这些日子": (30, 0),
    "近段时间": (30, 0),
    "近一段时间": (30, 0),
    "最近一段时间": (30, 0),
    "这几日": (5, 0),
    "前几日": (7, 1),
    "近几日": (5, 0),
    "前几年": (1800, 365),
    "头几天": (7, 1),
    "前两天": (3, 1),
    "前些年": (3000, 365),
}


@RULES.rule("前这近最头", "|".join(sorted(_VAGUE, key=len, reverse=True)))
def _vague(match: re.Match[str], now: Now) -> Bit | None:
    if now.convention.bold:
        return None
    start, end = _VAGUE[match[0]]
    span = (midnight(now.day - timedelta(days=start)), now.at - timedelta(days=end))
    return make_range(match, "PAST_REF", span, grain="vague")


@RULES.rule(
    "现此刻目当今方马立这", r"(?:现在|这会儿|此刻|目前|当前|刚才|刚刚|方才|如今|马上|立刻|立即)(?!的?(?:位置|路))"
)
def _present(match: re.Match[str], now: Now) -> Bit | None:
    soon = match[0] in ("马上", "立刻", "立即")
    if soon != now.convention.bold and match[0] not in ("现在", "此刻", "这会儿", "刚才", "刚刚"):
        return None  # "please at once" tells a wish, no time
    timex = "FUTURE_REF" if soon else "PAST_REF" if match[0] in ("刚才", "刚刚", "方才") else "PRESENT_REF"
    return Bit(*match.span(), "moment", timex, (now.at, now.at), (now.at, now.at), grain="present")


@RULES.rule(
    "经常时总老一长不屡三持从整通全夜没昼隔",
    r"(?:从早到晚|夜以继日|没日没夜|昼夜|隔三[差岔]五|整日|整夜|通宵|全天|经常性?|时常|常年|长年(?!累月)|长年累月|时不时|总是|老是|一直|长期|屡次|三天两头|持续|不定时|时时|常常)",
)
def _often(match: re.Match[str], now: Now) -> Bit | None:
    return None if now.convention.bold else Bit(*match.span(), "set", "FREQ_REF", grain="often")


@RULES.rule(
    "至到多",
    r"(?:至今(?![天日早晚年晨])|到现在(?:为止)?|到目前为止|多[年月天日](?:以来|来(?![电到访]))?(?![级轻])|多个(?:月|星期)(?:以来)?)",
)
def _until_now(match: re.Match[str], now: Now) -> Bit | None:
    if now.convention.bold:
        return None
    if match[0].startswith("多"):
        unit = {"年": "Y", "月": "M", "天": "D", "日": "D"}.get(match[0][1], "M")
        return make_range(match, "PAST_REF", (step(now.at, unit, -FEW), now.at), grain="vague")
    return Bit(*match.span(), "moment", "PRESENT_REF", (now.at, now.at), (now.at, now.at), grain="present")


def season(year: int, name: str) -> tuple[datetime, datetime]:
    """The three months of a season by the calendar's months."""
    start = datetime(year, {"春": 3, "夏": 6, "秋": 9, "冬": 12}[name], 1)
    return start, add_months(start, 3)


@RULES.rule(
    _STARTS + "春夏秋冬", rf"(?:(?P<y>{YEAR4})年|(?P<ry>{YEAR_WORD}))?的?(?P<s>[春夏秋冬])(?:天|季(?!节))(?:期间)?"
)
def _season(match: re.Match[str], now: Now) -> Bit:
    year = year_of(match["y"]) if match["y"] else now.day.year + year_word(match["ry"]) if match["ry"] else None
    code = {"春": "SP", "夏": "SU", "秋": "FA", "冬": "WI"}[match["s"]]
    if now.convention.bold:
        return Bit(*match.span(), "range", f"{year or 'XXXX'}-{code}" if year else code)
    if year:
        return make_range(match, f"{year}-{code}", season(year, match["s"]))
    past, future = season(now.day.year, match["s"]), season(now.day.year, match["s"])
    past = past if past[0] <= now.at else season(now.day.year - 1, match["s"])
    future = future if future[1] > now.at else season(now.day.year + 1, match["s"])
    return make_range(match, code, past, future)


def holiday_days(first: date, days: int, before: int) -> tuple[datetime, datetime]:
    """The days people mean by "during" a holiday."""
    start = midnight(first) - timedelta(days=before)
    return start, start + timedelta(days=days)
