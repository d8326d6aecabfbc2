"""The text of a time limit: "10 working_days", "0.5 working_days", "30 minutes"."""

import re
from decimal import Decimal
from typing import Annotated, Final

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

UNITS: Final = ("working_days", "calendar_days", "working_hours", "hours", "minutes")
_LIMIT: Final = re.compile(rf"(\d{{1,4}}(?:\.\d{{1,2}})?) ({'|'.join(UNITS)})")
# Working time and clock time are never interchangeable, so they are two measures that do not compare;
# a working day and a working hour differ by the city's office hours and do not compare either.
_MEASURE: Final = {
    "minutes": ("clock", Decimal(1)),
    "hours": ("clock", Decimal(60)),
    "calendar_days": ("clock", Decimal(1440)),
    "working_hours": ("working_hours", Decimal(1)),
    "working_days": ("working_days", Decimal(1)),
}


def split_limit(text: str) -> tuple[Decimal, str]:
    """`"0.5 working_days"` → `(Decimal("0.5"), "working_days")`; `ValueError` when it is no limit."""
    found = _LIMIT.fullmatch(text)
    if found is None or Decimal(found[1]) == 0:
        raise ValueError(text)
    return Decimal(found[1]), found[2]


def longer(one: str, other: str) -> bool:
    """Whether the first limit is certainly longer; limits of different measure never are."""
    (amount, unit), (bound, bound_unit) = split_limit(one), split_limit(other)
    measure, size = _MEASURE[unit]
    bound_measure, bound_size = _MEASURE[bound_unit]
    return measure == bound_measure and amount * size > bound * bound_size


def same_measure(one: str, other: str) -> bool:
    """Whether two limits can be compared at all."""
    return _MEASURE[split_limit(one)[1]][0] == _MEASURE[split_limit(other)[1]][0]


def add_up(base: str, more: str, times: int) -> str:
    """`base + times × more`, in the unit of `base`, both of one measure."""
    (amount, unit), (extra, extra_unit) = split_limit(base), split_limit(more)
    total = amount + times * extra * _MEASURE[extra_unit][1] / _MEASURE[unit][1]
    return f"{total.quantize(Decimal('0.01')).normalize():f} {unit}"


def _valid(text: str) -> str:
    try:
        split_limit(text)
    except ValueError:
        raise PydanticCustomError(
            "policy",
            "{what_en}",
            {
                "what_zh": f"时限“{text}”无法识别",
                "what_en": f"limit “{text}” cannot be read",
                "write": f'"10 working_days"（{" / ".join(UNITS)}）',
            },
        ) from None
    return text


LimitText = Annotated[str, AfterValidator(_valid)]
"""A limit as text: a decimal number above 0, one space, a unit of `UNITS`."""
