"""Exports as they come: encodings, stray quotes, huge cells, workbooks, JSON lines, and every way to write a time."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import xlsxwriter

from huying.tickets.sheets import Unreadable, encoding_of, header, moment, rows

CITY = ZoneInfo("Asia/Shanghai")


def values(path: Path) -> list[dict[str, object]]:
    return [row.values for row in rows(path)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_every_usual_encoding_is_read(tmp_path: Path, encoding: str):
    path = tmp_path / "a.csv"
    path.write_bytes("编号,详情\r\n1,路灯不亮㛃\r\n".encode(encoding))
    assert values(path) == [{"编号": "1", "详情": "路灯不亮㛃"}]


def test_a_character_cut_by_the_readers_block_is_still_whole(tmp_path: Path):
    path = tmp_path / "a.csv"
    path.write_bytes(("详情\n" + "灯" * 700_000 + "\n").encode())
    assert encoding_of(path) == "utf-8-sig" and len(str(values(path)[0]["详情"])) == 700_000


def test_what_is_no_text_is_said_to_be_none(tmp_path: Path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"\x89PNG\r\n\x1a\n\xff\xff\xff" * 10)
    with pytest.raises(Unreadable):
        list(rows(path))


def test_lines_inside_quotes_stay_in_their_cell_and_blank_rows_are_passed_over(tmp_path: Path):
    path = tmp_path / "a.csv"
    path.write_text('编号;详情;\n1;"第一行\n第二行;还有""引号""";\n\n;;\n2;短\n3;"多";x;y\n', encoding="utf-8")
    found = list(rows(path))
    assert [row.values for row in found[:2]] == [{"编号": "1", "详情": '第一行\n第二行;还有"引号"'}, {"编号": "2", "详情": "短"}]
    assert not found[0].problem and "2" in found[2].problem


def test_a_workbook_gives_its_own_dates_and_numbers(tmp_path: Path):
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["编号", "时间", "详情"])
    sheet.write(1, 0, 188006)
    sheet.write_datetime(1, 1, datetime(2019, 2, 28, 11, 25), book.add_format({"num_format": "yyyy-mm-dd hh:mm"}))
    sheet.write(1, 2, "路灯不亮")
    book.close()
    assert header(path) == ["编号", "时间", "详情"]
    row = values(path)[0]
    assert row["编号"] == 188006 and moment(row["时间"]) == datetime(2019, 2, 28, 11, 25, tzinfo=CITY)


def test_json_lines_name_the_line_that_is_none(tmp_path: Path):
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"详情": "灯坏"}, ensure_ascii=False) + "\nnot json\n[1]\n", encoding="utf-8")
    found = list(rows(path))
    assert found[0].values == {"详情": "灯坏"} and found[1].problem and found[2].problem and found[2].line == 3


@pytest.mark.parametrize(("text", "expected"), [
    ("2020-01-06 12:09:38", datetime(2020, 1, 6, 12, 9, 38, tzinfo=CITY)),
    ("2019/2/14 20:00", datetime(2019, 2, 14, 20, 0, tzinfo=CITY)),
    ("2019年2月14日 20时5分", datetime(2019, 2, 14, 20, 5, tzinfo=CITY)),
    ("2019.2.14", datetime(2019, 2, 14, tzinfo=CITY)),
    ("2020-01-06T04:09:38Z", datetime(2020, 1, 6, 12, 9, 38, tzinfo=CITY)),
    ("43510.5", datetime(2019, 2, 14, 12, 0, tzinfo=CITY)),
    (date(2019, 2, 14), datetime(2019, 2, 14, tzinfo=CITY)),
])  # fmt: skip
def test_times_are_read_as_people_write_them(text: object, expected: datetime):
    assert moment(text) == expected


@pytest.mark.parametrize("text", ["", "昨天", "2019-13-40", "12:30", None, "2019-02-14 25:00"])
def test_what_is_no_time_is_none(text: object):
    assert moment(text) is None
