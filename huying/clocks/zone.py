"""The wall clock of every Chinese city: UTC+8, without summer time since 1992."""

from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache
from typing import Final

# A fixed offset, equal to Asia/Shanghai for every year with a notice: no zone files, no look-ups.
SHANGHAI: Final = timezone(timedelta(hours=8), "Asia/Shanghai")
MICROSECOND: Final = timedelta(microseconds=1)
DAY_US: Final = 86_400_000_000
_FIRST_MIDNIGHT: Final = datetime(1970, 1, 1, tzinfo=SHANGHAI).astimezone(UTC)
_FIRST_ORDINAL: Final = date(1970, 1, 1).toordinal()


def as_utc(instant: datetime) -> datetime:
    """The same instant in UTC; `ValueError` when it has no zone."""
    if instant.tzinfo is UTC:
        return instant
    if instant.tzinfo is None:
        raise ValueError(f"an instant needs a time zone: {instant}")
    return instant.astimezone(UTC)


def ordinal_of(instant: datetime) -> int:
    """The local day of a UTC instant, as `date.toordinal()`."""
    return (instant - _FIRST_MIDNIGHT).days + _FIRST_ORDINAL


def split(instant: datetime) -> tuple[int, int]:
    """The local day of a UTC instant, and the microseconds since its midnight."""
    passed = instant - _FIRST_MIDNIGHT
    return passed.days + _FIRST_ORDINAL, passed.seconds * 1_000_000 + passed.microseconds


@lru_cache(maxsize=8192)
def midnight(ordinal: int) -> datetime:
    """The UTC instant at which a local day begins."""
    return _FIRST_MIDNIGHT + timedelta(ordinal - _FIRST_ORDINAL)


@lru_cache(maxsize=1024)
def lasting(microseconds: int) -> timedelta:
    """A length of time; kept because few lengths occur and making one costs half a microsecond."""
    return timedelta(0, 0, microseconds)


def instant_of(ordinal: int, microseconds: int) -> datetime:
    """The UTC instant that lies so many microseconds after the local midnight of a day."""
    return midnight(ordinal) + timedelta(0, 0, microseconds)
