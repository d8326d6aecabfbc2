"""Every row becomes a ticket or a stated refusal; started again, nothing is doubled, even after kill -9."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from huying.tickets.intake import Columns, Intake
from huying.tickets.models import Contact, Ticket
from huying.tickets.sheets import Row

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
MAP = {"title": "主题", "detail": "详情", "time": "时间", "key": "编号"}


def row(line: int, **more: object) -> Row:
    given = {"编号": str(line), "主题": f"第{line}盏路灯不亮", "时间": "2026-11-20 09:30:00",
             "详情": f"天河区体育东路{line}号门口的路灯从昨晚开始不亮，我是附近住户，希望尽快维修。", "电话": ""}
    return Row(line, {**given, **more})


def taken(rows: list[Row], columns: dict[str, str] | None = None, **more: object) -> Intake:
    intake = Intake(Columns(columns or MAP), NOW, **more)  # type: ignore[arg-type]
    list(intake.take(rows))
    return intake


def counts(intake: Intake) -> dict[str, int]:
    return {name: count for name, count in intake.counts.items() if count}


def test_rows_become_tickets_with_their_own_time_and_words(db: None):
    assert counts(taken([row(1)])) == {"read": 1, "ticket": 1}
    ticket, contact = Ticket.objects.get(), Contact.objects.get()
    assert ticket.title == "第1盏路灯不亮" and ticket.door == "platform" and ticket.tags == ["导入"]
    assert ticket.registered_at == NOW and contact.received_at == datetime(2026, 11, 20, 1, 30, tzinfo=UTC)


def test_registered_at_the_rows_own_time(db: None):
    taken([row(1)], as_of_row=True)
    assert Ticket.objects.get().registered_at == datetime(2026, 11, 20, 1, 30, tzinfo=UTC)
    late = taken([row(2, 时间="2009-01-01 10:00")], as_of_row=True)
    assert late.codes == {"calendar": 1} and Ticket.objects.count() == 1


def test_the_same_export_again_doubles_nothing_and_another_file_neither(db: None):
    rows = [row(place) for place in range(1, 6)]
    taken(rows)
    assert counts(taken(rows[::-1])) == {"read": 5, "before": 5}
    assert Ticket.objects.count() == Contact.objects.count() == 5


def test_without_a_key_column_the_words_are_the_key_and_equal_rows_are_counted(db: None):
    columns = {name: column for name, column in MAP.items() if name != "key"}
    rows = [row(1), row(1), row(2)]
    assert counts(taken(rows, columns)) == {"read": 3, "ticket": 3}
    assert counts(taken(rows, columns)) == {"read": 3, "before": 3}
    assert Contact.objects.count() == 3


def test_the_same_caller_about_the_same_matter_becomes_an_urge(db: None):
    columns = {**MAP, "phone": "电话"}
    found = taken([row(1, 电话="13900000001"), row(2, 电话="13900000001", 主题="第1盏路灯不亮", 详情=row(1).values["详情"])], columns)
    assert counts(found) == {"read": 2, "ticket": 1, "urged": 1}


def test_each_refusal_says_why_and_stops_nobody(db: None):
    rows = [row(1, 时间="昨天"), row(2, 时间="2031-01-01"), row(3, 主题="", 详情=""), row(4, 详情="长" * 10_001),
            Row(5, {}, "多出 2 列"), row(6)]
    intake = Intake(Columns(MAP), NOW)
    found = list(intake.take(rows))
    assert [each.codes for each in found] == [("time",), ("future",), ("empty",), ("too_long",), ("row",), ()]
    assert all(each.reason for each in found[:5]) and found[5].number == Ticket.objects.get().number


def test_a_long_headline_is_no_reason_to_send_somebody_away(db: None):
    assert counts(taken([row(1, 主题="路灯" * 150)])) == {"read": 1, "ticket": 1}
    ticket = Ticket.objects.get()
    assert len(ticket.title) == 200 and ticket.detail.startswith("路灯" * 150)


def test_a_dry_run_says_the_same_and_keeps_nothing(db: None):
    rows = [row(1), row(2, 时间="昨天"), row(3, 主题="", 详情="灯坏了")]
    dry = taken(rows, dry=True)
    assert Ticket.objects.count() == Contact.objects.count() == 0
    assert counts(taken(rows)) == counts(dry) == {"read": 3, "ticket": 1, "refused": 1, "incomplete": 1}


@pytest.mark.parametrize("columns", [{"title": "主题", "colour": "颜色"}, {"time": "时间"}])
def test_a_mapping_that_makes_no_sense_is_refused(columns: dict[str, str]):
    with pytest.raises(ValueError):
        Columns(columns)


def _export(path: Path, many: int) -> None:
    with path.open("w", encoding="gb18030", newline="") as file:
        table = csv.DictWriter(file, list(row(1).values))
        table.writeheader()
        table.writerows(row(place).values for place in range(1, many + 1))


def _command(path: Path, *more: str) -> list[str]:
    mapping = ",".join(f"{name}={column}" for name, column in MAP.items())
    return [sys.executable, "-m", "huying.cli", "intake", str(path), "--map", mapping, "--json", *more]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_killed_in_the_middle_and_started_again_every_row_is_there_once(tmp_path: Path):
    from django.db import connection

    many, path = 150, tmp_path / "export.csv"
    _export(path, many)
    kept = connection.settings_dict
    url = f"postgresql://{kept['USER']}@/{kept['NAME']}?host={kept['HOST']}&port={kept['PORT'] or 5432}"
    environment = {**os.environ, "DATABASE_URL": url}
    first = subprocess.Popen(_command(path), env=environment, stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while Ticket.objects.count() < 12 and time.monotonic() < deadline:
        time.sleep(0.05)
    first.send_signal(signal.SIGKILL)
    first.wait()
    done = Ticket.objects.count()
    assert 12 <= done < many
    report = tmp_path / "refused.csv"
    again = subprocess.run(_command(path, "--report", str(report)), env=environment, capture_output=True, text=True, check=True)
    said = json.loads(again.stdout)
    assert said["read"] == many and said["before"] + said["ticket"] == many and said["before"] in (done, done - 1, done + 1)
    assert Ticket.objects.count() == Contact.objects.filter(state=Contact.REGISTERED).count() == many
    assert len(set(Contact.objects.values_list("ticket_id", flat=True))) == many
