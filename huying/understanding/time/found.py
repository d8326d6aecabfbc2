"""What a reader of the text gets: spans with kind, value, and the days and hours that are meant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from huying.understanding.time.convention import CITIZEN, Convention
from huying.understanding.time.reader import read
from huying.understanding.time.recurrence import recurrence
from huying.understanding.time.value import Bit, Pair

Prefer = Literal["past", "future"]
KINDS = {
    "day": "date",
    "daypart": "datetimerange",
    "moment": "datetime",
    "clock": "time",
    "part": "timerange",
    "clockrange": "timerange",
    "range": "daterange",
    "momentrange": "datetimerange",
    "length": "duration",
    "set": "set",
}
_MODIFIED = {
    "day": "daterange",
    "range": "daterange",
    "moment": "datetimerange",
    "daypart": "datetimerange",
    "momentrange": "datetimerange",
    "clock": "timerange",
}


@dataclass(frozen=True, slots=True)
class TimeFound:
    """An expression of time at text[start:end].

    `kind`: date, time, datetime, daterange, timerange, datetimerange, duration or set. `value`: in the manner of TIMEX3
    (XXXX for what is not told). `begins`, `ends`: the local time that is meant, from `begins` up to before `ends`; equal
    for an instant, None where open or where there is none (durations, recurrences). `recurs`: the rule in words (每周一
    20:00), empty if it does not recur. `words`: as written. `vague`: 最近, 前几天, 左右 and the like.
    """

    start: int
    end: int
    kind: str
    value: str
    begins: datetime | None
    ends: datetime | None
    recurs: str
    words: str
    vague: bool = False


def find_times(
    text: str, reference: datetime, prefer: Prefer = "past", convention: Convention = CITIZEN
) -> list[TimeFound]:
    """Return the expressions of time in `text` in their order, read at `reference` (local time, a zone is dropped).

    Where a date has no year or month, `prefer` decides between the last and the next such day: people complain of what
    has been. Telephone, document and house numbers, sums and versions are no times. Never fails; reads the first
    4,000 letters.
    """
    at = reference.replace(tzinfo=None)
    return [_found(bit, text, at, prefer) for bit in read(text, at, convention)]


def _found(bit: Bit, text: str, at: datetime, prefer: Prefer) -> TimeFound:
    words = text[bit.start : bit.end]
    begins, ends = _meant(bit, at, prefer)
    kind = _MODIFIED[bit.of] if bit.mod else KINDS[bit.sort]
    vague = bit.grain in ("vague", "few", "often", "edge") or any(
        word in words for word in ("左右", "大约", "大概", "几", "约")
    )
    return TimeFound(bit.start, bit.end, kind, bit.timex or "", begins, ends, recurrence(bit), words, vague)


def _meant(bit: Bit, at: datetime, prefer: Prefer) -> tuple[datetime | None, datetime | None]:
    pair = bit.past if prefer == "past" else bit.future
    if bit.sort in ("clock", "part", "clockrange"):
        pair = _hours(bit, at, prefer)
    if pair is None:
        return None, None
    begins, ends = pair
    if bit.mod == "before":
        return None, begins
    if bit.mod == "until":
        return None, ends
    if bit.mod == "since":
        return begins, (at if begins <= at else None)
    if bit.mod == "after":
        return ends, (at if ends <= at and prefer == "past" else None)
    return begins, ends


def _hours(bit: Bit, at: datetime, prefer: Prefer) -> Pair | None:
    """A time without a day belongs to the day of the contact, or the one before if it is still to come."""
    midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
    if bit.clock:
        first, length = bit.clock.delta, timedelta()
        if bit.until:
            length = (bit.until.delta - first) % timedelta(days=1)
    else:
        hours = [CITIZEN.parts[code] for code in bit.of.split(",") if code in CITIZEN.parts]
        if not hours:
            return None
        first, length = timedelta(hours=hours[0][0]), timedelta(hours=(hours[-1][1] - hours[0][0]) % 24 or 24)
    try:
        start = midnight + first
        if prefer == "past" and start > at:
            start -= timedelta(days=1)
        elif prefer == "future" and start + length < at:
            start += timedelta(days=1)
        return start, start + length
    except OverflowError:
        return None
