"""Hot statements, prepared once by the server on each connection: afterwards only their values travel.

Django writes the values into the text of every statement. For the few statements that every registration sends,
reading and planning such a text anew costs more than the writing itself (docs/benchmarks.md).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from threading import local
from typing import Any, NamedTuple, TypeVar, cast
from weakref import WeakKeyDictionary

import psycopg
from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.db.models.base import ModelState
from psycopg import abc
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import error_from_result
from psycopg.pq import ConnStatus, ExecStatus
from psycopg.pq.abc import PGresult
from psycopg.types.json import Jsonb
from pydantic_core import to_json

Row = TypeVar("Row", bound=models.Model)
MOST_KEPT = 200
_thread = local()
_kept: WeakKeyDictionary[psycopg.Connection[Any], dict[tuple[Any, ...], bytes]] = WeakKeyDictionary()


def rows(sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Run one hot statement and fetch its rows. Its text must be one of few: the server keeps each of them.

    Placeholders are PostgreSQL's own ($1, $2 …). Errors are Django's.
    """
    mine = connections[DEFAULT_DB_ALIAS]  # `connection` would look it up at every name
    mine.close_if_health_check_failed()
    mine.ensure_connection()
    with mine.wrap_database_errors:
        if mine.in_atomic_block or mine.queries_logged or mine.execute_wrappers:
            return _counted(sql, values)
        return _direct(mine.connection, sql, values)


def _direct(raw: psycopg.Connection[Any], sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """By libpq's own call, which costs a third of a cursor's; outside of transactions there is nothing to begin."""
    ready = _ready(raw)
    given = ready.dump_sequence(values, [PyFormat.AUTO] * len(values))
    kept = _kept.setdefault(raw, {})
    key = (sql, ready.types)
    if key not in kept:
        if len(kept) >= MOST_KEPT:
            raw.execute("DEALLOCATE ALL")
            kept.clear()
        name = f"hot_{len(kept)}".encode()
        _checked(raw, raw.pgconn.prepare(name, sql.encode(), ready.types))
        kept[key] = name
    found = _checked(raw, raw.pgconn.exec_prepared(kept[key], given, ready.formats))  # type: ignore[arg-type]
    ready.set_pgresult(found)
    return ready.load_rows(0, found.ntuples, tuple)


def _ready(raw: psycopg.Connection[Any]) -> abc.Transformer:
    """What turns values into the server's bytes and back: kept for the thread's connection, as a cursor keeps its own."""
    if getattr(_thread, "raw", None) is not raw:
        _thread.raw, _thread.ready = raw, Transformer(raw)
    return cast(abc.Transformer, _thread.ready)


def _checked(raw: psycopg.Connection[Any], found: PGresult) -> PGresult:
    if found.status in (ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK):
        return found
    if raw.pgconn.status == ConnStatus.BAD:
        raise psycopg.OperationalError(found.error_message.decode(errors="replace").strip() or "the connection was lost")
    raise error_from_result(found)


def _counted(sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """By an ordinary cursor, where Django keeps a transaction or a log."""
    raw = psycopg.RawCursor(connection.connection)
    with connection._prepare_cursor(raw) as cursor:  # type: ignore[attr-defined]
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def insert(model: type[models.Model], mark: Callable[[], str], source: str, **instead: Callable[[], str]) -> str:
    """INSERT … SELECT of one row for each row of `source`, its values in the order of `values_of`.

    `mark` gives the next placeholder; `instead` an SQL expression in its place, by column.
    """
    names = list(_columns(model).place)
    marks = [instead.get(name, mark)() for name in names]
    columns = ", ".join(f'"{name}"' for name in names)
    return f'INSERT INTO "{model._meta.db_table}" ({columns}) SELECT {", ".join(marks)} FROM {source}'  # noqa: S608


def insert_many(model: type[models.Model], mark: Callable[[], str]) -> str:
    """INSERT … SELECT of any number of rows: one array a column, in the order of `columns_of`."""
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    # A length belongs to the column; a cast to it would cut the text without a word.
    arrays = ", ".join(f"{mark()}::{str(field.rel_db_type(connection)).partition('(')[0]}[]" for field in fields)
    return f'INSERT INTO "{model._meta.db_table}" ({columns}) SELECT * FROM unnest({arrays})'  # noqa: S608


def columns_of(rows: Sequence[models.Model]) -> list[list[Any]]:
    """The values of unsaved rows of one model, column by column."""
    return [list(column) for column in zip(*map(values_of, rows), strict=True)]


def values_of(row: models.Model, instead: Mapping[str, Sequence[Any]] | None = None) -> list[Any]:
    """The values of an unsaved row as the database takes them; `instead` replaces those of a column, by any number."""
    columns = _columns(type(row))
    values = list(columns.taken(row.__dict__))
    for place in columns.json:  # only JSON needs making ready
        values[place] = Jsonb(values[place], to_json)
    for column in sorted(instead or (), key=columns.place.__getitem__, reverse=True):
        place = columns.place[column]
        values[place : place + 1] = (instead or {})[column]
    return values


def made(model: type[Row], **values: Any) -> Row:
    """`model(**values)` by attributes only (`ticket_id`, never `ticket`), in a tenth of the time: Django asks each field first.

    Raises TypeError for a name that is no column.
    """
    blank, fresh = _blank(model)
    if not values.keys() <= blank.keys():
        raise TypeError(f"{model.__name__} has no {', '.join(sorted(values.keys() - blank.keys()))}")
    row = model.__new__(model)
    row.__dict__ = {"_state": ModelState(), **blank, **{name: make() for name, make in fresh}, **values}
    return row


def tied(row: models.Model, **others: models.Model | None) -> None:
    """`row.ticket = ticket` for rows that are written by hand: both belong to the one database, so nobody need ask."""
    for name, other in others.items():
        row.__dict__[f"{name}_id"] = None if other is None else other.pk
        row._state.fields_cache[name] = other


class _Columns(NamedTuple):
    """All columns but the primary key, in order: how their values are taken from a row, and which are JSON."""

    taken: Callable[[dict[str, Any]], tuple[Any, ...]]
    place: dict[str, int]
    json: tuple[int, ...]


@lru_cache(maxsize=32)
def _columns(model: type[models.Model]) -> _Columns:
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    return _Columns(itemgetter(*[field.attname for field in fields]),
                    {str(field.column): place for place, field in enumerate(fields)},
                    tuple(place for place, field in enumerate(fields) if isinstance(field, models.JSONField)))


@lru_cache(maxsize=32)
def _blank(model: type[models.Model]) -> tuple[dict[str, Any], list[tuple[str, Callable[[], Any]]]]:
    """The attributes of an empty row, and those whose value is made anew for each: lists and dictionaries."""
    fields = model._meta.concrete_fields
    return ({field.attname: field.get_default() for field in fields},
            [(field.attname, field.get_default) for field in fields if field.has_default() and callable(field.default)])
