"""Paging by key: lists stay as fast on the thousandth page as on the first, and whole while rows come and go.

A list is made of lanes, one after the other (urgent first, then by date, then those without a date). Each lane
is ordered by keys that an index holds; a cursor names the lane and the keys of the row it stands on.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Min, Model, Q, QuerySet, Value

SIZE = 50


@dataclass(frozen=True, slots=True)
class Lane:
    """One stretch of a list. `keys`: one or two field names, both rising or both falling ("-id"); none is null. Lanes that are
    read together have the same.

    `source`: rows of another model that have the order and point to the list's rows by `link`, which stands for "id"
    there; then only the rows of one page are looked up. `once`: no row of the list has more than one of them.
    """

    query: QuerySet[Any]
    keys: tuple[str, ...]
    source: QuerySet[Any] | None = None
    link: str = ""
    once: bool = True


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of a list; `next` and `previous` are cursors, empty where the list ends."""

    rows: list[Any]
    next: str = ""
    previous: str = ""


def page(lanes: Sequence[Lane], cursor: str = "", size: int = SIZE, *, one_by_one: bool = False) -> Page:
    """The rows after (or before) the cursor; a cursor that makes no sense is the first page.

    One statement; with `one_by_one` one for each lane until the page is full, where lanes are dear.
    """
    forward, at, values = _read(cursor, lanes)
    parts = _parts(lanes, forward, at, values, size + 1)
    rows = _in_turn(parts, size + 1) if one_by_one else _together(parts, lanes[0].keys, forward, size + 1)
    more, rows = len(rows) > size, rows[:size]
    if not forward:
        rows.reverse()
    if not rows:
        return page(lanes, "", size, one_by_one=one_by_one) if cursor and not forward else Page([])
    after = more if forward else True
    before = bool(values) if forward else more
    return Page(rows, _write("n", lanes, rows[-1]) if after else "", _write("p", lanes, rows[0]) if before else "")


def _parts(lanes: Sequence[Lane], forward: bool, at: int, values: Sequence[Any], size: int) -> list[QuerySet[Any]]:
    """The stretch of each lane that may be on the page, in the direction of reading."""
    parts: list[QuerySet[Any]] = []
    for place, lane in enumerate(lanes):
        if values and (place < at if forward else place > at):
            continue
        beyond = values if values and place == at else ()
        query = lane.query.annotate(lane=Value(place))
        if lane.source is not None:
            query = query.filter(pk__in=_pointed(lane, beyond, forward, size))
        elif beyond:
            query = query.filter(_beyond(lane.keys, beyond, forward))
        parts.append(query.order_by(*(_turn(key, forward) for key in lane.keys))[:size])
    return parts if forward else parts[::-1]


def _pointed(lane: Lane, beyond: Sequence[Any], forward: bool, size: int) -> QuerySet[Any]:
    """The keys of the rows of one page, taken from the lane's source in its order."""
    assert lane.source is not None
    keys = tuple(lane.link if key == "id" else f"-{lane.link}" if key == "-id" else key for key in lane.keys)
    source = lane.source.filter(_beyond(keys, beyond, forward)) if beyond else lane.source
    if not lane.once:
        # What they are ordered by is the same for all rows that point to one.
        first = {f"first_{key.lstrip('-')}": Min(key.lstrip("-")) for key in keys if key.lstrip("-") != lane.link}
        source = source.order_by().values(lane.link).annotate(**first)
        keys = tuple(key if key.lstrip("-") == lane.link else f"{key[:-len(key.lstrip('-'))]}first_{key.lstrip('-')}" for key in keys)
    return source.order_by(*(_turn(key, forward) for key in keys)).values(lane.link)[:size]


def _in_turn(parts: Sequence[QuerySet[Any]], size: int) -> list[Any]:
    rows: list[Any] = []
    for part in parts:
        rows += part[: size - len(rows)]
        if len(rows) >= size:
            break
    return rows


def _together(parts: Sequence[QuerySet[Any]], keys: Sequence[str], forward: bool, size: int) -> list[Any]:
    if len(parts) == 1:
        return list(parts[0])
    whole = parts[0].union(*parts[1:], all=True)
    return list(whole.order_by(*(_turn(key, forward) for key in ("lane", *keys)))[:size])


def _turn(key: str, forward: bool) -> str:
    return key if forward else key[1:] if key.startswith("-") else f"-{key}"


def _beyond(keys: Sequence[str], values: Sequence[Any], forward: bool) -> Q:
    """(a, b) > (x, y) written so that the index bounds the first key."""
    names = [key.lstrip("-") for key in keys]
    rising = keys[0].startswith("-") is not forward
    ends = "gt" if rising else "lt"
    if len(names) == 1:
        return Q(**{f"{names[0]}__{ends}": values[0]})
    first, second = names
    tie = Q(**{first: values[0], f"{second}__{ends}": values[1]})
    return Q(**{f"{first}__{ends}e": values[0]}) & (Q(**{f"{first}__{ends}": values[0]}) | tie)


def _write(way: str, lanes: Sequence[Lane], row: Model) -> str:
    place = getattr(row, "lane", 0)
    values = [getattr(row, key.lstrip("-")) for key in lanes[place].keys]
    told = [value.isoformat() if isinstance(value, datetime) else value for value in values]
    return base64.urlsafe_b64encode(json.dumps([way, place, told]).encode()).decode().rstrip("=")


def _read(cursor: str, lanes: Sequence[Lane]) -> tuple[bool, int, list[Any]]:
    """(forward, lane, key values); whatever a stranger wrote instead is taken as the first page."""
    try:
        way, place, told = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        keys = lanes[place].keys
        values = [datetime.fromisoformat(value) if key.lstrip("-").endswith("_at") else _number(value)
                  for key, value in zip(keys, told, strict=True)]
        fine = way in ("n", "p") and type(place) is int and place >= 0
        fine = fine and all(not isinstance(value, datetime) or value.tzinfo is not None for value in values)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError, binascii.Error):
        return True, 0, []
    return (way == "n", place, values) if fine else (True, 0, [])


def _number(value: object) -> int:
    if type(value) is not int or not 0 <= value < 2**63:
        raise ValueError("no row has this number")
    return value
