"""Exports: complete, masked, safe in a spreadsheet, for the eyes of their owner."""

import csv
import io
from pathlib import Path

import pytest
from django.test import Client
from python_calamine import load_workbook

from huying.clocks.present import now as present
from huying.insight import exporting
from huying.insight.models import Export
from huying.tickets import life
from huying.tickets.queries import export
from tests.cast import MONDAY, Cast


@pytest.fixture
def enter(client: Client):
    def enter(account) -> Client:
        client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return enter


def lines(answer) -> list[list[str]]:
    body = b"".join(answer.streaming_content)
    assert body.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))


def test_every_ticket_is_a_row_and_contact_data_is_masked(cast: Cast, enter):
    made = [cast.ticket(name="欧阳晓明", phone="13912345678", detail=f"第{i}件，噪声很大").number for i in range(5)]
    answer = enter(cast.agent_account).post("/staff/exports/", {"sort": "csv", "query": "q=噪声"})
    rows = lines(answer)
    assert rows[0][0] == "工单编号" and sorted(row[0] for row in rows[1:]) == sorted(made) and answer["X-Rows"] == "5"
    text = str(rows)
    assert "13912345678" not in text and "晓明" not in text and "139****5678" in text


def test_a_unit_exports_its_own_and_no_confidential_caller(cast: Cast, enter):
    shown, hidden = cast.ticket(phone="13900000001"), cast.ticket(phone="13900000002", confidential=True)
    cast.ticket()
    for ticket in (shown, hidden):
        life.dispatch(ticket.number, by=cast.dispatcher, now=MONDAY, lead=cast.lead_unit)
    rows = lines(enter(cast.liaison_account).post("/staff/exports/", {"sort": "csv", "query": "list=to_sign"}))
    phones = {row[0]: row[13] for row in rows[1:]}
    assert phones == {shown.number: "139****0001", hidden.number: ""}


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "＝"])
def test_no_cell_of_a_csv_begins_a_formula(cast: Cast, enter, start: str):
    cast.ticket(title=f"{start}HYPERLINK(1)", detail=f"{start}cmd|' /C calc'!A0 路灯坏了")
    rows = lines(enter(cast.agent_account).post("/staff/exports/", {"sort": "csv", "query": ""}))
    assert not any(cell.startswith(export.FORMULA) for row in rows for cell in row)


def test_an_excel_file_holds_texts_never_formulas(cast: Cast, enter):
    number = cast.ticket(title="=1+1", detail="=HYPERLINK(\"http://evil\")").number
    answer = enter(cast.agent_account).post("/staff/exports/", {"sort": "xlsx", "query": ""})
    rows = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).get_sheet_by_index(0).to_python()
    assert rows[0][0] == "工单编号" and rows[1][0] == number and rows[1][7] == "=1+1"


def test_a_full_sheet_goes_on_in_the_next(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(export, "SHEET_ROWS", 3)
    done = export.write_xlsx(([str(i)] for i in range(8)), tmp_path / "x.xlsx", "zh")
    book = load_workbook(str(tmp_path / "x.xlsx"))
    sheets = [book.get_sheet_by_index(i).to_python() for i in range(3)]
    assert done == 8 and [int(row[0]) for sheet in sheets for row in sheet[1:]] == list(range(8))


def test_a_list_of_another_role_or_a_wrong_filter_is_refused(cast: Cast, enter):
    client = enter(cast.liaison_account)
    for query in ("list=to_dispatch", "list=nothing", "state=zz", "q=1234567"):
        assert client.post("/staff/exports/", {"sort": "csv", "query": query}).status_code == 422
        assert client.get(f"/staff/export/?{query}").status_code == 422
    assert client.post("/staff/exports/", {"sort": "exe", "query": ""}).status_code == 404
    assert client.get("/staff/export/?list=to_sign").status_code == 200


def test_a_long_list_is_written_in_the_background_for_its_owner_only(cast: Cast, enter, monkeypatch):
    for _ in range(3):
        cast.ticket()
    monkeypatch.setattr(exporting, "LONG", 2)
    client = enter(cast.agent_account)
    answer = client.post("/staff/exports/", {"sort": "xlsx", "query": "q=噪声"})
    row = Export.objects.get()
    assert answer.status_code == 302 and answer.url == f"/staff/exports/{row.pk}/"
    assert "hx-trigger" in client.get(answer.url).content.decode()
    assert client.get(f"{answer.url}file/").status_code == 404
    exporting.run(row.pk, present())
    exporting.run(row.pk, present())
    row.refresh_from_db()
    assert (row.state, row.done, row.total) == ("done", 3, 3)
    page = client.get(answer.url).content.decode()
    assert "hx-trigger=\"every" not in page
    body = b"".join(client.get(f"{answer.url}file/").streaming_content)
    assert len(load_workbook(io.BytesIO(body)).get_sheet_by_index(0).to_python()) == 4
    stranger = enter(cast.other_agent_account)
    assert stranger.get(answer.url).status_code == stranger.get(f"{answer.url}file/").status_code == 404


def test_an_export_that_fails_says_so(cast: Cast, monkeypatch):
    row = Export.objects.create(account=cast.liaison_account, title="x", query="list=to_dispatch", sort="csv", asked_at=present())
    exporting.run(row.pk, present())
    row.refresh_from_db()
    assert row.state == "failed" and row.error == "Refused"


def test_old_files_are_removed(cast: Cast):
    row = Export.objects.create(account=cast.agent_account, title="x", sort="csv", asked_at=MONDAY)
    exporting.run(row.pk, MONDAY)
    row.refresh_from_db()
    path = Path(row.file.path)
    assert path.exists()
    assert exporting.forget_old(MONDAY + exporting.KEPT * 2) == 1 and not path.exists()
