"""`huying eval duplicates`: are two requests about one matter told from near misses?"""

import csv
from pathlib import Path
from typing import Annotated

import typer

from huying.cli.evaluate.showing import missing, show
from huying.understanding.alike.gist import Gist
from huying.understanding.evaluation.duplicates import Pair, measure

READ = 600  # letters


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(duplicates)


def duplicates(
    messages: Annotated[Path, typer.Argument(help="留言：id、title、detail 或 留言编号、留言主题、留言详情 · messages")],
    pairs: Annotated[Path, typer.Argument(help="配对：msg_a、msg_b，可加 same (1/0)、why · pairs")],
    as_json: Annotated[bool, typer.Option("--json", help="供程序读取 · for programs")] = False,
) -> None:
    """重复诉求评测 · Duplicates, against near misses.

    Without a column `same` all pairs are duplicates and only recall can be told. With it, the threshold is chosen
    on half of the pairs (precision 0.95) and measured on the other half; pairs that share a message stay together.

    例 · for example:

        huying eval duplicates messages.csv exact_pairs.csv

        huying eval duplicates tests/understanding/samples/duplicates_messages.csv tests/understanding/samples/duplicates.csv
    """
    report = missing("duplicates", messages, pairs)
    if report is None:
        read = read_pairs(pairs)
        texts = read_texts(messages, {id for pair in read for id in (pair.a, pair.b)})
        report = measure({id: title or detail[:40] for id, (title, detail) in texts.items()}, gists_of(texts), read)
    show(report, as_json)


def read_texts(path: Path, wanted: set[str]) -> dict[str, tuple[str, str]]:
    """(title, detail) of the wanted messages."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        spelt = ("id", "title", "detail") if "id" in (rows.fieldnames or ()) else ("留言编号", "留言主题", "留言详情")
        return {row[spelt[0]]: (row[spelt[1]].strip(), row[spelt[2]].strip()) for row in rows if row[spelt[0]] in wanted}


def read_pairs(path: Path) -> list[Pair]:
    """The pairs of a file."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [Pair(row["msg_a"], row["msg_b"], (row.get("same") or "1") == "1", row.get("why") or "") for row in csv.DictReader(file)]


def gists_of(texts: dict[str, tuple[str, str]]) -> dict[str, Gist]:
    """As the product reads them, with the words of the policy."""
    from huying.tickets.likely import vocabulary
    from huying.understanding.alike.gist import gist

    words = vocabulary()
    return {id: gist(title, detail[:READ], vocabulary=words) for id, (title, detail) in texts.items()}
