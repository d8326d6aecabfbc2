"""`huying phone forecast`, `plan`, `history`, `simulate`: what they print, and one clear line about a mistake."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.cache import cache
from typer.testing import CliRunner

from huying.cli import build
from huying.clocks.present import now
from huying.clocks.zone import SHANGHAI
from huying.demo.call_history import made
from huying.insight.models import HalfHour
from huying.tickets.timing import calendar

pytestmark = pytest.mark.django_db


def run(*arguments: str):
    cache.clear()
    return CliRunner().invoke(build("phone"), ["phone", *arguments])


@pytest.fixture
def csv(tmp_path: Path) -> Path:
    """Sixty days until yesterday in the format of `history`."""
    today = now().astimezone(SHANGHAI).date()
    past = made(today - timedelta(days=60), 60, 1000, calendar(), 1).history
    lines = [f"{past.first + timedelta(days=day)},{half // 2:02d}:{half % 2 * 30:02d},{count:.0f}"
             for day, counts in enumerate(past.calls) for half, count in enumerate(counts)]
    file = tmp_path / "calls.csv"
    file.write_text("day,half_hour,calls\n" + "\n".join(lines), encoding="utf-8")
    return file


def test_a_history_is_kept_forecast_and_planned(csv: Path, tmp_path: Path):
    assert run("plan", "--days", "2").exit_code == 1, "nothing is known yet"
    assert run("history", str(csv)).stdout.strip() == "2880" and HalfHour.objects.count() == 2880
    told = run("forecast", "--days", "3")
    assert told.exit_code == 0 and len(told.stdout.strip().splitlines()) == 3
    told = run("plan", "--days", "2", "--csv", str(tmp_path / "plan.csv"))
    assert told.exit_code == 0 and "seat hours" in told.stdout
    assert len((tmp_path / "plan.csv").read_text("utf-8").splitlines()) == 2 * 48 + 1
    assert run("plan", "--csv", str(tmp_path / "plan.xlsx")).exit_code == 0 and (tmp_path / "plan.xlsx").read_bytes()[:2] == b"PK"


def test_a_backtest_tells_both_errors(csv: Path):
    told = run("forecast", "--backtest", "--weeks", "4", "--history", str(csv))
    assert told.exit_code == 0 and told.stdout.count("WAPE") == 2 and told.stdout.count("same weekday last week") == 2


@pytest.mark.parametrize("arguments", [["forecast", "--from", "yesterday"], ["forecast"], ["plan", "--from", "2026-13-01"]])
def test_a_mistake_is_one_line(arguments: list[str]):
    told = run(*arguments)
    assert told.exit_code == 1 and "Traceback" not in told.output


def test_a_wrong_file_is_told_with_its_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    file = tmp_path / "wrong.csv"
    file.write_text("day,half_hour,calls\n2026-03-02,09:10,1\n", encoding="utf-8")
    assert run("history", str(file)).exit_code == 1 and not HalfHour.objects.exists()
    file.write_bytes("日期,时段\n".encode("gbk"))
    assert run("forecast", "--history", str(file)).exit_code == 1


def test_nobody_listens_is_one_line(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("huying.channels.phone.simulated.TRIES", 1)
    assert run("simulate", "http://127.0.0.1:1/", "--calls", "1").exit_code == 1
