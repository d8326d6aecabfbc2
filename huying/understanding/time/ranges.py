"""Stretches of days said as one thing: years, months, weeks, quarters, seasons, decades, the last three months."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta

from huying.understanding.time import lunar, spans
from huying.understanding.time.atoms import (
    DAY_C,
    DAY_D,
    DIGITS,
    MONTH,
    NEAR_WORD,
    NUMERALS,
    RULES,
    WEEK,
    YEAR,
    YEAR_WORD,
    near,
)
from huying.understanding.time.days import make_day, told_year
from huying.understanding.time.eras import ERA, FIRST_YEARS
from huying.understanding.time.holidays import BREAKS
from huying.understanding.time.numbers import sure
from huying.understanding.time.value import Bit, Now, Pair, add_months, around, between, midnight, month_span

_YEARISH = "".join({name[0] for name in FIRST_YEARS}) + "今本去上明来前后大"


def make_range(
    match: re.Match[str],
    timex: str,
    past: Pair,
    future: Pair | None = None,
    grain: str = "",
    *,
    year: int | None = None,
    month: int | None = None,
) -> Bit:
    return Bit(*match.span(), "range", timex, past, future or past, grain=grain, year=year, month=month)


@RULES.rule(
    DIGITS + NUMERALS + _YEARISH,
    rf"(?<![\d.])(?:(?P<y>{YEAR})年度?(?!级|款|龄|期|[以前后]?内)|(?P<ry>{YEAR_WORD})|(?P<era>{ERA})年)(?:全年|年份)?",
)
def _whole_year(match: re.Match[str], now: Now) -> Bit | None:
    said, year = match["y"], told_year(match, now)
    if said and len(said) == 2 and not ((said.isascii() and (said[0] == "0" or int(said) >= 85)) or said[0] == "零"):
        return None
    if not year or year > 9990 or (said and len(said) == 3 and not now.convention.bold):
        return None
    end = datetime(year + 1, 1, 1)
    if match["ry"] in ("今年", "本年") and now.convention.bold and now.at > datetime(year, 1, 1):
        end = midnight(now.day)
    return make_range(match, f"{year:04d}", (datetime(year, 1, 1), end), grain="Y", year=year)


@RULES.rule(
    DIGITS,
    r"(?<![\d./:_])(?:(?<!-)|(?<=\d{4}-))(?P<y>1[5-9]\d\d|20\d\d|2100)(?![\d./:年%]|-\d{1,2}(?!\d)|[元块万亿个人名户米公斤只吨度套平])",
)
def _bare_year(match: re.Match[str], now: Now) -> Bit | None:
    text = match.string
    joined = re.search(r"(?<!\d)[12]\d{3}年?[到至~-]$", text[max(0, match.start() - 7) : match.start()]) or re.match(
        r"[到至~-][12]\d{3}(?!\d)", text[match.end() : match.end() + 6]
    )
    if not now.convention.bold and not joined:
        return None
    year = int(match["y"])
    return make_range(match, f"{year}", (datetime(year, 1, 1), datetime(year + 1, 1, 1)), grain="Y", year=year)


@RULES.rule(
    DIGITS + NUMERALS + _YEARISH,
    rf"(?<![\d.第])(?:(?:(?P<y>{YEAR})年|(?P<ry>{YEAR_WORD})|(?P<era>{ERA})年)的?(?:农历|阴历)?)?(?P<m>{MONTH})月份?(?![{'日'}]|\d|[季票饼])",
)
def _month(match: re.Match[str], now: Now) -> Bit | None:
    year, month = told_year(match, now), sure(match["m"])
    if match["m"] in ("正", "腊", "冬") and now.convention.lunar:
        return _lunar_month(match, now, year, month)
    if year:
        return make_range(match, f"{year:04d}-{month:02d}", month_span(year, month), grain="M", year=year, month=month)
    today = now.day
    past = today.year - (month > today.month or (month == today.month and not now.convention.today_is_past))
    future = today.year + (month < today.month)
    return make_range(match, f"XXXX-{month:02d}", month_span(past, month), month_span(future, month), "M", month=month)


def _lunar_month(match: re.Match[str], now: Now, year: int | None, month: int) -> Bit | None:
    """正月, 冬月, 腊月 of a lunar year; without one the last and the next."""
    if year:
        past = future = lunar.solar(year, month, 1)
    else:
        past, future = around(now, lambda k: lunar.solar(now.day.year + k, month, 1))
    if not (past and future):
        return None
    first, second = ((start := midnight(day), start + timedelta(days=29)) for day in (past, future))
    return make_range(match, f"{year or 'XXXX'}-{month:02d}", first, second, "lunar month")


@RULES.rule("一二三四五六七八", r"(?P<m>[一二三四五六七八])(?P<m2>[二三四五六七八九])月份?(?![一二三四五六七八九十\d])")
def _two_months(match: re.Match[str], now: Now) -> Bit | None:
    """七八月: both."""
    first, last = sure(match["m"]), sure(match["m2"])
    if last != first + 1:
        return None
    today = now.day
    past, future = today.year - (first > today.month), today.year + (last < today.month)
    spans_ = [(month_span(year, first)[0], month_span(year, last)[1]) for year in (past, future)]
    return make_range(match, f"(XXXX-{first:02d}-01,XXXX-{last + 1:02d}-01,P2M)", spans_[0], spans_[1])


@RULES.rule(
    DIGITS + NUMERALS + _YEARISH,
    rf"(?<![\d.第-])(?:(?:(?P<y>{YEAR})年|(?P<ry>{YEAR_WORD}))的?)?(?P<m>{MONTH})[到至~-](?P<m2>{MONTH})月份?(?!\d|{DAY_C}[日号])",
)
def _months(match: re.Match[str], now: Now) -> Bit | None:
    year, first, last = told_year(match, now), sure(match["m"]), sure(match["m2"])
    begin, end = (
        Bit(*match.span(), "range", "", (now.at, now.at), year=year, month=month, grain="M") for month in (first, last)
    )
    if year:
        begin = replace(begin, past=month_span(year, first), future=month_span(year, first))
    return spans.month_range(begin, replace(end, year=None), now)


@RULES.rule(
    DIGITS + NUMERALS + _YEARISH + "这当下",
    rf"(?:(?:(?P<y>{YEAR})年|(?P<ry>{YEAR_WORD}))的?)?(?:(?P<m>{MONTH})月|(?P<rm>{NEAR_WORD}一?个?月))(?P<d>{DAY_D}|{DAY_C})[到至~-](?P<e>{DAY_D}|{DAY_C})[日号]",
)
def _days(match: re.Match[str], now: Now) -> Bit | None:
    year, month = told_year(match, now), sure(match["m"] or "0")
    if match["rm"]:
        base = add_months(midnight(now.day.replace(day=1)), near(match["rm"][:-1]))
        year, month = year or base.year, base.month
    first, last = (make_day(*match.span(), now, year=year, month=month, day=sure(match[name])) for name in ("d", "e"))
    return spans.day_range(first, last, now) if first and last else None


@RULES.rule(DIGITS, r"(?<![\d./-])(?P<y>(?:19|20)\d\d)(?P<s>[-/.])(?P<m>1[0-2]|0[1-9])(?![\d./]|-\d)")
def _written_month(match: re.Match[str], now: Now) -> Bit:
    year, month = int(match["y"]), int(match["m"])
    return make_range(match, f"{year}-{month:02d}", month_span(year, month), grain="M", year=year, month=month)


@RULES.rule(
    "上下这本当最",
    rf"(?P<n>{NEAR_WORD})(?:一?个|一|1)?(?P<u>月(?!\d{{1,2}}[日号])|{WEEK}(?P<we>末)?(?![一二三四五六日天期]))",
)
def _near_one(match: re.Match[str], now: Now) -> Bit | None:
    count, today = near(match["n"]), midnight(now.day)
    one = re.search(r"[1]", match[0]) is not None
    if one:
        return None
    if match["u"] == "月":
        start = add_months(today.replace(day=1), count)
        return make_range(
            match, f"{start:%Y-%m}", (start, add_months(start, 1)), grain="M", year=start.year, month=start.month
        )
    monday = today - timedelta(days=today.weekday()) + timedelta(days=7 * count)
    thursday = (monday + timedelta(days=3)).isocalendar()
    timex = f"{thursday.year}-W{thursday.week:02d}"
    if match["we"]:
        return make_range(match, timex + "-WE", (monday + timedelta(days=5), monday + timedelta(days=7)), grain="WE")
    return make_range(match, timex, (monday, monday + timedelta(days=7)), grain="W")


@RULES.rule("周星", rf"{WEEK}末|双休日")
def _weekend(match: re.Match[str], now: Now) -> Bit:
    saturday = midnight(now.day) + timedelta(days=5 - now.day.weekday())
    first = saturday if saturday <= now.at else saturday - timedelta(days=7)
    second = saturday if saturday + timedelta(days=2) > now.at else saturday + timedelta(days=7)
    return make_range(
        match, "XXXX-WXX-WE", (first, first + timedelta(days=2)), (second, second + timedelta(days=2)), "WE"
    )


_HALF = r"(?P<h>[上下前后]个?半)(?P<u>个?年度?|个?月|周|个?星期)"


@RULES.rule(
    DIGITS + NUMERALS + _YEARISH + "下这当",
    rf"(?:(?P<y>{YEAR})年|(?P<ry>{YEAR_WORD})|(?P<n>{NEAR_WORD})个?(?:月|周|星期)|(?P<m>{MONTH})月份?)?的?{_HALF}",
)
def _half(match: re.Match[str], now: Now) -> Bit | None:
    late, today = match["h"][0] in "下后", midnight(now.day)
    if "年" in match["u"]:
        start = datetime(told_year(match, now) or today.year, 7 if late else 1, 1)
        return make_range(match, between(start, add_months(start, 6), "M", 6), (start, add_months(start, 6)))
    if "月" in match["u"]:
        first = add_months(today.replace(day=1), near(match["n"]) if match["n"] else 0)
        first = first.replace(month=sure(match["m"])) if match["m"] else first
        start, end = (first + timedelta(days=15), add_months(first, 1)) if late else (first, first + timedelta(days=15))
    else:
        monday = today - timedelta(days=today.weekday()) + timedelta(days=7 * (near(match["n"]) if match["n"] else 0))
        start, end = (
            (monday + timedelta(days=3), monday + timedelta(days=7)) if late else (monday, monday + timedelta(days=3))
        )
    return make_range(match, between(start, end), (start, end))


@RULES.rule(
    DIGITS + NUMERALS + _YEARISH + "第首下这",
    rf"(?:(?:(?P<y>{YEAR})年|(?P<ry>{YEAR_WORD}))的?)?(?:第?(?P<q>[一二三四1-4])个?季度?(?!稻)|(?P<n>上|下|本|这)一?个?季度)",
)
def _quarter(match: re.Match[str], now: Now) -> Bit | None:
    if match["q"] and "度" not in match[0] and not (match["y"] or match["ry"]):
        return None
    if match["n"]:
        start = add_months(datetime(now.day.year, (now.day.month - 1) // 3 * 3 + 1, 1), 3 * near(match["n"]))
        return make_range(match, between(start, add_months(start, 3), "M", 3), (start, add_months(start, 3)))
    month, year = sure(match["q"]) * 3 - 2, told_year(match, now)
    if year:
        start = datetime(year, month, 1)
        return make_range(match, between(start, add_months(start, 3), "M", 3), (start, add_months(start, 3)))
    past, future = datetime(now.day.year, month, 1), datetime(now.day.year, month, 1)
    past = add_months(past, -12) if past > now.at else past
    future = add_months(future, 12) if add_months(future, 3) <= now.at else future
    timex = f"(XXXX-{month:02d}-01,XXXX-{(month + 2) % 12 + 1:02d}-01,P3M)"
    return make_range(match, timex, (past, add_months(past, 3)), (future, add_months(future, 3)))


@RULES.rule(
    DIGITS + NUMERALS + "上本这下",
    r"(?:(?P<c>上|本|这|下)个?世纪|(?P<n>[\d一二三四五六七八九十]{1,3})世纪)?(?P<y>19|20)?(?P<d>\d0|[一二三四五六七八九]十)年代(?:初期?|末期?|中期)?",
)
def _decade(match: re.Match[str], now: Now) -> Bit:
    decade = sure(match["d"])
    if match["y"] and not (match["c"] or match["n"]):
        start = datetime(int(match["y"]) * 100 + decade, 1, 1)
        return make_range(match, between(start, add_months(start, 120), "Y", 10), (start, add_months(start, 120)))
    if match["c"] or match["n"]:
        century = now.day.year // 100 + (near(match["c"]) if match["c"] else 0) if match["c"] else sure(match["n"]) - 1
        start = datetime(max(1, min(97, century)) * 100 + decade, 1, 1)
        return make_range(match, between(start, add_months(start, 120), "Y", 10), (start, add_months(start, 120)))
    base = now.day.year // 100 * 100
    past = base + decade if base + decade < now.day.year else base - 100 + decade
    future = base + decade if base + decade >= now.day.year else base + 100 + decade
    if past == base + decade:
        future = past
    first, second = datetime(past, 1, 1), datetime(future, 1, 1)
    timex = f"(XX{decade:02d}-01-01,XX{(decade + 10) % 100:02d}-01-01,P10Y)"
    return make_range(match, timex, (first, add_months(first, 120)), (second, add_months(second, 120)))


@RULES.rule(
    DIGITS + NUMERALS + _YEARISH + "这当年月下",
    rf"(?:(?:(?P<y>{YEAR})年|(?P<ry>{YEAR_WORD}))的?(?:(?P<m>{MONTH})月份?)?|(?P<mm>{MONTH})月份?|(?P<n>{NEAR_WORD})一?个?月|(?P<b>[年月](?=初|底|末)))(?P<w>年?初(?![一二三四五六七八九十中])|年?中(?=$|[旬,。以开至到的])旬?|年?底|年?末|上旬|下旬)",
)
def _edge(match: re.Match[str], now: Now) -> Bit | None:
    where, today = match["w"].lstrip("年")[0], midnight(now.day)
    year, month = told_year(match, now), sure(match["m"] or match["mm"] or "0")
    if month:
        year = year or today.year - (month > today.month)
        first, whole_year = datetime(year, month, 1), False
    elif match["n"] or match["b"] == "月":
        first, whole_year = add_months(today.replace(day=1), near(match["n"]) if match["n"] else 0), False
    else:
        first, whole_year = datetime(year or today.year, 1, 1), True
    if whole_year:
        start, end = {"初": (0, 2), "上": (0, 2), "中": (5, 7), "底": (10, 12), "末": (10, 12), "下": (10, 12)}[where]
        span = (add_months(first, start), add_months(first, end))
    else:
        start, end = {"初": (0, 10), "上": (0, 10), "中": (10, 20), "底": (20, 32), "末": (20, 32), "下": (20, 32)}[
            where
        ]
        span = (first + timedelta(days=start), min(first + timedelta(days=end), add_months(first, 1)))
    return make_range(match, between(*span), span, grain="edge")


@RULES.rule(
    _YEARISH + DIGITS + "暑寒春", rf"(?:(?P<y>{YEAR})年|(?P<ry>{YEAR_WORD}))?的?(?P<b>{'|'.join(BREAKS)})(?:期间)?"
)
def _break(match: re.Match[str], now: Now) -> Bit | None:
    """School holidays and the like, about when they are."""
    if now.convention.bold:
        return None
    (month, day), (last_month, last_day) = BREAKS[match["b"]]
    told, today = told_year(match, now), now.day
    past, future = (
        today.year - ((month, day) > (today.month, today.day)),
        today.year + ((last_month, last_day) <= (today.month, today.day)),
    )
    first, second = (
        (datetime(y, month, day), datetime(y, last_month, last_day)) for y in (told or past, told or future)
    )
    return make_range(match, f"{told or 'XXXX'}-{month:02d}", first, second, "vague")
