"""From a text to its pieces: folding, scanning, joining, and places in the original text."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import Final

from huying.understanding.time import clocks, days, lengths, offsets, ranges
from huying.understanding.time.atoms import RULES
from huying.understanding.time.convention import Convention
from huying.understanding.time.join import joined
from huying.understanding.time.numbers import folded
from huying.understanding.time.value import Bit, Now

READ: Final = 4_000  # letters; a request tells its time long before
GRAMMAR: Final = (days, clocks, lengths, ranges, offsets)  # each registers its rules when imported
_SHORT_PARTS: Final = frozenset({"早", "晚", "晨", "夜"})


def read(
    text: str, reference: datetime, convention: Convention, *, sorts: frozenset[str] | None = None, mods: bool = True
) -> list[Bit]:
    """Return the expressions of time with their places in `text`; bounded, and linear in its length.

    `sorts` allows only such pieces, `mods` tells whether 以来, 之前 and the like belong to an expression.
    """
    body, places = folded(text[:READ])
    now = Now(reference.replace(tzinfo=None), convention)
    bits = RULES.scan(body, now, sorts)
    with suppress(OverflowError, ValueError):  # a sum of dates beyond the calendar leaves the pieces alone
        bits = joined(bits, body, now, mods)
    found = []
    for bit in bits:
        if bit.sort == "part" and bit.grain in _SHORT_PARTS:
            continue
        start = places[bit.start]
        end = places[bit.end - 1] + 1 if bit.end > bit.start else start
        found.append(bit.moved(start, end))
    return found
