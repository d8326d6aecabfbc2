"""Lists as files: every row through a server-side cursor, contact data masked, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import get_language, gettext
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from huying import policy
from huying.clocks.zone import SHANGHAI
from huying.people.persons import Person
from huying.people.sealed import masked_caller
from huying.tickets.models import Ticket
from huying.tickets.problems import blocked
from huying.tickets.queries.find import Filters, filters_of, found
from huying.tickets.queries.worklists import ROW, WORKLISTS
from huying.tickets.states import KIND_NAMES, STATE_NAMES, URGENCY_NAMES, Kind, State, Urgency

CHUNK = 2000
SHEET_ROWS = 1_048_575  # what one sheet holds below its head
BOM = "\ufeff"
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
FIELDS = (*ROW, "happened", "wish", "detail", "parties", "caller_sealed", "archived_at")

Cell = Callable[[Ticket, bool, tuple[str, str]], Any]


def _place(ticket: Ticket, english: bool, caller: tuple[str, str]) -> str:
    found = policy.current().divisions.get(ticket.division)
    return "" if found is None else found.en if english else found.name


def _category(ticket: Ticket, english: bool, caller: tuple[str, str]) -> str:
    rules = policy.current().categories
    if english:
        found = rules.get(ticket.category)
        return found.en if found else ""
    return "/".join(rules[ticket.category].path_names) if ticket.category in rules else ""


def _door(ticket: Ticket, english: bool, caller: tuple[str, str]) -> str:
    found = policy.current().doors.get(ticket.door)
    return ticket.door if found is None else found.en if english else found.name


def _time(instant: datetime | None) -> str:
    return f"{instant.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" if instant else ""


# (zh, en, width in characters, what stands in the cell)
COLUMNS: tuple[tuple[str, str, int, Cell], ...] = (
    ("工单编号", "number", 15, lambda t, en, c: t.number),
    ("状态", "state", 10, lambda t, en, c: STATE_NAMES[State(t.state)][en]),
    ("性质", "kind", 8, lambda t, en, c: KIND_NAMES[Kind(t.kind)][en]),
    ("紧急程度", "urgency", 8, lambda t, en, c: URGENCY_NAMES[Urgency(t.urgency)][en]),
    ("渠道", "door", 8, _door),
    ("事项分类", "category", 30, _category),
    ("区划", "place", 14, _place),
    ("标题", "title", 40, lambda t, en, c: t.title),
    ("诉求内容", "request", 60, lambda t, en, c: t.detail),
    ("诉求目的", "wish", 30, lambda t, en, c: t.wish),
    ("发生时间", "happened", 16, lambda t, en, c: t.happened),
    ("地点", "address", 30, lambda t, en, c: t.place),
    ("诉求人", "citizen", 10, lambda t, en, c: c[0]),
    ("联系电话", "phone", 14, lambda t, en, c: c[1]),
    ("主办单位", "lead unit", 20, lambda t, en, c: (t.lead.name_en if en else "") or t.lead.name if t.lead else ""),
    ("来件人数", "callers", 8, lambda t, en, c: t.callers),
    ("催办次数", "urges", 8, lambda t, en, c: t.urges),
    ("退单次数", "hand backs", 8, lambda t, en, c: t.returns),
    ("重办次数", "reworks", 8, lambda t, en, c: t.reworks),
    ("问题工单", "problem ticket", 8, lambda t, en, c: ("yes" if en else "是") if t.problem else ""),
    ("登记时间", "registered", 16, lambda t, en, c: _time(t.registered_at)),
    ("办结时限", "due", 16, lambda t, en, c: _time(t.due_at)),
    ("办结时间", "completed", 16, lambda t, en, c: _time(t.completed_at)),
    ("归档时间", "archived", 16, lambda t, en, c: _time(t.archived_at)),
)


def chosen(person: Person, given: Mapping[str, str], now: datetime) -> tuple[str, QuerySet[Ticket]]:
    """The list that an address names, with its title: `list=<worklist>`, or the filters of a search.

    Refused when there is no such list for this person, or a filter cannot be right.
    """
    name = given.get("list") or ""
    if name:
        worklist = WORKLISTS.get(name)
        if worklist is None or not person.has(*worklist.roles):
            raise blocked("unknown_list", "没有这个列表。", "There is no such list.", "list")
        return worklist.words(get_language() or "zh"), worklist.tickets(person, now)
    filters = filters_of(given)
    title = WORKLISTS["all"].words(get_language() or "zh") if filters == Filters() else gettext("查找结果")
    return title, found(person, filters, now)


def heads(language: str) -> list[str]:
    return [en if language.startswith("en") else zh for zh, en, _width, _cell in COLUMNS]


def rows(tickets: QuerySet[Ticket], person: Person, language: str) -> Iterator[list[Any]]:
    """Every ticket of the query as a row, newest first, holding only `CHUNK` of them at a time.

    The citizen of a confidential ticket is left out for units.
    """
    english = language.startswith("en")
    query = tickets.select_related("lead").only(*FIELDS).order_by("-id")
    with transaction.atomic():  # the cursor lives in it
        with connection.cursor() as cursor:
            # Every row will be read: the plan for all of them, not for the first few.
            cursor.execute("SET LOCAL cursor_tuple_fraction = 1")
        for ticket in query.iterator(chunk_size=CHUNK):
            open_to = person.is_centre or not ticket.confidential
            caller = masked_caller(ticket.number, ticket.caller_sealed) if open_to else ("", "")
            yield [cell(ticket, english, caller) for *_, cell in COLUMNS]


def safe(value: Any) -> Any:
    """A value that no spreadsheet takes for a formula: texts that begin like one get an apostrophe."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def as_csv(lines: Iterator[Sequence[Any]], language: str) -> Iterator[str]:
    """The file in pieces: UTF-8 with BOM, so that spreadsheets read Chinese."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    buffer.write(BOM)
    writer.writerow(heads(language))
    for done, line in enumerate(lines, 1):
        writer.writerow([safe(value) for value in line])
        if done % 200 == 0:
            yield _taken(buffer)
    yield _taken(buffer)


def _taken(buffer: io.StringIO) -> str:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text


def write_xlsx(lines: Iterator[Sequence[Any]], path: Path, language: str, told: Callable[[int], None] | None = None) -> int:
    """Write an Excel file row by row (constant memory), a new sheet where one is full; returns the rows written.

    Texts are written as texts, never as formulas or links. `told` hears the count now and then.
    """
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
               "strings_to_numbers": False, "tmpdir": str(path.parent)}
    done = 0
    with xlsxwriter.Workbook(str(path), options) as book:
        bold = book.add_format({"bold": True})
        sheet = _sheet(book, bold, language)
        for done, line in enumerate(lines, 1):
            place = (done - 1) % SHEET_ROWS
            if place == 0 and done > 1:
                sheet = _sheet(book, bold, language)
            _line(sheet, place + 1, line)
            if told and done % 500 == 0:
                told(done)
    return done


def _sheet(book: xlsxwriter.Workbook, bold: Format, language: str) -> Worksheet:
    sheet = book.add_worksheet()
    for place, ((*_, width, _cell), head) in enumerate(zip(COLUMNS, heads(language), strict=True)):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, head, bold)
    return sheet


def _line(sheet: Worksheet, at: int, line: Sequence[Any]) -> None:
    for place, value in enumerate(line):
        if isinstance(value, int):
            sheet.write_number(at, place, value)
        elif value:
            # A cell holds 32,767 characters.
            sheet.write_string(at, place, str(value)[:32_767])
