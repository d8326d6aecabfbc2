"""`huying eval duplicates` with one set of messages and pairs, and with several."""

import json
from pathlib import Path

import typer
from typer.testing import CliRunner

from huying.cli.evaluate import duplicates

SAMPLES = Path(__file__).parents[2] / "understanding" / "samples"
OURS = [SAMPLES / "duplicates_messages.csv", SAMPLES / "duplicates.csv"]


def run(*files: Path):
    app = typer.Typer()
    duplicates.register(app)
    return CliRunner().invoke(app, [*map(str, files), "--json"])


def test_several_sets_are_judged_as_one(tmp_path: Path) -> None:
    own = [tmp_path / name for name in ("messages.csv", "pairs.csv")]
    own[0].write_text("id,title,detail\n01p1,路灯不亮,昌岗路的路灯坏了\n2,路灯不亮,昌岗路的路灯坏了\n", "utf-8")
    own[1].write_text("msg_a,msg_b\n01p1,2\n", "utf-8")
    alone, both = (json.loads(run(*files).stdout)["rows"] for files in (OURS, [*OURS, *own]))
    assert both == [*alone, ["listed", "1", "1.000"]], "its message 01p1 is not the one of the samples"


def test_messages_without_pairs_are_a_mistake() -> None:
    told = run(*OURS, OURS[0])
    assert told.exit_code == 2
    assert "成对" in told.output
