"""`huying eval time`: whether times in Chinese text are found and resolved rightly."""

import json
from pathlib import Path
from typing import Annotated

import typer

from huying.cli.evaluate import showing
from huying.understanding.evaluation import time
from huying.understanding.evaluation.recognizers import cases


def register(group: typer.Typer) -> None:
    """Add the command."""
    group.command(name="time")(measure)


def measure(
    files: Annotated[
        list[Path], typer.Argument(help="用例文件 · case files: Input, Context.ReferenceDateTime, Results")
    ],
    negatives: Annotated[
        Path | None, typer.Option(help="不含时间的文本（JSON 列表） · a JSON list of texts without any time")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="供程序读取 · for programs")] = False,
) -> None:
    """时间识别 · Times found and resolved, on case files in the format of Recognizers-Text.

    The name of a file tells what it tests: DateExtractor.json the spans of dates, TimePeriodParser.json the values of
    periods, DateTimeModel.json everything at once.

    例 · for example:

        huying eval time ../shared/data/time/recognizers_zh/*.json --negatives tests/understanding/samples/no_times.json
    """
    report = showing.missing("time", *files, *([negatives] if negatives else []))
    if report is None:
        tests = [case for file in files for case in cases(file.stem, json.loads(file.read_text("utf-8-sig")))]
        report = time.evaluate(tests, json.loads(negatives.read_text("utf-8")) if negatives else ())
    showing.show(report, as_json)
