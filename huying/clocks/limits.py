"""A limit of time: an amount and its unit, which is never turned into another unit."""

import re
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Final, Literal, NamedTuple, cast, get_args

Unit = Literal["working_days", "calendar_days", "working_hours", "hours", "minutes"]
UNITS: Final[tuple[str, ...]] = get_args(Unit)
_TEXT: Final = re.compile(r"(\d+(?:\.\d+)?) ([a-z_]+)")
_CLOCK_US: Final = {"calendar_days": 86_400_000_000, "hours": 3_600_000_000, "minutes": 60_000_000}


class Move(NamedTuple):
    """One piece of a limit: whole working days, or microseconds by the clock, or of office time."""

    kind: Literal["days", "clock", "office"]
    amount: int


@dataclass(frozen=True, slots=True)
class Limit:
    """So many of one unit, for example `Limit(10, "working_days")`; more than nothing.

    `amount` may be given as an int, a Fraction, a Decimal or decimal text ("0.5"), and is kept as Fraction.
    `in_days`: told in days of either sort; `is_short`: told in hours or minutes, or less than one day.
    Errors: `ValueError` for an amount that is not above zero and for an unknown unit.
    """

    amount: Fraction
    unit: Unit
    in_days: bool = field(init=False, compare=False, repr=False)
    is_short: bool = field(init=False, compare=False, repr=False)
    _moves: tuple[Move, ...] = field(init=False, compare=False, repr=False)
    _part_of_day: tuple[int, int] | None = field(init=False, compare=False, repr=False)

    def __init__(self, amount: Fraction | Decimal | int | str, unit: Unit) -> None:
        exact = Fraction(amount)
        if exact <= 0 or unit not in UNITS:
            raise ValueError(f"a limit is an amount above zero of {', '.join(UNITS)}, not {amount} {unit}")
        object.__setattr__(self, "amount", exact)
        object.__setattr__(self, "unit", unit)
        days = int(exact) if unit == "working_days" else 0
        moves = (Move("days", days),) if days else ()
        if unit in _CLOCK_US:
            moves = (Move("clock", round(exact * _CLOCK_US[unit])),)
        elif unit == "working_hours":
            moves = (Move("office", round(exact * _CLOCK_US["hours"])),)
        in_days = unit in ("working_days", "calendar_days")
        object.__setattr__(self, "in_days", in_days)
        object.__setattr__(self, "is_short", exact < 1 or not in_days)
        object.__setattr__(self, "_moves", moves)
        part = exact - days if unit == "working_days" else Fraction(0)
        object.__setattr__(self, "_part_of_day", part.as_integer_ratio() if part else None)

    @classmethod
    @lru_cache(maxsize=1024)
    def parse(cls, text: str) -> "Limit":
        """From text such as `"0.5 working_days"`; `ValueError` when it cannot be read."""
        found = _TEXT.fullmatch(text.strip())
        if found is None or found[2] not in UNITS:
            raise ValueError(f"a limit reads like '10 working_days' or '30 minutes', not {text!r}")
        return cls(found[1], cast(Unit, found[2]))

    def __add__(self, other: "Limit") -> "Limit":
        """The sum of two limits of one unit; `ValueError` for two units."""
        if self.unit != other.unit:
            raise ValueError(f"{self.unit} and {other.unit} do not add up")
        return Limit(self.amount + other.amount, self.unit)

    def __str__(self) -> str:
        return f"{self.number} {self.unit}"

    @property
    def number(self) -> str:
        """The amount as people write it: `10`, `0.5`, or `1/3` when no short decimal says it exactly."""
        short = f"{float(self.amount):.6f}".rstrip("0").rstrip(".")
        return short if Fraction(short) == self.amount else str(self.amount)

    def moves(self, day_us: int) -> tuple[Move, ...]:
        """The pieces in the order they are counted, when a working day has `day_us` of office time.

        Whole working days come first; a part of one is that part of its office time.
        """
        if self._part_of_day is None:
            return self._moves
        share, of = self._part_of_day
        return (*self._moves, Move("office", max(share * day_us // of, 1)))
