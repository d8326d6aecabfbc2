"""Reading exports row by row: CSV in any of the usual encodings, workbooks, JSON lines; and the times people write."""

from __future__ import annotations

import codecs
import csv
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import zip_longest
from pathlib import Path
from typing import Any

from huying.clocks.zone import SHANGHAI

ENCODINGS = ("utf-8-sig", "gb18030", "utf-16")
BOOKS = frozenset({".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"})
LINES = frozenset({".jsonl", ".ndjson"})
_MOST_CELL = 64 * 1024 * 1024
_SAMPLE = 64 * 1024
_EXCEL_ZERO = datetime(1899, 12, 30)
_DATE = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?"
    r"(?:[T\s]*(\d{1,2})\s*[:：时点]\s*(\d{1,2})?\s*分?(?:\s*[:：]?\s*(\d{1,2}))?(?:\.\d+)?\s*秒?)?\s*(Z|[+-]\d{2}:?\d{2})?"
)


class Unreadable(ValueError):
    """The file cannot be read as a table; the message says why, for people."""


@dataclass(frozen=True, slots=True)
class Row:
    """`line` counts rows of data from 1; `problem` is set when the row does not fit its header."""

    line: int
    values: dict[str, Any] = field(default_factory=dict)
    problem: str = ""


def rows(path: Path) -> Iterator[Row]:
    """The rows of a file, read as a stream; raises Unreadable."""
    kind = path.suffix.lower()
    if kind in BOOKS:
        return _book(path)
    if kind in LINES:
        return _json_lines(path)
    return _csv(path)


def header(path: Path) -> list[str]:
    """The names of the columns, for people who must map them; of JSON lines those of the first line."""
    return list(next(iter(rows(path)), Row(0)).values)


def encoding_of(path: Path) -> str:
    """The first of ENCODINGS that the whole file is well-formed in; raises Unreadable when none is."""
    with path.open("rb") as file:
        start = file.read(4)
    if start[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return "utf-16"
    for name in ENCODINGS:
        decoder = codecs.getincrementaldecoder(name)()
        try:
            with path.open("rb") as file:
                while piece := file.read(1 << 20):
                    decoder.decode(piece)
                decoder.decode(b"", True)
            return name
        except UnicodeError:
            continue
    raise Unreadable("文字编码既不是 UTF-8 也不是 GB18030 · the text is neither UTF-8 nor GB18030")


def moment(value: object) -> datetime | None:
    """An instant written in one of the usual ways, of the city where no zone is named; None when it is none.

    `2020-01-06 12:09:38`, `2019/2/14 20:00`, `2019年2月14日 20时5分`, ISO 8601, a date, an Excel serial number.
    """
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=SHANGHAI)
    if isinstance(value, date):
        return datetime.combine(value, time(), SHANGHAI)
    text = str(value if value is not None else "").strip()
    if re.fullmatch(r"\d{5}(\.\d+)?", text):
        return (_EXCEL_ZERO + timedelta(seconds=round(float(text) * 86400))).replace(tzinfo=SHANGHAI)
    found = _DATE.fullmatch(text)
    if found is None:
        return None
    parts = [int(part) if part else 0 for part in found.groups()[:6]]
    try:
        local = datetime(*parts[:3], *parts[3:])  # type: ignore[arg-type]
    except ValueError:
        return None
    zone = found[7]
    return local.replace(tzinfo=datetime.fromisoformat(f"2000-01-01T00:00{zone}").tzinfo if zone else SHANGHAI)


def _csv(path: Path) -> Iterator[Row]:
    name = encoding_of(path)
    csv.field_size_limit(_MOST_CELL)
    with path.open(encoding=name, newline="") as file:
        dialect = _delimiter(file.read(_SAMPLE))
        file.seek(0)
        table = csv.reader(_without_nul(file), delimiter=dialect)
        names = _names(next(table, []))
        try:
            yield from _fitted(names, table)
        except csv.Error as error:
            raise Unreadable(f"第 {table.line_num} 行附近不能读 · near line {table.line_num}: {error}") from None


def _without_nul(lines: Iterable[str]) -> Iterator[str]:
    return (line.replace("\0", "") for line in lines)


def _delimiter(sample: str) -> str:
    first = sample.split("\n", 1)[0]
    return max(",\t;|", key=first.count)


def _names(cells: list[Any]) -> list[str]:
    names = [str(cell if cell is not None else "").strip() for cell in cells]
    while names and not names[-1]:
        names.pop()
    if not names:
        raise Unreadable("第一行应是列名 · the first row must name the columns")
    return names


def _fitted(names: list[str], table: Iterable[list[Any]]) -> Iterator[Row]:
    """Each row under the header's names; blank rows are passed over."""
    line = 0
    for cells in table:
        if not any(str(cell).strip() for cell in cells if cell is not None):
            continue
        line += 1
        more = [cell for cell in cells[len(names):] if str(cell).strip()]
        values = dict(zip_longest(names, cells[: len(names)], fillvalue=""))
        yield Row(line, values, f"多出 {len(more)} 列，引号可能有误 · {len(more)} cells too many, perhaps a stray quote" if more else "")


def _book(path: Path) -> Iterator[Row]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
    except (CalamineError, OSError) as error:
        raise Unreadable(f"不是可读的表格文件 · not a readable workbook: {error}") from None
    table = iter(sheet.iter_rows())
    yield from _fitted(_names(next(table, [])), table)


def _json_lines(path: Path) -> Iterator[Row]:
    line = 0
    with path.open(encoding=encoding_of(path)) as file:
        for text in file:
            if not text.strip():
                continue
            line += 1
            try:
                found = json.loads(text)
            except ValueError as error:
                yield Row(line, {}, f"不是 JSON · not JSON: {error}")
                continue
            yield Row(line, found if isinstance(found, dict) else {}, "" if isinstance(found, dict) else "不是 JSON 对象 · no JSON object")
