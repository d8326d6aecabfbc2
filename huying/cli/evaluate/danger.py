"""`huying eval danger`: is danger to life heard, and nothing else."""

import csv
import sys
from pathlib import Path
from typing import Annotated

import typer

from huying.cli.evaluate.showing import missing, show


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(danger)


def danger(
    file: Annotated[Path, typer.Argument(help="CSV: text, label (1/0), 可选 sort, part")],
    normal: Annotated[Path | None, typer.Option(help="普通来件 · CSV of ordinary messages")] = None,
    text_columns: Annotated[str, typer.Option(help="普通来件的文字列，可以多列 · its text columns, joined")] = "留言主题,留言详情",
    as_json: Annotated[bool, typer.Option("--json", help="供程序读取 · for programs")] = False,
) -> None:
    """危险识别的召回和误报 · Recall on danger to life now, and false alarms on traps and ordinary messages.

    Rows whose `part` is "kept" taught the model nothing; the floor is held to them. Without `part`, all count.

    例 · for example:

        huying eval danger tests/understanding/samples/danger.csv

        huying eval danger danger.csv --normal messages.csv --text-columns title,detail
    """
    from huying.understanding.evaluation.danger import Sentence, measure

    gone = missing("danger", *(each for each in (file, normal) if each))
    if gone:
        show(gone, as_json)
    rows = [Sentence(row["text"], row["label"].strip() == "1", row.get("sort") or "", row.get("part") or "")
            for row in read_rows(file)]
    ordinary = {}
    if normal:
        columns = text_columns.split(",")
        found = read_rows(normal)
        ordinary = {"whole messages": ["\n".join(row[column] for column in columns) for row in found]}
        if len(columns) > 1:
            ordinary |= {f"{column} only": [row[column] for row in found] for column in columns}
    show(measure(rows, ordinary), as_json)


def read_rows(file: Path) -> list[dict[str, str]]:
    """The rows of a CSV file of any size, with or without a byte order mark."""
    csv.field_size_limit(sys.maxsize)
    with file.open(encoding="utf-8-sig", newline="") as opened:
        return list(csv.DictReader(opened))
