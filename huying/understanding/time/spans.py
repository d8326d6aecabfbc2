"""A beginning and an end: which of their readings go together, and the time between."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from huying.understanding.time.value import (
    Bit,
    Clock,
    Now,
    Pair,
    add_months,
    between,
    midnight,
    month_span,
    real,
    timex_length,
)


def length(seconds: float) -> str:
    """Hours, minutes and seconds as an ISO duration: PT37M39S, PT38H."""
    whole = round(seconds)
    counts = {"TH": whole // 3600, "TM": whole // 60 % 60, "TS": whole % 60}
    return timex_length(tuple((unit, float(count)) for unit, count in counts.items() if count)) if whole else "PT0S"


def _matched(first: Bit, last: Bit) -> tuple[Pair, Pair] | None:
    """The past and the future reading of a range: an end never lies before its beginning if another reading helps."""
    if not (first.past and first.future and last.past and last.future):
        return None
    past_start, past_end, start, end = first.past[0], last.past[0], first.future[0], last.future[0]
    if start > end:
        start = first.past[0]
    if past_start > past_end:
        past_end = last.future[0]
    if past_end - past_start > timedelta(days=366) and last.month and last.day and not last.year:
        near = real(past_start.year, last.month, last.day)
        past_end = midnight(near) if near and near > past_start.date() else past_end
    if past_start > past_end or start > end:
        return None
    return (past_start, past_end), (start, end)


def day_range(first: Bit, last: Bit, now: Now) -> Bit | None:
    """From a day to a day. The reference reading ends at the last day's midnight, people mean all of it."""
    found = _matched(first, last)
    if found is None:
        if now.convention.bold and not (first.past and last.past):
            return Bit(first.start, last.end, "range", f"({first.timex},{last.timex},PXD)")
        return None
    past, future = found
    days = [(end - start).days for start, end in (past, future)]
    timex = f"({_plain(first, past[0])},{_plain(last, past[1])},P{days[1]}D)"
    if not now.convention.bold:
        ends = [end + ((last.past[1] - last.past[0]) if last.past else timedelta()) for _, end in (past, future)]
        past, future = (past[0], ends[0]), (future[0], ends[1])
    return Bit(first.start, last.end, "range", timex, past, future, grain=f"days {days[0]}")


def _plain(bit: Bit, at: datetime) -> str:
    return f"{at:%Y-%m-%d}" if bit.sort == "range" and "XX" not in bit.timex else bit.timex


def year_range(first: Bit, last: Bit, now: Now, enclosed: bool) -> Bit | None:
    """From a year to a year: with the last for citizens, up to its beginning in the public cases."""
    if not (first.past and last.past and first.past[0] < last.past[0]):
        return None
    years = last.past[0].year - first.past[0].year
    span = (first.past[0], last.past[0] if now.convention.bold else last.past[1])
    return Bit(first.start, last.end, "range", between(*span, "Y", years), span, span, grain="years")


def month_range(first: Bit, last: Bit, now: Now) -> Bit | None:
    """From a month to a month, up to the beginning of the last; over New Year where the last comes first."""
    if not (first.past and last.past and first.month and last.month):
        return None
    if first.year:
        year = last.year or first.year + (last.month < first.month)
        spans = [(first.past[0], month_span(year, last.month)[0])]
    else:
        wraps, today = last.month < first.month, now.day
        inside = today.month >= first.month or (wraps and today.month <= last.month)
        begin = today.year - (wraps and today.month <= last.month)
        years = (
            [begin]
            if inside and (wraps or today.month <= last.month)
            else [begin - (today.month < first.month), begin + (today.month > last.month and not wraps)]
        )
        spans = [(month_span(y, first.month)[0], month_span(y + wraps, last.month)[0]) for y in years]
    months = (
        (last.month - first.month) % 12
        if not first.year
        else (spans[0][1].year - spans[0][0].year) * 12 + last.month - first.month
    )
    if months <= 0:
        return None
    ends = [f"{bit.year or 'XXXX'}-{bit.month:02d}-01" for bit in (first, last)]
    if first.year:
        ends[1] = f"{spans[0][1]:%Y-%m-%d}"
    if not now.convention.bold:
        spans = [(start, add_months(end, 1)) for start, end in spans]
    return Bit(first.start, last.end, "range", f"({ends[0]},{ends[1]},P{months}M)", spans[0], spans[-1], grain="months")


def _until(begin: Clock, end: Clock) -> Clock:
    """The end of a range takes the half of the day from its beginning where it tells none."""
    if end.part or end.exact:
        return end
    if end.hour < 12 and (end.hour, end.minute) <= (begin.hour, begin.minute) < (end.hour + 12, end.minute):
        return replace(end, hour=end.hour + 12, exact=begin.exact or begin.hour > end.hour)
    if begin.hour >= 12 and end.hour == 12 and begin.part not in ("", "MI", "AF"):
        return replace(end, hour=24, exact=True)
    return replace(end, exact=begin.exact)


def clock_range(first: Bit, last: Bit) -> Bit | None:
    """From a time to a time, past midnight where the end comes first."""
    if not (first.clock and last.clock):
        return None
    end = _until(first.clock, last.clock)
    return Bit(first.start, last.end, "clockrange", clock_timex(first.clock, end), clock=first.clock, until=end)


def clock_timex(begin: Clock, end: Clock) -> str:
    """(T17:00,T03:00,PT10H)"""
    return f"({begin.timex},{end.timex},{length((end.delta - begin.delta).total_seconds() % 86400)})"


def moment_range(first: Bit, last: Bit | Clock, now: Now) -> Bit | None:
    """From an instant to an instant, or to a time of the same day or night."""
    if not (first.past and first.future):
        return None
    if isinstance(last, Clock):
        return _same_day(first, last, now)
    found = _matched(first, last)
    if found is None:
        return None
    past, future = found
    if now.convention.bold:
        past = future
    elif last.sort == "daypart" and last.past:
        past, future = ((start, end + (last.past[1] - last.past[0])) for start, end in (past, future))
    timex = f"({first.timex},{last.timex},{length((future[1] - future[0]).total_seconds())})"
    return Bit(first.start, last.end, "momentrange", timex, past, future)


def _same_day(first: Bit, last: Clock, now: Now) -> Bit | None:
    if first.timex == "PRESENT_REF":
        start, end = now.at, now.at.replace(hour=0, minute=0, second=0) + last.delta
        if end < start and not last.exact:
            end += timedelta(hours=12)
        if end < start:
            end += timedelta(days=1)
        timex = f"(PRESENT_REF,{end:%Y-%m-%d}T{end:%H},{length((end - start).total_seconds())})"
        return Bit(first.start, first.end, "momentrange", timex, (start, end), (start, end), grain="present")
    if first.clock is None or first.past is None or first.future is None:
        return None
    end_clock = _until(first.clock, last)
    gap = (end_clock.delta - first.clock.delta) % timedelta(days=1)
    past, future = ((pair[0], pair[0] + gap) for pair in (first.past, first.future))
    base = first.timex.split("T")[0]
    shown = f"{past[1]:%Y-%m-%d}" if past[1].date() > past[0].date() and "XX" not in base else base
    timex = f"({first.timex},{shown}{end_clock.timex},{length(gap.total_seconds())})"
    return Bit(first.start, first.end, "momentrange", timex, past, future, clock=first.clock, until=end_clock)
