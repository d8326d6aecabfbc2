"""`huying eval time` and `huying eval elements` from files to exit codes."""

import json
from pathlib import Path

import typer
from typer.testing import CliRunner

from huying.cli.evaluate import elements, time

CASE = {
    "Input": "后天见",
    "Context": {"ReferenceDateTime": "2016-11-07T00:00:00"},
    "Results": [{"Text": "后天", "Start": 0, "Length": 2, "Type": "date", "Value": {
        "Timex": "2016-11-09", "FutureResolution": {"date": "2016-11-09"}, "PastResolution": {"date": "2016-11-09"}}}],
}


def run(*words: str):
    app = typer.Typer()
    time.register(app)
    elements.register(app)
    return CliRunner().invoke(app, list(words))


def written(folder: Path, name: str, value: object) -> str:
    file = folder / name
    file.write_text(json.dumps(value, ensure_ascii=False), "utf-8")
    return str(file)


def test_times_are_measured_with_negatives(tmp_path: Path) -> None:
    done = run("time", written(tmp_path, "DateParser.json", [CASE]), "--negatives", written(tmp_path, "none.json", ["拨打12345"]), "--json")
    assert done.exit_code == 0
    assert {figure["name"]: figure["value"] for figure in json.loads(done.stdout)["figures"]} == {
        "span F1": 1.0, "cases with all spans right": 1.0, "resolved value": 1.0, "texts without a time in which one was found": 0.0}


def test_a_missed_floor_ends_with_one(tmp_path: Path) -> None:
    assert run("time", written(tmp_path, "DateParser.json", [CASE | {"Input": "再见"}])).exit_code == 1


def test_elements_are_measured(tmp_path: Path) -> None:
    story = "老板昨天把门口的路全挖断了"
    pieces = [["person", "老板"], ["time", "昨天"], ["event", story], ["wish", "请处理"]]
    rows = [{"text": f"{story}，请处理", "pieces": pieces}]
    done = run("elements", written(tmp_path, "rows.json", rows), "--json")
    assert json.loads(done.stdout)["kept"], done.stdout


def test_files_that_are_not_there_are_named() -> None:
    for command in ("time", "elements"):
        done = run(command, "nowhere.json")
        assert done.exit_code == 0
        assert "nowhere.json" in done.stdout
