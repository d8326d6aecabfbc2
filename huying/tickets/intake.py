"""Taking in an export, row by row, exactly as if people had sent it: every row becomes a ticket or a stated refusal.

A row's key does not depend on the file nor on its place in it, so that an interrupted run is simply started again.
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import DatabaseError, InterfaceError, OperationalError, connection, transaction

from huying.people.persons import SYSTEM
from huying.tickets import life, timing
from huying.tickets.incoming import LONGEST, Incoming
from huying.tickets.life.register import Registered
from huying.tickets.problems import Refused
from huying.tickets.sheets import Row, moment
from huying.tickets.states import State

logger = logging.getLogger("huying.intake")
FIELDS = ("title", "detail", "wish", "time", "happened", "place", "parties", "name", "phone", "user", "category", "kind",
          "division", "key")
TICKET, INCOMPLETE, URGED, BEFORE, REFUSED, FAILED = "ticket", "incomplete", "urged", "before", "refused", "failed"
RESULTS = (TICKET, INCOMPLETE, URGED, BEFORE, REFUSED, FAILED)
_WAITS = (0.2, 1, 3, 8)  # seconds between the tries when the database does not answer
_BOUND = frozenset(FIELDS) - {"time", "user", "key"}


class Halted(Exception):
    """The database does not answer; start again later, nothing is doubled."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column holds what; raises ValueError for an unknown field or a missing title and detail."""

    of: Mapping[str, str]

    def __post_init__(self) -> None:
        unknown = set(self.of) - set(FIELDS)
        if unknown:
            raise ValueError(f"不认识的字段 · unknown field: {', '.join(sorted(unknown))}（{', '.join(FIELDS)}）")
        if not {"title", "detail"} & set(self.of):
            raise ValueError("至少要有 title 或 detail · title or detail is needed")

    def missing(self, names: Iterable[str]) -> list[str]:
        """Mapped columns that the file does not have."""
        return sorted(set(self.of.values()) - set(names))

    def read(self, row: Row) -> dict[str, Any]:
        return {name: row.values.get(column) for name, column in self.of.items()}


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a row: one of RESULTS, the ticket's number, and why not."""

    line: int
    result: str
    number: str = ""
    codes: tuple[str, ...] = ()
    reason: str = ""


@dataclass(slots=True)
class Intake:
    """`as_of_row`: registered at the row's own time instead of now. `dry`: everything is done and undone again."""

    columns: Columns
    now: datetime
    door: str = "platform"
    tag: str = "导入"
    as_of_row: bool = False
    dry: bool = False
    counts: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    _seen: Counter[bytes] = field(default_factory=Counter)

    def take(self, rows: Iterable[Row]) -> Iterator[Taken]:
        """Take in rows one after the other, each in its own transaction. Raises Halted when the database is gone."""
        for row in rows:
            taken = self._one(row)
            self.counts["read"] += 1
            self.counts[taken.result] += 1
            self.codes.update(taken.codes)
            yield taken

    def _one(self, row: Row) -> Taken:
        key = self._key(row)
        if row.problem:
            return Taken(row.line, REFUSED, codes=("row",), reason=row.problem)
        try:
            incoming, now = self._incoming(row, key)
            registered = self._registered(incoming, now)
        except Refused as refusal:
            return Taken(row.line, REFUSED, codes=tuple(sorted(refusal.codes)),
                         reason="；".join(problem.zh for problem in refusal.problems))
        except _Unfit as unfit:
            return Taken(row.line, REFUSED, codes=(unfit.code,), reason=str(unfit))
        except (OperationalError, InterfaceError) as error:
            raise Halted(str(error).strip()) from error
        except Exception as error:
            logger.exception("row %s", row.line)
            return Taken(row.line, FAILED, codes=(type(error).__name__,), reason=f"{type(error).__name__}: {error}"[:300])
        return Taken(row.line, _result(registered), registered.ticket.number)

    def _registered(self, incoming: Incoming, now: datetime) -> Registered:
        for wait in (*_WAITS, None):
            try:
                with transaction.atomic() if self.dry else _as_ever():
                    done = life.register(incoming, by=SYSTEM, now=now)
                    if self.dry:
                        transaction.set_rollback(True)
                return done
            except (OperationalError, InterfaceError):
                if wait is None:
                    raise
                connection.close()
                time.sleep(wait)
        raise DatabaseError("unreachable")  # the loop returns or raises

    def _incoming(self, row: Row, key: str) -> tuple[Incoming, datetime]:
        values = {name: _text(value) for name, value in self.columns.read(row).items()}
        at = self._at(row)
        title, detail = values.get("title", ""), values.get("detail", "")
        if len(title) > LONGEST["title"]:  # a long headline is no reason to send somebody away
            title, detail = title[: LONGEST["title"]], f"{title}\n{detail}".strip()
        texts: dict[str, Any] = {name: values[name] for name in _BOUND - {"title", "detail"} if values.get(name)}
        incoming = Incoming(door=self.door, key=key, received_at=at, title=title, detail=detail, other=values.get("user", ""),
                            tags=(self.tag,) if self.tag else (), raw={k: _text(v) for k, v in row.values.items()}, **texts)
        return incoming, at if self.as_of_row else self.now

    def _at(self, row: Row) -> datetime:
        """The row's own time; now where the export has none."""
        column = self.columns.of.get("time")
        value = row.values.get(column) if column else None
        if value in (None, ""):
            return self.now
        at = moment(value)
        if at is None:
            raise _Unfit("time", f"时间不能识别 · not a time: {_text(value)[:40]}")
        if at > self.now:
            raise _Unfit("future", f"时间晚于现在 · in the future: {_text(value)[:40]}")
        if self.as_of_row and at.date() < timing.calendar().known_from:
            raise _Unfit("calendar", f"日历没有这一年，请先载入 · the calendar does not know {at.year}; load it first")
        return at

    def _key(self, row: Row) -> str:
        """The export's own key, else a checksum of the row's words, counted where the same words come again."""
        column = self.columns.of.get("key")
        given = _text(row.values.get(column)) if column else ""
        if given:
            return f"intake:{given}"
        said = "\x1f".join(f"{name}={_text(value)}" for name, value in sorted(self.columns.read(row).items()))
        digest = hashlib.blake2b(said.encode("utf-8", "backslashreplace"), digest_size=16).digest()
        self._seen[digest] += 1
        return f"intake:{digest.hex()}:{self._seen[digest]}"


class _Unfit(Exception):
    """The row cannot be understood."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(words)
        self.code = code


class _as_ever:
    """No transaction around it: register has its own."""

    def __enter__(self) -> None: ...

    def __exit__(self, *_: object) -> None: ...


def _result(registered: Registered) -> str:
    if registered.replayed:
        return BEFORE
    if registered.joined:
        return URGED
    return INCOMPLETE if registered.ticket.state == State.INCOMPLETE else TICKET


def _text(value: object) -> str:
    """A cell as text; whole numbers of workbooks without a point."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
