"""The smallest pieces of expressions of time: rules by their first letter, and one pass over the text."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from huying.understanding.time import guard
from huying.understanding.time.value import Bit, Now

Build = Callable[["re.Match[str]", Now], Bit | None]
DIGITS: Final = "0123456789"
NUMERALS: Final = "零一二两三四五六七八九十百千廿正腊冬初"

# Parts of patterns that several rules share.
YEAR4 = r"(?:[12]\d{3}|[零一二三四五六七八九]{4}|[一两二]千[零一二三四五六七八九十百]{0,6})"
YEAR = rf"(?:{YEAR4}|\d{{2,3}}(?!\d)|[零一二三四五六七八九]{{2,3}})"
MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[正一二三四五六七八九腊冬])"
DAY_D = r"(?:3[01]|[12]\d|0?[1-9])"
_1_9 = "[一二三四五六七八九]"
DAY_C = rf"(?:三十一|三十|二十{_1_9}?|廿{_1_9}?|十{_1_9}?|初十|初{_1_9}|{_1_9})"
COUNT = r"(?:\d{1,4}(?:\.\d{1,2})?(?![\d.])|[一二两三四五六七八九十百]{1,5})"
THIS_YEAR = {
    "今年": 0,
    "本年": 0,
    "当年": 0,
    "去年": -1,
    "上年": -1,
    "明年": 1,
    "来年": 1,
    "前年": -2,
    "后年": 2,
    "大前年": -3,
    "大后年": 3,
}
YEAR_WORD = r"(?:今年|本年度?|去年|上一?年度?|明年|来年|大前年|前年|大后年|后年)"
NEAR = {"上上": -2, "上": -1, "前": -1, "下下": 2, "下": 1, "这": 0, "本": 0, "当": 0, "该": 0}
NEAR_WORD = r"(?:上上|上|下下|下|这|本|当|该)"
WEEK = r"(?:周|星期|礼拜)"
WEEKDAY = r"[一二三四五六日天七末1-7]"
WEEKDAYS = {
    **{letter: place for place, letter in enumerate("一二三四五六日", 1)},
    **{str(k): k for k in range(1, 8)},
    "天": 7,
    "七": 7,
}
# What makes "12号" a house, a line or a document.
NOT_DAY = (
    r"(?!楼|线|门|院|栋|店|公馆|码|文|令|机|房|馆|地|铺|车|坑|库|仓|桥|站|井|桩|口|球|字"
    r"|电池|汽油|柴油|油|公告|通知|决定|室|厅|档|床)"
)


def near(word: str) -> int:
    """-2 … 2 for words such as 上上, 这, 下."""
    return NEAR[word.rstrip("一个")]


def year_word(word: str) -> int:
    """How many years from now: -1 for 去年."""
    return THIS_YEAR[word.replace("度", "").replace("上一年", "上年")]


MOST: Final = 80  # pieces
TRIES: Final = 6_000
_LONGEST: Final = 12  # letters of a number
_RUN = re.compile(rf"[\d{NUMERALS}]+")
_ALONE = re.compile("[12]\\d{3}|[五六八十]一|五四|三一五|三八|腊八")  # years and days that go by their numbers
_COUNTED = re.compile(
    r"[年月日号点时天直周星礼个小分秒刻世多来余几半末旬季工逢百千万/:.~_到至和、夜夕劳青儿国-]|[ap]\.?m|$"
)


class Rules:
    """Rules by the letters that may begin them."""

    def __init__(self) -> None:
        self._by_letter: dict[str, list[tuple[re.Pattern[str], Build]]] = {}

    def rule(self, starts: str, pattern: str) -> Callable[[Build], Build]:
        """Register the decorated builder for what `pattern` matches at a place beginning with a letter of `starts`."""
        compiled = re.compile(pattern)

        def keep(build: Build) -> Build:
            for letter in dict.fromkeys(starts):
                self._by_letter.setdefault(letter, []).append((compiled, build))
            return build

        return keep

    def scan(self, text: str, now: Now, sorts: frozenset[str] | None = None) -> list[Bit]:
        """The longest piece at each place from left to right, only of `sorts` if given; none inside guarded numbers.

        Bounded: it ends after `MOST` pieces or `TRIES` rules tried, which no message of a person comes near.
        """
        closed = guard.closed(text)
        found: list[Bit] = []
        place, length, tries = 0, len(text), 0
        while place < length and len(found) < MOST and tries < TRIES:
            rules = self._by_letter.get(text[place])
            if rules is None:
                place += 1
                continue
            run = _RUN.match(text, place)
            if run and (
                run.end() - place > _LONGEST or not (_COUNTED.match(text, run.end()) or _ALONE.fullmatch(run[0]))
            ):
                place = max(place + 1, run.end() - _LONGEST)  # a number of nothing that time is counted in
                continue
            best = None
            if not closed[place] and not (text[place] == "上" and text[place - 1 : place] == "马"):  # 马上 is no 上一年
                tries += len(rules)
                best = self._longest(rules, text, place, now, sorts)
            if best is None:
                place += 1
            else:
                if not any(closed[best.start : best.end]):
                    found.append(best)
                place = best.end
        return found

    @staticmethod
    def _longest(
        rules: list[tuple[re.Pattern[str], Build]], text: str, place: int, now: Now, sorts: frozenset[str] | None
    ) -> Bit | None:
        best: Bit | None = None
        for pattern, build in rules:
            match = pattern.match(text, place)
            if match and match.end() > (best.end if best else place):
                try:
                    bit = build(match, now)
                except (OverflowError, ValueError):  # before year 1 or after 9999
                    bit = None
                if bit is not None and (sorts is None or bit.sort in sorts):
                    best = bit
        return best


RULES = Rules()
