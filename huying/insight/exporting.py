"""Writing exports: at once for short lists, in the background with progress for long ones."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.core.files import File
from django.http import QueryDict
from django.utils import translation

from huying.insight.models import Export
from huying.people.entry import staff
from huying.people.persons import Person
from huying.tickets.queries import export

logger = logging.getLogger("huying.export")
LONG = 20_000  # rows from which a list is written in the background
KEPT = timedelta(days=3)


def is_long(person: Person, query: str, now: datetime) -> bool:
    """Whether the list has more than LONG rows; counts no further."""
    _, tickets = export.chosen(person, QueryDict(query).dict(), now)
    return tickets.order_by()[: LONG + 1].count() > LONG


def write(person: Person, query: str, sort: str, path: Path, language: str, now: datetime,
          told: Callable[[int], None] | None = None) -> int:
    """Write the list to `path`; returns the rows written. `told` hears the count now and then."""
    _, tickets = export.chosen(person, QueryDict(query).dict(), now)
    lines = export.rows(tickets, person, language)
    if sort == Export.XLSX:
        return export.write_xlsx(lines, path, language, told)
    counted = _counted(lines, told)
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(export.as_csv(counted, language))
    return counted.done


class _counted(Iterator[list[object]]):
    """Counts the lines that pass and tells it every 500."""

    def __init__(self, lines: Iterator[list[object]], told: Callable[[int], None] | None) -> None:
        self.lines, self.told, self.done = lines, told, 0

    def __next__(self) -> list[object]:
        line = next(self.lines)
        self.done += 1
        if self.told and self.done % 500 == 0:
            self.told(self.done)
        return line


def run(pk: int, now: datetime) -> None:
    """Do a waiting export; a failure is kept in its row. Rights are those that the account has now."""
    row = Export.objects.select_related("account").filter(pk=pk, state=Export.WAITING).first()
    if row is None:
        return
    person = staff(row.account)
    with translation.override(row.language), tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"export.{row.sort}"
        try:
            _, tickets = export.chosen(person, QueryDict(row.query).dict(), now)
            _set(row, state=Export.RUNNING, total=tickets.order_by().count())
            done = write(person, row.query, row.sort, path, row.language, now, _Teller(row.pk))
            with path.open("rb") as file:
                row.file.save(f"{row.pk}.{row.sort}", File(file), save=False)
        except Exception as error:
            logger.exception("export %s failed", pk)
            _set(row, state=Export.FAILED, error=f"{type(error).__name__}"[:200], finished_at=now)
        else:
            _set(row, state=Export.DONE, done=done, total=max(done, row.total), file=row.file.name, finished_at=now)


class _Teller:
    """Writes how far an export is, through a connection of its own: the export's transaction is long."""

    def __init__(self, pk: int) -> None:
        self.pk = pk

    def __call__(self, done: int) -> None:
        if done % 5000 == 0:
            _elsewhere(self.pk, done)


def _elsewhere(pk: int, done: int) -> None:
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connection

    def update() -> None:
        try:
            Export.objects.filter(pk=pk).update(done=done)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as one:
        one.submit(update).result()


def _set(row: Export, **values: object) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    Export.objects.filter(pk=row.pk).update(**values)


def forget_old(now: datetime) -> int:
    """Remove files older than KEPT; returns how many."""
    gone = list(Export.objects.filter(asked_at__lt=now - KEPT)[:200])
    for row in gone:
        if row.file:
            row.file.delete(save=False)
    return Export.objects.filter(pk__in=[row.pk for row in gone]).delete()[0]
