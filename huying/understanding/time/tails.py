"""What follows or leads an expression: 之前, 以来, 截至, 期间, and the hours of a recurrence."""

from __future__ import annotations

import re
from dataclasses import replace

from huying.understanding.time.holidays import HOLIDAYS
from huying.understanding.time.offsets import holiday_days
from huying.understanding.time.value import Bit, Now, between

FROM = re.compile(r"(?:从|自从|自|由|于)$")


def after_before(bits: list[Bit], text: str) -> list[Bit]:
    """2010年之后2018年之前: one stretch between the two."""
    found: list[Bit] = []
    for bit in bits:
        last = found[-1] if found else None
        if (
            last
            and last.sort in ("range", "day")
            and bit.sort == last.sort
            and last.past
            and bit.past
            and re.fullmatch(r"(?:之|以)后[,且到]?", text[last.end : bit.start])
            and re.match(r"(?:之|以)前", text[bit.end : bit.end + 2])
        ):
            years = last.grain == bit.grain == "Y"
            unit = ("Y", bit.past[0].year - last.past[0].year) if years else ("D", (bit.past[0] - last.past[0]).days)
            span = (last.past[0], bit.past[0])
            found[-1] = Bit(last.start, bit.end + 2, "range", between(*span, *unit), span, span)
        else:
            found.append(bit)
    return found


def during(bit: Bit, text: str, now: Now) -> Bit:
    """国庆期间: the days of the holiday."""
    tail = re.compile(r"(?:的)?(?:期间|假期|放假期间|长假|前后|小长假|黄金周)(?:期间)?").match(text, bit.end)
    if not tail or bit.sort not in ("day", "range", "part", "set", "daypart") or now.convention.bold:
        return bit
    if bit.grain.startswith("holiday") and bit.past and bit.future:
        holiday = (
            HOLIDAYS[{"大年初一": "春节"}.get(bit.grain[8:], bit.grain[8:])]
            if bit.grain[8:] in HOLIDAYS
            else HOLIDAYS["国庆"]
        )
        past, future = (
            holiday_days(pair[0].date(), max(3, holiday.days), holiday.before) for pair in (bit.past, bit.future)
        )
        return replace(bit, end=tail.end(), sort="range", timex=between(*past), past=past, future=future)
    return bit.moved(bit.start, tail.end())


def recurring(bits: list[Bit], text: str) -> list[Bit]:
    """每周一下午八点, 每天晚上十点到凌晨两点, 每年冬天: the recurrence with its hours or season."""
    found: list[Bit] = []
    for bit in bits:
        made = _repeated(found[-1], bit, text[found[-1].end : bit.start]) if found else None
        if made:
            found[-1] = replace(made, end=bit.end)
        else:
            found.append(bit)
    return found


def _repeated(every: Bit, bit: Bit, gap: str) -> Bit | None:
    if every.sort != "set" or every.grain == "often":
        return None
    if every.timex == "P1Y" and bit.sort in ("range", "day") and not bit.year and gap in ("", "的"):
        return replace(every, timex=bit.timex)
    if every.timex == "P1M" and bit.grain == "nth" and gap in ("", "的"):
        return replace(every, timex="XXXX-XX" + bit.timex[7:])
    timed = bit.sort in ("clock", "clockrange")
    if every.grain == "every" and (timed or bit.sort == "part") and gap in ("", "的", "都", "从", "在", "的从"):
        grain = f"part {bit.of}" if bit.sort == "part" else "every"
        return replace(every, timex=_timed(every.timex, bit), clock=bit.clock, until=bit.until, grain=grain)
    if every.grain.startswith("part") and timed and gap in ("", "的"):
        base = every.timex.split("T")[0]
        return replace(every, timex=_timed(base, bit), clock=bit.clock, until=bit.until, grain="every")
    return None


def _timed(timex: str, bit: Bit) -> str:
    base = "XXXX-XX-XX" if timex == "P1D" else timex
    return base + (bit.timex or "") if bit.sort != "clockrange" else f"({base}{bit.timex[1:]}"


_MODS = re.compile(
    r"(?P<until>(?:或|及|或者|以及|和|含)(?:之|以)?前)|(?P<since>(?:或|及|或者|以及|和|含)(?:之|以)?后|以来|起(?!来|火|诉|重|床|飞|初|码|步|到|因)|起(?=到)|开始|至今(?![天日早晚年晨])|到现在|到今天)"
    r"|(?P<before>(?:之|以)前|前(?![面台后往方排门任来提期几天两三一]))|(?P<after>(?:之|以)后|后(?![面续果台排门来期方天院几半]))"
)


_UNTIL = re.compile(r"(?:截至|截止到?|直到|直至)$")


_LIMITS = {"不早于": "since", "不晚于": "until", "不迟于": "until", "早于": "before", "晚于": "after", "迟于": "after"}
_LIMIT = re.compile(rf"(?:{'|'.join(_LIMITS)})$")


def modified(bit: Bit, text: str, now: Now) -> Bit:
    if bit.sort not in ("day", "range", "moment", "clock", "daypart", "momentrange") or bit.grain in (
        "offset",
        "present",
    ):
        return bit
    if not now.convention.bold and text[bit.end : bit.end + 2] in ("左右", "前后"):
        bit = bit.moved(bit.start, bit.end + 2)
    found = _MODS.match(text, bit.end)
    upto = _UNTIL.search(text[max(0, bit.start - 4) : bit.start])
    limit = _LIMIT.search(text[max(0, bit.start - 3) : bit.start])
    if limit:
        return replace(bit, start=bit.start - len(limit[0]), mod=_LIMITS[limit[0]], of=bit.sort)
    if upto:
        end = bit.end + (2 if text[bit.end : bit.end + 2] == "为止" else 0)
        return replace(
            bit, start=bit.start - len(upto[0]), end=end, mod="before" if now.convention.bold else "until", of=bit.sort
        )
    from_ = FROM.search(text[max(0, bit.start - 2) : bit.start])
    if not found:
        if from_ and from_[0] in ("自从", "自") and not bit.timex.startswith("("):
            return replace(bit, start=bit.start - len(from_[0]), mod="since", of=bit.sort)
        return bit
    mod = found.lastgroup or ""
    include = from_ is not None and mod == "since" and not re.match("起[到至]", text[found.start() : found.start() + 2])
    start = bit.start - (len(from_[0]) if include and from_ else 0)
    if bit.timex.startswith("(") and now.convention.bold:
        return bit
    return replace(bit, start=start, end=found.end(), mod=mod, of=bit.sort)
