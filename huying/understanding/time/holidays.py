"""Holidays by name: when they fall in a year, and the days people mean by "during" them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from huying.understanding.time import lunar


@dataclass(frozen=True, slots=True)
class Holiday:
    """`rule`: a civil month and day, a lunar one, or (month, weekday 1-7, which). `days`: usual length; `before`: begins early."""

    month: int
    day: int
    lunar: bool = False
    weekday: int = 0
    days: int = 1
    before: int = 0

    @property
    def timex(self) -> str:
        """The rule without a year."""
        return f"XXXX-{self.month:02d}-" + (f"WXX-{self.weekday}-{self.day}" if self.weekday else f"{self.day:02d}")


_EVE, _CLEAR, _SOLSTICE = (Holiday(12, 31, lunar=True), Holiday(4, 4, days=3), Holiday(12, 21))
HOLIDAYS: dict[str, Holiday] = {
    name: rule
    for names, rule in (
        ("元旦节 元旦 新年 阳历年", Holiday(1, 1, days=3)),
        ("情人节", Holiday(2, 14)),
        ("女生节", Holiday(3, 7)),
        ("妇女节 三八妇女节 三八节", Holiday(3, 8)),
        ("植树节", Holiday(3, 12)),
        ("消费者权益日 三一五", Holiday(3, 15)),
        ("愚人节", Holiday(4, 1)),
        ("清明节 清明", _CLEAR),
        ("地球日", Holiday(4, 22)),
        ("五一劳动节 国际劳动节 劳动节 五一节 五一", Holiday(5, 1, days=5)),
        ("五四青年节 青年节 五四", Holiday(5, 4)),
        ("护士节", Holiday(5, 12)),
        ("儿童节 六一儿童节 六一", Holiday(6, 1)),
        ("建党节", Holiday(7, 1)),
        ("建军节 八一建军节", Holiday(8, 1)),
        ("教师节", Holiday(9, 10)),
        ("国庆节 国庆 十一国庆 国庆日 十一黄金周 十一长假", Holiday(10, 1, days=7)),
        ("万圣节", Holiday(10, 31)),
        ("光棍节 双十一 双11", Holiday(11, 11)),
        ("双十二", Holiday(12, 12)),
        ("平安夜", Holiday(12, 24)),
        ("圣诞节 圣诞", Holiday(12, 25)),
        ("春节 大年初一 过年 农历新年 新春", Holiday(1, 1, lunar=True, days=8, before=1)),
        ("除夕 除夕夜 大年夜 年三十", _EVE),
        ("小年", Holiday(12, 23, lunar=True)),
        ("元宵节 元宵 正月十五", Holiday(1, 15, lunar=True)),
        ("端午节 端午 端阳节", Holiday(5, 5, lunar=True, days=3)),
        ("七夕节 七夕", Holiday(7, 7, lunar=True)),
        ("中元节 鬼节", Holiday(7, 15, lunar=True)),
        ("中秋节 中秋 八月节", Holiday(8, 15, lunar=True, days=3)),
        ("重阳节 重阳 登高节", Holiday(9, 9, lunar=True)),
        ("腊八节 腊八", Holiday(12, 8, lunar=True)),
        ("冬至", _SOLSTICE),
        ("母亲节", Holiday(5, 2, weekday=7)),
        ("父亲节", Holiday(6, 3, weekday=7)),
        ("感恩节", Holiday(11, 4, weekday=4)),
    )
    for name in names.split()
}
BREAKS = {"暑假": ((7, 1), (9, 1)), "寒假": ((1, 15), (2, 20)), "暑期": ((7, 1), (9, 1)), "春运": ((1, 15), (2, 25))}


def falls_on(holiday: Holiday, year: int, convert: bool = True) -> date | None:
    """Return the day in a civil year; `convert`=False takes lunar months and days as if they were civil ones."""
    if holiday.weekday:
        first = date(year, holiday.month, 1)
        return first + timedelta(days=(holiday.weekday - 1 - first.weekday()) % 7 + 7 * (holiday.day - 1))
    if convert and holiday is _EVE:
        return lunar.new_year_eve(year)
    if convert and holiday is _CLEAR:
        return lunar.clear_and_bright(year)
    if convert and holiday.lunar:
        late = holiday.month == 12  # the twelfth month mostly falls into the next civil year
        return lunar.solar(year - late, holiday.month, holiday.day)
    try:
        return date(year, holiday.month, holiday.day)
    except ValueError:
        return None
