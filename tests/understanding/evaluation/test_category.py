"""The measure of categories: nothing is both learned and asked, marks are right, the commands work on files."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from huying.cli import build
from huying.understanding.category import LeafWords, Proposer
from huying.understanding.category_model import Chance
from huying.understanding.evaluation import category, examples
from huying.understanding.evaluation.examples import Example
from tests.understanding.lessons import lessons

runner = CliRunner()


def written(path: Path, head: tuple[str, ...], rows: list[tuple[str, ...]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *rows])
    return path


def test_columns_are_found_under_both_names(tmp_path: Path):
    path = written(tmp_path / "a.csv", ("row", "text_seg", "label", "title", "detail"),
                   [("1", "路灯 不亮", "灯", "路灯", "不亮"), ("2", "没有 工资", "薪", "", "")])
    other = written(tmp_path / "b.csv", ("留言主题", "留言详情", "label", "row"), [("路灯", "不亮", "灯", "1")])
    first, second = examples.load(path, ("title", "detail"))
    assert (first.asked, first.texts, second.asked) == ("路灯\n不亮", ("路灯 不亮", "路灯\n不亮"), "")
    assert examples.load(other, ("title",))[0].asked == "路灯"
    assert examples.load(path)[0].asked == "路灯 不亮"
    with pytest.raises(KeyError):
        examples.load(path, ("nothing",))


def test_a_row_or_text_that_is_asked_is_not_learned():
    asked = [Example("灯", "路灯\n不亮", ("路灯\n不亮",), "1")]
    learned = [Example("灯", "", ("别的话",), "1"), Example("灯", "", ("路灯 不亮！",), "9"), Example("灯", "", ("井盖",), "3")]
    assert [one.row for one in examples.apart(learned, asked)] == ["3"]


def test_folds_ask_every_text_once_and_a_split_keeps_the_shares():
    rows = [Example(label, text, (text,)) for text, label in lessons()]
    parts = examples.folds(rows, 4, 1)
    assert sorted(one.asked for _, asked in parts for one in asked) == sorted(one.asked for one in rows)
    assert all(not {one.asked for one in learned} & {one.asked for one in asked} for learned, asked in parts)
    learned, asked = examples.split(rows, 0.3, 1)
    assert len(learned) + len(asked) == len(rows) and len(asked) == pytest.approx(0.3 * len(rows), rel=0.05)
    assert examples.split(rows, 0.3, 1)[1] == asked != examples.split(rows, 0.3, 2)[1]


def test_the_marks_are_those_of_the_answers():
    asked = [Example("a", "一", ("一",)), Example("a", "二", ("二",)), Example("b", "三", ("三",))]
    answers = [[Chance("a", 0.9)], [Chance("b", 0.8), Chance("a", 0.2)], [Chance("b", 0.7)]]
    report = category.marks(asked, answers, "text")
    figures = {figure.name: figure.value for figure in report.figures}
    assert figures["macro F1"] == pytest.approx(2 / 3)
    assert figures["among the first three · 前三含正确"] == 1.0
    assert [(one.text, one.right, one.said) for one in report.mistakes] == [("二", "a", "b")]
    assert not report.kept


def test_the_calibration_error_is_the_gap_between_word_and_deed():
    asked = [Example("a", str(number), (str(number),)) for number in range(10)]
    sure = [[Chance("a" if number < 6 else "b", 0.95)] for number in range(10)]
    assert category.calibration_error(asked, sure) == pytest.approx(0.35)
    assert category.calibration_error(asked, [[Chance("a", 1.0)]] * 10) == 0.0


def test_the_catalogue_alone_is_mapped_by_the_longest_code():
    leaves = [LeafWords("010501", "路灯不亮", ("城市管理", "路灯"), "", ("路灯不亮",)),
              LeafWords("010101", "道路清扫", ("城市管理", "环卫"), "", ("没人扫地",))]
    mapping = {"01": "城", "0105": "灯"}
    assert category.mapped("010501", mapping) == "灯" and category.mapped("010101", mapping) == "城"
    assert category.mapped("990101", mapping) == ""
    asked = [Example("灯", "路灯 不亮 三天", ("",)), Example("城", "马路没人扫地", ("",))]
    assert category.cold(asked, Proposer(leaves), mapping).figures[0].value == 1.0


def test_the_command_measures_files(tmp_path: Path):
    path = written(tmp_path / "all.csv", ("text", "label"), lessons())
    done = runner.invoke(build(), ["eval", "category", "--train", str(path), "--split", "0.3", "--json"])
    report = json.loads(done.output)
    assert report["figures"][0]["name"] == "macro F1" and report["figures"][0]["value"] > 0.95
    assert "360/152" in report["notes"][0]
    gone = runner.invoke(build(), ["eval", "category", "--train", str(tmp_path / "none.csv")])
    assert gone.exit_code == 0 and "none.csv" in gone.output
    assert runner.invoke(build(), ["eval", "category"]).exit_code == 2
    assert runner.invoke(build(), ["eval", "category", "--train", str(path), "--text-columns", "x"]).exit_code == 2


def test_the_model_commands_keep_promote_and_go_back(tmp_path: Path):
    path = written(tmp_path / "all.csv", ("text", "label"), lessons())
    folder = ["--folder", str(tmp_path / "models")]
    assert "已启用" in runner.invoke(build(), ["model", "train", str(path), *folder]).output
    assert "未启用" in runner.invoke(build(), ["model", "train", str(path), "--no-promote", *folder]).output
    assert runner.invoke(build(), ["model", "promote", "2", *folder]).exit_code == 0
    listed = json.loads(runner.invoke(build(), ["model", "list", "--json", *folder]).output)
    assert [(card["version"], card["current"]) for card in listed] == [(1, False), (2, True)]
    assert "在用 · in use: 1" in runner.invoke(build(), ["model", "rollback", *folder]).output
    assert runner.invoke(build(), ["model", "promote", "9", *folder]).exit_code == 2


SHARED = Path(__file__).resolve().parents[3].parent / "shared" / "data" / "teddy_class_public.csv"


@pytest.mark.skipif(not SHARED.is_file(), reason="the public labelled messages are not beside this checkout")
def test_the_catalogue_alone_keeps_its_floor_on_public_messages():
    from huying import policy

    leaves = [LeafWords(leaf.code, leaf.name, tuple(leaf.path_names), leaf.about, tuple(leaf.words)) for leaf in policy.current().leaves]
    import yaml

    mapping = yaml.safe_load((Path(__file__).resolve().parents[1] / "samples" / "catalogue_to_seven.yaml").read_text("utf-8"))
    asked = examples.load(SHARED)[::16]
    assert category.cold(asked, Proposer(leaves), mapping).figures[0].value > 0.70
