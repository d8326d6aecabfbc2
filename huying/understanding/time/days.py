"""Days: dates in all spellings, words for near days, weekdays, holidays, eras."""

from __future__ import annotations

import re
from datetime import date, timedelta

from huying.understanding.time import lunar
from huying.understanding.time.atoms import (
    DAY_C,
    DAY_D,
    DIGITS,
    MONTH,
    NEAR_WORD,
    NOT_DAY,
    NUMERALS,
    RULES,
    WEEK,
    WEEKDAYS,
    YEAR,
    YEAR4,
    YEAR_WORD,
    near,
    year_word,
)
from huying.understanding.time.eras import ERA, FIRST_YEARS
from huying.understanding.time.holidays import HOLIDAYS, Holiday, falls_on
from huying.understanding.time.numbers import sure
from huying.understanding.time.value import Bit, Now, add_months, around, midnight, pairs, real, whole

_LUNAR = r"(?:农历|阴历|旧历)"
_ENDS = r"(?:[日号](?!报|均|常|本人|语|用品|化)" + NOT_DAY + ")"
# A day in Chinese numerals may stand without 日 when nothing that is counted follows.
_COUNTED = r"(?![\d一二三四五六七八九十百千万亿年月点时个天周元块人名户条件次栋岁层号日楼期米斤多余分])"


def year_of(said: str) -> int:
    """A year as written; two digits belong to 1930 to 2029 or so."""
    year = sure(said)
    if len(said) == 2 and year < 100 and "千" not in said:
        return year + (2000 if year < 40 else 1900)
    return year


def make_day(
    start: int, end: int, now: Now, *, year: int | None, month: int | None, day: int, moon: bool = False
) -> Bit | None:
    """A day with what is not told left open: without a year both the last and the next such day, likewise without month."""
    to_lunar = moon and now.convention.lunar

    def at(y: int, m: int) -> date | None:
        return lunar.solar(y, m, day) if to_lunar else real(y, m, day)

    timex = "-".join((f"{year:04d}" if year else "XXXX", f"{month:02d}" if month else "XX", f"{day:02d}"))
    if year and month:
        found = at(year, month)
        past = future = found
    elif month:
        past, future = around(now, lambda k: at(now.day.year + k, month))
    else:
        past, future = around(now, lambda k: _in_month(now, k, day))
    if not (past or future) and (not now.convention.bold or day > 31):
        return None
    first, second = pairs(past or future, future or past)
    return Bit(start, end, "day", timex, first, second, year=year, month=month, day=day, lunar=moon)


def _in_month(now: Now, ahead: int, day: int) -> date | None:
    first = add_months(midnight(now.day.replace(day=1)), ahead)
    return real(first.year, first.month, day)


_STARTS = DIGITS + NUMERALS + "农阴旧今本去上明来前后大下这当" + "".join({name[0] for name in FIRST_YEARS})


@RULES.rule(
    _STARTS,
    rf"(?<!\d)(?:(?P<l1>{_LUNAR}))?(?:(?P<y>{YEAR})年|(?P<ry>{YEAR_WORD})|(?P<era>{ERA})年)?的?(?P<l2>{_LUNAR})?"
    rf"(?:(?P<m>{MONTH})月份?的?|(?P<rm>(?:{NEAR_WORD}一?个?月)))"
    rf"(?:(?P<d>{DAY_D}){_ENDS}|(?P<c>{DAY_C})(?:{_ENDS}|{_COUNTED})|(?P<b>{DAY_D})(?=[点早晚上下中凌,。]|$)(?!上[面边级网]|下[面面]))",
)
def _full(match: re.Match[str], now: Now) -> Bit | None:
    said = match["d"] or match["c"] or match["b"]
    if match["rm"] and not (match["d"] or (match["c"] and match[0][-1] in "日号")):
        return None
    year = told_year(match, now)
    month = sure(match["m"]) if match["m"] else None
    if match["rm"]:
        first = add_months(midnight(now.day), near(match["rm"][:-1]))
        year, month = (year or first.year), first.month
    moon = bool(match["l1"] or match["l2"] or said.startswith("初") or match["m"] in ("正", "腊", "冬") or match["era"])
    if moon and year and now.convention.lunar and year < 1900:
        moon = False
    return make_day(*match.span(), now, year=year, month=month, day=sure(said), moon=moon)


def told_year(match: re.Match[str], now: Now) -> int | None:
    """The year of a match: written (y), said from now (ry) or by a reign (era)."""
    said = match.groupdict()
    if said.get("y"):
        return year_of(said["y"])
    if said.get("ry"):
        return now.day.year + year_word(said["ry"])
    return era_year(said["era"]) if said.get("era") else None


def era_year(said: str) -> int:
    name = next(name for name in FIRST_YEARS if said.startswith(name))
    return FIRST_YEARS[name] + sure(said[len(name) :]) - 1


@RULES.rule(
    _STARTS, rf"(?:(?P<y>{YEAR})年|(?P<ry>{YEAR_WORD})|(?P<era>{ERA})年)?的?大年(?P<d>初[一二三四五六七八九十]|三十)"
)
def _new_year(match: re.Match[str], now: Now) -> Bit | None:
    year = told_year(match, now)
    if match["d"] == "三十" and now.convention.lunar:
        return _celebrated(match, now, HOLIDAYS["除夕"], year)
    return make_day(*match.span(), now, year=year, month=1, day=sure(match["d"]), moon=year is None or year >= 1900)


_DATED = r"(?=上午|下午|早|晚|凌晨|中午|夜|傍晚|起|开始|到|至|~|-|左右|前|后|之|以|当天|那天|[\d一二三四五六七八九十]{1,2}[点时:]|或|及)"


@RULES.rule(
    DIGITS + NUMERALS,
    rf"(?<![\d月./一二三四五六七八九十路街巷道弄村里园区苑城栋座幢室第])(?:(?<!-)|(?<=[日号]-))(?P<d>{DAY_D}|{DAY_C}){_ENDS}",
)
def _bare(match: re.Match[str], now: Now) -> Bit | None:
    text, end = match.string, match.end()
    if not now.convention.bold and match[0][-1] == "号":
        before = text[max(0, match.start() - 1) : match.start()]
        if before not in set("于自从到至") and not re.compile(_DATED).match(text, end):
            return None
    if not now.convention.bold and match[0][-1] == "日" and not match["d"].isascii() and len(match["d"]) == 1:
        return None
    return make_day(*match.span(), now, year=None, month=None, day=sure(match["d"]))


@RULES.rule(
    DIGITS,
    rf"(?<![\d.])(?P<y>[12]\d{{3}})(?P<s>[-/._年])(?P<m>1[0-2]|0?[1-9])(?:(?P=s)|[-/._月])(?P<d>{DAY_D})(?![\d]|\.\d)日?",
)
def _numeric(match: re.Match[str], now: Now) -> Bit | None:
    return make_day(*match.span(), now, year=int(match["y"]), month=int(match["m"]), day=int(match["d"]))


@RULES.rule(
    DIGITS,
    rf"(?<![\d./])(?:(?<!-)|(?<=\d{{4}}-))(?P<a>{DAY_D})(?P<s>[-/.])(?P<b>{DAY_D})(?P=s)(?P<y>[12]\d{{3}}|\d\d?)(?![\d]|[./]\d)",
)
def _day_first(match: re.Match[str], now: Now) -> Bit | None:
    if len(match["y"]) == 1 and (int(match["a"]) <= 12 or not int(match["y"])):
        return None
    if (len(match["y"]) < 3 and not now.convention.bold) or (match["s"] == "." and len(match["y"]) == 2):
        return None
    if (
        len(match["y"]) < 3
        and match["s"] == "-"
        and len(match["a"]) == 2
        and 0 < int(match["y"]) <= 31
        and int(match["b"]) <= 12
    ):
        return make_day(*match.span(), now, year=year_of(match["a"]), month=int(match["b"]), day=int(match["y"]))
    day, month = int(match["a"]), int(match["b"])
    if month > 12:
        day, month = month, day
    return make_day(*match.span(), now, year=year_of(match["y"]), month=month, day=day)


@RULES.rule(DIGITS, rf"(?<![\d./-])(?P<m>1[0-2]|0?[1-9])/(?P<d>{DAY_D})(?![\d./%]|分)")
def _month_day(match: re.Match[str], now: Now) -> Bit | None:
    if not now.convention.bold:  # a fraction, a house, a score
        return None
    return make_day(*match.span(), now, year=None, month=int(match["m"]), day=int(match["d"]))


_NEAR_DAYS = {"琴": -1, "寻": -1, "噚": -1, "听": 1, "大前": -3, "前": -2, "昨": -1, "今": 0, "当": 0, "明": 1, "后": 2, "大后": 3, "次": 1}


@RULES.rule(
    "大前昨今明后次琴寻噚听",
    r"(?P<w>大前|大后|前|昨|今|明|后|次|[琴寻噚听](?=日))(?:天|日(?!头条|之[前后]》|本|后|期|常)|儿个?(?!子|女|童))"
)
def _near_day(match: re.Match[str], now: Now) -> Bit | None:
    if match[0] in ("后日", "前儿", "后儿", "次天", "次儿", "次日"):
        return None
    return _fixed(match, now.day + timedelta(days=_NEAR_DAYS[match["w"]]))


def _fixed(match: re.Match[str], day: date) -> Bit:
    found = whole(day)
    return Bit(
        *match.span(), "day", day.isoformat(), found, found, year=day.year, month=day.month, day=day.day, grain="near"
    )


@RULES.rule(
    "上下这本当周星礼",
    rf"(?:(?P<n>{NEAR_WORD})一?个?(?:{WEEK}的)?)?{WEEK}(?P<d>[一二三四五六日天七1-7])(?![至到\-~]?[一二三四五六日天]?[常用]|\d|[年岁百]|[天个](?!晚))",
)
def _weekday(match: re.Match[str], now: Now) -> Bit | None:
    weekday = WEEKDAYS[match["d"]]
    if match["d"] == "七":
        return None
    monday = now.day - timedelta(days=now.day.weekday())
    if match["n"]:
        return _fixed(match, monday + timedelta(days=weekday - 1 + 7 * near(match["n"])))
    past, future = around(now, lambda k: monday + timedelta(days=weekday - 1 + 7 * k))
    first, second = pairs(past, future)
    return Bit(*match.span(), "day", f"XXXX-WXX-{weekday}", first, second, grain="weekday")


_ORDER = {
    "最后": -1,
    "首": 1,
    **{f"第{letter}": place for place, letter in enumerate("一二三四五", 1)},
    **{f"第{k}": k for k in range(1, 6)},
}


@RULES.rule(
    DIGITS + NUMERALS + "上下这本当最今去明前后第",
    rf"(?:(?P<y>{YEAR4})年|(?P<ry>{YEAR_WORD}))?的?(?:(?P<m>{MONTH})月份?|(?P<rm>{NEAR_WORD}一?个?月))?的?(?P<o>最后|第[一二三四五1-5]|首)一?个?的?{WEEK}(?P<d>[一二三四五六日天])",
)
def _nth_weekday(match: re.Match[str], now: Now) -> Bit | None:
    order, weekday = _ORDER[match["o"]], WEEKDAYS[match["d"]]
    base = add_months(midnight(now.day.replace(day=1)), near(match["rm"][:-1]) if match["rm"] else 0)
    month = sure(match["m"]) if match["m"] else base.month
    if (match["y"] or match["ry"]) and not (match["m"] or match["rm"]):
        month = 12 if order < 0 else 1
    year = year_of(match["y"]) if match["y"] else now.day.year + year_word(match["ry"]) if match["ry"] else None
    if match["rm"] or not match["m"]:
        year = year or base.year
    if year:
        past = future = _nth(year, month, weekday, order)
    else:
        past, future = around(now, lambda k: _nth(now.day.year + k, month, weekday, order))
    first, second = pairs(past, future)
    shown = f"#{(past.day - 1) // 7 + 1}" if order < 0 and past else str(order)
    return (
        Bit(*match.span(), "day", f"{year or 'XXXX'}-{month:02d}-WXX-{weekday}-{shown}", first, second, grain="nth")
        if past
        else None
    )


def _nth(year: int, month: int, weekday: int, order: int) -> date | None:
    first = date(year, month, 1)
    found = first + timedelta(days=(weekday - 1 - first.weekday()) % 7)
    days = [day for k in range(5) if (day := found + timedelta(days=7 * k)).month == month]
    return days[order if order < 0 else order - 1] if order <= len(days) else None


_NAMES = "|".join(sorted(HOLIDAYS, key=len, reverse=True))
_NOT_NAMED = (
    r"(?!路|街|大道|广场|村|桥|巷|新村|小区|中学|小学|幼儿园|公园|社区|学校|医院|[\d一二三四五六七八九十]|上河|月饼|联欢"
    r"|站|商|农场|东|西|南|北|区|镇|乡)"
)


@RULES.rule(
    DIGITS + NUMERALS + "今本去上明来前后大" + "".join({name[0] for name in HOLIDAYS}) + "十",
    rf"(?:(?P<y>{YEAR})年|(?P<ry>{YEAR_WORD}))?的?(?P<h>{_NAMES}|十一(?=期间|假期|放假|长假|前后)|八一(?=期间)){_NOT_NAMED}",
)
def _holiday(match: re.Match[str], now: Now) -> Bit | None:
    name = {"十一": "国庆", "八一": "建军节"}.get(match["h"], match["h"])
    year = year_of(match["y"]) if match["y"] else now.day.year + year_word(match["ry"]) if match["ry"] else None
    return _celebrated(match, now, HOLIDAYS[name], year)


def _celebrated(match: re.Match[str], now: Now, holiday: Holiday, year: int | None) -> Bit | None:
    convert = now.convention.lunar
    if year:
        past = future = falls_on(holiday, year, convert)
        timex = past.isoformat() if past else holiday.timex
    else:
        past, future = around(now, lambda k: falls_on(holiday, now.day.year + k, convert))
        timex = holiday.timex
    first, second = pairs(past or future, future or past)
    name = match["h"] if "h" in match.re.groupindex else "除夕"
    return Bit(*match.span(), "day", timex, first, second, grain=f"holiday {name}") if first else None


@RULES.rule(
    "最近日目",
    r"(?P<w>最近|近来|近日|日前|近期)(?![一二两三四五六七八九十几半数这的\d]{1,2}[个天日周月年]|的(?:路|地|医|公|学|站|派|加|银|超|商|药)|在哪|距离|路程)",
)
def _recent(match: re.Match[str], now: Now) -> Bit | None:
    if now.convention.bold:
        return _fixed(match, now.day) if match["w"] == "最近" else None
    span = (midnight(now.day - timedelta(days=30)), now.at)
    return Bit(*match.span(), "range", "PAST_REF", span, span, grain="vague")


@RULES.rule("今昨明前后次琴寻噚听", r"(?P<w>[今昨明前后]|[琴寻噚听](?=晚))(?=晚(?!餐|饭|辈|期|报|年)|[晨夜]|早(?!餐|饭|点|教|期|年))")
def _near_night(match: re.Match[str], now: Now) -> Bit:
    return _fixed(match, now.day + timedelta(days=_NEAR_DAYS[match["w"]]))
