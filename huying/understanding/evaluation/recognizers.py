"""The case format of Recognizers-Text for times: what a file asks for, and our reading in its terms.

The format's conventions differ from what citizens mean: an evening lasts from 16 to 20, lunar days are not converted, a
range ends at the first moment of its last day, and files named …Extractor and …Parser test one kind at a time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from huying.understanding.time.convention import Convention
from huying.understanding.time.found import KINDS
from huying.understanding.time.reader import read
from huying.understanding.time.value import Bit, Clock, Pair

AS_TESTED = Convention(
    parts={
        "DW": (8, 12),
        "MO": (8, 12),
        "MI": (11, 13),
        "AF": (12, 16),
        "DK": (12, 16),
        "EV": (16, 20),
        "NI": (20, 24),
        "DT": (8, 18),
    },
    lunar=False,
    bold=True,
    today_is_past=False,
)
_PARTS = {"TDW": "TMO", "TDK": "TAF"}
# File to the pieces that its kind may be made of, and the kind that is wanted.
_ONE_KIND: Mapping[str, tuple[frozenset[str] | None, str]] = {
    "DatePeriod": (frozenset({"day", "range"}), "daterange"),
    "DateTimePeriod": (None, "datetimerange"),
    "TimePeriod": (frozenset({"clock", "part", "clockrange"}), "timerange"),
    "DateTime": (None, "datetime"),
    "Date": (frozenset({"day"}), "date"),
    "Time": (frozenset({"clock"}), "time"),
    "Duration": (frozenset({"length"}), "duration"),
    "Set": (None, "set"),
    "Holiday": (frozenset({"day"}), "date"),
}


@dataclass(frozen=True, slots=True)
class Answer:
    """A span with its kind, timex and resolutions. `future`, `past`: of parsers; `values`: of models (timex, mod, a, b)."""

    start: int
    end: int
    kind: str
    timex: str = ""
    future: tuple[str, ...] = ()
    past: tuple[str, ...] = ()
    values: frozenset[tuple[str, str, str, str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Case:
    """One test: a text, its reference time and what is to be found. `valued`: whether values are given."""

    file: str
    text: str
    reference: datetime
    right: tuple[Answer, ...]
    valued: bool
    model: bool
    unsupported: bool


def cases(file: str, rows: list[dict[str, Any]]) -> Iterator[Case]:
    """The cases of a file. `file`: its name without ending, which tells what it tests."""
    for row in rows:
        reference = row.get("Context", {}).get("ReferenceDateTime")
        model = file.startswith(("DateTimeModel", "MergedParser"))
        at = datetime.fromisoformat(reference) if reference else datetime(2017, 3, 22)
        marks = f"{row.get('NotSupported', '')},{row.get('NotSupportedByDesign', '')}".lower()
        answers = tuple(_answer(result) for result in row["Results"])
        yield Case(
            file,
            row["Input"],
            at,
            answers,
            bool(answers) and all(each.timex or each.values for each in answers),
            model,
            "python" in marks,
        )


def _answer(result: dict[str, Any]) -> Answer:
    start = int(result["Start"])
    end = start + len(result["Text"])
    kind = (result.get("TypeName") or result["Type"]).removeprefix("datetimeV2.")
    value = result.get("Resolution") or result.get("Value") or {}
    if "values" in value:
        return Answer(
            start,
            end,
            kind,
            values=frozenset(
                (v["timex"], v.get("Mod", ""), v.get("value", v.get("start", "")), v.get("end", ""))
                for v in value["values"]
            ),
        )
    future, past = (
        tuple(str(part) for part in value.get(key, {}).values()) or ("not resolved",)
        for key in ("FutureResolution", "PastResolution")
    )
    return Answer(start, end, kind, value.get("Timex", ""), future, past)


def answers(case: Case) -> list[Answer]:
    """What our reader finds in a case, in the terms of its file."""
    name = re.sub(r"(Extractor|Parser)$", "", case.file)
    sorts, wanted = _ONE_KIND.get(name, (None, ""))
    bits = read(case.text, case.reference, AS_TESTED, sorts=sorts, mods=not wanted)
    if wanted == "datetimerange":
        bits = [bit for bit in bits if KINDS[bit.sort] == wanted]
    elif wanted and name == "Date":
        bits = [bit for bit in bits if not bit.grain.startswith("holiday")]
    elif wanted:
        bits = [
            bit for bit in bits if KINDS[bit.sort] == wanted and (name != "Holiday" or bit.grain.startswith("holiday"))
        ]
    else:
        bits = [
            bit
            for bit in bits
            if not (bit.sort == "day" and bit.timex.startswith("XXXX-XX") and case.text[bit.end - 1] == "号")
        ]
    return [_in_terms(bit, case.model, case.file == "MergedExtractor") for bit in bits]


_MODIFIED = {
    "day": "daterange",
    "range": "daterange",
    "moment": "datetimerange",
    "daypart": "datetimerange",
    "clock": "timerange",
    "momentrange": "datetimerange",
}


def _in_terms(bit: Bit, model: bool, plain_kind: bool) -> Answer:
    kind = KINDS[bit.of] if bit.mod and plain_kind else _MODIFIED[bit.of] if bit.mod else KINDS[bit.sort]
    timex = _timex(bit)
    if not model:
        return Answer(
            bit.start,
            bit.end,
            kind,
            timex,
            _parts(bit, bit.future, bit.clock, bit.until),
            _parts(bit, bit.past, bit.clock, bit.until),
        )
    values = set()
    for one, pair in _readings(bit):
        first, last = (*_parts(one, pair, one.clock, one.until), "")[:2]
        shown = _timex(one)
        if one.grain.startswith("days ") and pair == one.past != one.future:
            shown = re.sub(r"P\d+D\)$", f"P{one.grain[5:]}D)", shown)
        values.add((shown, bit.mod, *_bounded(bit, pair, first, last)))
    return Answer(bit.start, bit.end, kind, values=frozenset(values))


def _timex(bit: Bit) -> str:
    if bit.sort == "moment" and bit.grain == "offset" and bit.past:
        return f"{bit.past[0]:%Y-%m-%d}"
    if bit.sort == "clockrange" and bit.clock and bit.until:
        gap = (bit.until.delta - bit.clock.delta).total_seconds() % 86400
        return f"({bit.clock.timex},{bit.until.timex},{_length(gap)})"
    return re.sub(r"T(DW|DK)", lambda found: _PARTS[found[0]], bit.timex)


def _length(seconds: float) -> str:
    from huying.understanding.time.spans import length

    return length(seconds)


def _bounded(bit: Bit, pair: Pair | None, first: str, last: str) -> tuple[str, str]:
    """The open range that a word such as 以后 makes of a point or range."""
    if not bit.mod:
        return first, last
    if bit.mod in ("before", "until"):
        return "", (last if bit.of == "range" and bit.mod == "until" else first)
    return (last if bit.of == "range" and bit.mod == "after" else first), ""


def _readings(bit: Bit) -> Iterator[tuple[Bit, Pair | None]]:
    """Past and future, each also twelve hours later where morning or evening was not told."""
    for pair in (bit.past, bit.future):
        yield bit, pair
        if bit.clock and not bit.clock.exact and (bit.until is None or not bit.until.exact):
            late = replace(bit, clock=bit.clock.later(), until=bit.until.later() if bit.until else None)
            shift = timedelta(hours=12 if bit.clock.hour < 12 else -12)
            moved = (pair[0] + shift, pair[1] + shift) if pair else None
            yield replace(late, timex=_shifted(bit, late), past=moved, future=moved), moved


def _shifted(bit: Bit, late: Bit) -> str:
    shown = bit.timex
    for old, new in ((bit.clock, late.clock), (bit.until, late.until)):
        if old and new:
            shown = shown.replace(old.timex, new.timex, 1)
    return shown


def _parts(bit: Bit, pair: Pair | None, clock: Clock | None, until: Clock | None) -> tuple[str, ...]:
    """The resolution as the format writes it: one value or a start and an end."""
    sort = bit.of if bit.mod else bit.sort
    if sort == "length":
        return (f"{bit.seconds:.0f}",)
    if sort == "set":
        return ("not resolved",)
    if sort == "clock" and clock:
        return (_time(clock.delta),)
    if sort == "clockrange" and clock and until:
        return _time(clock.delta), _time(until.delta)
    if sort == "part":
        hours = AS_TESTED.parts[bit.of.split(",")[0]]
        return _time(timedelta(hours=hours[0])), _time(timedelta(hours=hours[1]))
    if pair is None:
        return ("not resolved",)
    if sort == "day":
        return (f"{pair[0]:%Y-%m-%d}".zfill(10),)
    if sort == "moment":
        return (_instant(pair[0]),)
    if sort in ("daypart", "momentrange"):
        return _instant(pair[0]), _instant(pair[1])
    return f"{pair[0]:%Y-%m-%d}".zfill(10), f"{pair[1]:%Y-%m-%d}".zfill(10)


def _time(delta: timedelta) -> str:
    seconds = int(delta.total_seconds()) % 86400
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def _instant(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S}".zfill(19)
