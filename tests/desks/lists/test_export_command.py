"""`huying export`: the same file from the command line."""

import csv
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from huying.cli import build
from tests.cast import Cast


def run(*arguments: str):
    return CliRunner().invoke(build(), ["export", *arguments])


def test_it_writes_what_the_query_names_masked(cast: Cast, tmp_path: Path):
    number = cast.ticket(name="欧阳晓明", phone="13912345678").number
    cast.ticket(title="路灯不亮", detail="整条路的路灯都不亮", wish="请维修")
    done = run(str(tmp_path / "a.csv"), "--query", "q=噪声", "--json")
    assert json.loads(done.stdout)["rows"] == 1
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert [row[0] for row in rows[1:]] == [number] and "13912345678" not in str(rows)
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]


@pytest.mark.parametrize("arguments", [["x.txt"], ["nowhere/x.csv"], ["x.csv", "--query", "state=zz"], ["x.xlsx", "--query", "list=none"]])
def test_a_mistake_is_one_line_and_leaves_no_file(cast: Cast, tmp_path: Path, arguments: list[str], monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    done = run(*arguments)
    assert done.exit_code == 1 and list(tmp_path.iterdir()) == []
