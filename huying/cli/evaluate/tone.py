"""`huying eval tone`: are attacks marked, and complaints not."""

from pathlib import Path
from typing import Annotated

import typer

from huying.cli.evaluate.danger import read_rows
from huying.cli.evaluate.showing import missing, show


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(tone)


def tone(
    test: Annotated[Path, typer.Option(help="评测用 CSV · to measure: TEXT, label (1/0), 可选 topic, fine-grained-label")],
    normal: Annotated[Path, typer.Option(help="普通来件 · CSV of ordinary complaints")],
    train: Annotated[Path | None, typer.Option(help="学习用 · to learn from; without: what is shipped")] = None,
    text_columns: Annotated[str, typer.Option(help="普通来件的文字列 · its text columns, joined")] = "留言主题,留言详情",
    fine: Annotated[str, typer.Option(help="细分标注列 · column of the finer label, where there is one")] = "fine-grained-label",
    person: Annotated[str, typer.Option(help="其中表示攻击个人的值 · its value for an attack on one person")] = "1",
    as_json: Annotated[bool, typer.Option("--json", help="供程序读取 · for programs")] = False,
) -> None:
    """辱骂识别：普通投诉误报 ≤ 1% 时的召回 · Recall on attacks when at most 1 % of ordinary complaints are marked.

    Half of the ordinary complaints teach, two tenths set the threshold, three tenths measure.

    例 · for example:

        huying eval tone --train cold_train.csv --test cold_dev.csv --normal messages.csv

        huying eval tone --test cold_dev.csv --normal messages.csv
    """
    from huying.understanding.evaluation.tone import Said, measure

    gone = missing("tone", *(each for each in (train, test, normal) if each))
    if gone:
        show(gone, as_json)

    def said(file: Path) -> list[Said]:
        rows = read_rows(file)
        return [Said(row.get("TEXT") or row["text"], row["label"].strip() == "1", row.get("topic") or "",
                     row[fine].strip() == person if row.get(fine) else None) for row in rows]

    columns = text_columns.split(",")
    ordinary = ["\n".join(row[column].strip() for column in columns) for row in read_rows(normal)]
    show(measure(said(train) if train else [], said(test), ordinary), as_json)
