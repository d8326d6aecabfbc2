"""`huying eval elements`: whether times, persons, events and wishes of a message are found."""

import json
from pathlib import Path
from typing import Annotated

import typer

from huying.cli.evaluate import showing
from huying.understanding.evaluation import elements


def register(group: typer.Typer) -> None:
    """Add the command."""
    group.command(name="elements")(measure)


def measure(
    file: Annotated[Path, typer.Argument(help="标注文件：[{text, pieces: [[要素, 原文]…]}…] · messages with their pieces")],
    as_json: Annotated[bool, typer.Option("--json", help="供程序读取 · for programs")] = False,
) -> None:
    """五要素识别 · Times, persons, events and wishes found in messages; how often what is told would be asked again.

    例 · for example:

        huying eval elements tests/understanding/samples/elements.json
    """
    report = showing.missing("elements", file) or elements.evaluate(json.loads(file.read_text("utf-8")))
    showing.show(report, as_json)
