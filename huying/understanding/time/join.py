"""Pieces that stand together become one expression: a day with its hour, a beginning with its end, "since", "before"."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta

from huying.understanding.time.days import make_day
from huying.understanding.time.spans import clock_range, day_range, moment_range, month_range, year_range
from huying.understanding.time.tails import after_before, during, modified, recurring
from huying.understanding.time.value import Bit, Clock, Now, Pair

_WITH = re.compile(r"(?:的|当天|那天|,|_|t)?(?:大约|大概|约)?")
_AND_PART = re.compile(r"的?")


def joined(bits: list[Bit], text: str, now: Now, mods: bool = True) -> list[Bit]:
    """All expressions of a text, from its pieces. `mods`: whether words such as 以来, 之前 belong to them."""
    bits = _days_with_hours(bits, text, now)
    bits = _from_to(bits, text, now)
    bits = [_appointed(bit, text) for bit in bits]
    bits = after_before(bits, text)
    bits = [during(bit, text, now) for bit in bits]
    bits = recurring(bits, text)
    if not mods:
        return bits
    found: list[Bit] = []
    for bit in bits:
        if not found or bit.end > found[-1].end:  # 去年底至今 has taken its 至今
            found.append(modified(bit, text, now))
    return found


def on_clock(day: Pair | None, clock: Clock) -> datetime | None:
    """The instant of a day's clock."""
    if day is None:
        return None
    try:
        return day[0] + clock.delta
    except OverflowError:
        return None


def _days_with_hours(bits: list[Bit], text: str, now: Now) -> list[Bit]:
    found: list[Bit] = []
    for bit in bits:
        last = found[-1] if found else None
        if (
            last is not None
            and last.day
            and not last.grain
            and bit.grain == "weekday"
            and text[last.end : bit.start] in ("", ",", "(")
        ):
            closing = text[last.end : bit.start] == "(" and text[bit.end : bit.end + 1] == ")"
            found[-1] = last.moved(last.start, bit.end + closing)
        elif last is not None and (made := _with_hour(last, bit, text[last.end : bit.start], now)):
            found[-1] = made
        else:
            found.append(bit)
    return found


def _with_hour(day: Bit, hour: Bit, gap: str, now: Now) -> Bit | None:
    if len(gap) > 3 or not _WITH.fullmatch(gap) or (gap == "," and hour.sort != "clock"):
        return None
    if day.sort in ("day", "daypart") and hour.sort == "clock" and hour.clock:
        clock = hour.clock
        if day.sort == "daypart" and not clock.part and clock.hour < 12 and day.of in ("AF", "EV", "DK", "NI"):
            clock = replace(clock, hour=clock.hour + 12, exact=True)
        return replace(moment(day, clock), end=hour.end)
    if day.sort == "day" and hour.sort == "part" and gap != ",":
        return replace(_day_part(day, hour, now), end=hour.end)
    if day.grain == "WE" and hour.sort == "part" and not gap and not now.convention.bold:
        return replace(day, end=hour.end, timex=day.timex + hour.timex)
    if day.sort == "day" and hour.sort == "clockrange" and hour.clock and hour.until:
        made = moment_range(moment(day, hour.clock), hour.until, now)
        return made.moved(day.start, hour.end) if made else None
    return None


def moment(day: Bit, clock: Clock) -> Bit:
    """A day with a time."""
    base = day.timex.split("T")[0]
    times = [on_clock(pair, clock) for pair in (day.past, day.future)]
    past, future = ((at, at) if at else None for at in times)
    return replace(day, sort="moment", timex=base + clock.timex, past=past, future=future, clock=clock)


def _day_part(day: Bit, part: Bit, now: Now) -> Bit:
    first, last = now.convention.parts.get(part.of, (0, 24))

    def at(pair: Pair | None) -> Pair | None:
        return (
            (pair[0] + timedelta(hours=first), pair[0] + timedelta(hours=last))
            if pair and pair[0].year < 9990
            else None
        )

    return replace(
        day, sort="daypart", timex=day.timex + part.timex, past=at(day.past), future=at(day.future), of=part.of
    )


def _appointed(bit: Bit, text: str) -> Bit:
    """从3月5-8日 begins with its 从."""
    if (
        bit.sort == "range"
        and bit.timex.startswith("(")
        and bit.grain.startswith(("days", "months"))
        and text[bit.start - 1 : bit.start] == "从"
    ):
        return bit.moved(bit.start - 1, bit.end)
    return bit


_TO = re.compile(r"(?:(?:一?直?[到至]|[-~]|起?(?:一直)?[到至])(?:(?:次日|第二天|隔天|翌日)的?)?)")
_AND = re.compile(r"(?:和|与|跟|到|至)")
_BETWEEN = re.compile(r"(?:之间|期间|间)")


def _from_to(bits: list[Bit], text: str, now: Now) -> list[Bit]:
    found: list[Bit] = []
    for bit in bits:
        last = found[-1] if found else None
        made = None
        if last is not None and len(gap := text[last.end : bit.start]) <= 5:
            tail = _BETWEEN.match(text, bit.end)
            apart = gap.startswith("起") and re.match(r"(?:之|以)前", text[bit.end : bit.end + 2])
            if (_TO.fullmatch(gap) and not apart) or (tail and _AND.fullmatch(gap)):
                made = _range(last, bit, now, enclosed=bool(tail) and gap in "和与跟")
        if last is None or made is None:
            found.append(bit)
            continue
        begin, end = last.start, bit.end
        if tail:
            end = tail.end()
        if text[begin - 1 : begin] in ("从", "自") or (tail and text[begin - 1 : begin] == "在"):
            begin -= 1
        found[-1] = made.moved(begin, end)
    return found


def _range(first: Bit, last: Bit, now: Now, *, enclosed: bool) -> Bit | None:
    sorts = (first.sort, last.sort)
    if sorts == ("day", "day"):
        return day_range(first, _like(first, last, now), now)
    if sorts in (("moment", "moment"), ("daypart", "daypart"), ("daypart", "moment"), ("moment", "daypart")):
        return moment_range(first, last, now)
    if sorts == ("moment", "clock") and last.clock:
        return moment_range(first, last.clock, now)
    if sorts == ("clock", "moment") and first.clock:
        return moment_range(moment(_today(first, now), first.clock), last, now)
    if sorts == ("clock", "clock") and first.clock and last.clock:
        return clock_range(first, last)
    if sorts == ("daypart", "part"):
        return moment_range(first, _day_part(_whole_day(first), last, now), now)
    if sorts == ("part", "part"):
        return Bit(
            first.start,
            last.end,
            "part",
            f"({first.timex},{last.timex})",
            of=f"{first.of},{last.of}",
            grain=first.grain,
        )
    if sorts == ("range", "range") and first.grain == last.grain == "Y":
        return year_range(first, last, now, enclosed)
    if sorts == ("range", "range") and first.grain == last.grain == "M":
        return month_range(first, last, now)
    if sorts in (("range", "range"), ("day", "range"), ("range", "day"), ("range", "moment"), ("day", "moment")):
        return day_range(first, last, now)
    return None


def _whole_day(bit: Bit) -> Bit:
    def day(pair: Pair | None) -> Pair | None:
        if pair is None:
            return None
        start = pair[0].replace(hour=0, minute=0, second=0)
        return start, start + timedelta(days=1)

    return replace(bit, sort="day", timex=bit.timex.split("T")[0], past=day(bit.past), future=day(bit.future))


def _today(bit: Bit, now: Now) -> Bit:
    start = datetime(now.at.year, now.at.month, now.at.day)
    day = (start, start + timedelta(days=1))
    return Bit(bit.start, bit.end, "day", f"{start:%Y-%m-%d}", day, day)


def _like(first: Bit, last: Bit, now: Now) -> Bit:
    """The second day of a range takes month and year from the first where it tells none."""
    if last.day and first.day and last.grain != "near" and (last.month is None or last.year is None):
        month = last.month or first.month
        year = last.year or (None if first.grain == "near" and last.month else first.year)
        if year and first.month and month and last.month and month < first.month:
            year += 1
        return make_day(last.start, last.end, now, year=year, month=month, day=last.day, moon=first.lunar) or last
    return last
