"""Office hours of a working day, and the quiet hours of the night."""

import re
from dataclasses import dataclass, field
from datetime import datetime, time
from itertools import pairwise
from typing import Final

from .zone import DAY_US, as_utc, instant_of, midnight, split

_SPAN: Final = re.compile(r"(\d\d:\d\d)\s*[-–~]\s*(\d\d:\d\d)")


def _microseconds(clock: time) -> int:
    return ((clock.hour * 60 + clock.minute) * 60 + clock.second) * 1_000_000 + clock.microsecond


@dataclass(frozen=True, slots=True)
class WorkHours:
    """When offices work on a working day, and when such a day ends for deadlines.

    `spans` are pairs of local times in order; `day_ends=None` means 24:00, that is the local midnight
    after the day, and a local time such as 18:00 means that instant. `ValueError` for spans that overlap.
    """

    spans: tuple[tuple[time, time], ...]
    day_ends: time | None = None
    day_us: int = field(init=False, compare=False, repr=False)
    end_us: int = field(init=False, compare=False, repr=False)
    _spans_us: tuple[tuple[int, int], ...] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        spans = tuple((_microseconds(opens), _microseconds(closes)) for opens, closes in self.spans)
        edges = [edge for span in spans for edge in span]
        if not edges or any(earlier >= later for earlier, later in pairwise(edges)):
            raise ValueError(f"office hours must be spans in order that do not overlap: {self.spans}")
        object.__setattr__(self, "_spans_us", spans)
        object.__setattr__(self, "day_us", sum(closes - opens for opens, closes in spans))
        object.__setattr__(self, "end_us", DAY_US if self.day_ends is None else _microseconds(self.day_ends))
        if self.end_us < spans[-1][1]:
            raise ValueError(f"a day cannot end at {self.day_ends}, before its office hours")

    @classmethod
    def parse(cls, text: str, day_ends: str = "24:00") -> "WorkHours":
        """From `"09:00-12:00, 14:00-18:00"`; `ValueError` when it cannot be read."""
        found = [_SPAN.fullmatch(part.strip()) for part in text.split(",")]
        spans = tuple((time.fromisoformat(one[1]), time.fromisoformat(one[2])) for one in found if one)
        if len(spans) < len(found):
            raise ValueError(f"office hours cannot be read: {text!r}")
        return cls(spans, None if day_ends == "24:00" else time.fromisoformat(day_ends))

    def end_of(self, ordinal: int) -> datetime:
        """The UTC instant at which that day is over for deadlines; the instant itself is already late."""
        return midnight(ordinal + 1) if self.day_ends is None else instant_of(ordinal, self.end_us)

    def worked(self, microseconds: int) -> int:
        """Microseconds of office time from midnight to this time of day."""
        passed = 0
        for opens, closes in self._spans_us:
            if microseconds <= opens:
                break
            passed += (microseconds if microseconds < closes else closes) - opens
        return passed

    def reached(self, worked: int) -> int:
        """The first time of day, in microseconds, at which so much office time (0 < worked) has passed."""
        for opens, closes in self._spans_us:
            if worked <= closes - opens:
                return opens + worked
            worked -= closes - opens
        raise ValueError("a day has less office time than that")


OFFICE_HOURS: Final = WorkHours(((time(9), time(12)), (time(14), time(18))))
"""09:00–12:00 and 14:00–18:00, the day ending at 24:00: the default."""


def quiet(instant: datetime, quiet_hours: tuple[time, time] | None) -> datetime:
    """The instant itself, or the end of the quiet hours it falls into, in UTC.

    `quiet_hours` are local times from (included) to (excluded), over midnight if need be (22:00 to 08:00);
    `None` or two equal times mean that no hour is quiet. `ValueError` for an instant without a zone.
    """
    instant = as_utc(instant)
    if quiet_hours is None or quiet_hours[0] == quiet_hours[1]:
        return instant
    begins, ends = (_microseconds(edge) for edge in quiet_hours)
    ordinal, now = split(instant)
    if begins < ends:
        return instant_of(ordinal, ends) if begins <= now < ends else instant
    if now >= begins:
        return instant_of(ordinal + 1, ends)
    return instant_of(ordinal, ends) if now < ends else instant
