"""`huying eval duplicates`: are two requests about one matter told from near misses?"""

import csv
from dataclasses import replace
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
    files: Annotated[list[Path], typer.Argument(
        metavar="MESSAGES.csv PAIRS.csv ...",
        help="留言（id、title、detail 或 留言编号、留言主题、留言详情）与配对（msg_a、msg_b，可加 same (1/0)、why），可给多组 · "
             "messages and their pairs, as many sets as you like")],
    as_json: Annotated[bool, typer.Option("--json", help="供程序读取 · for programs")] = False,
) -> None:
    """重复诉求评测 · Duplicates, against near misses.

    Without a column `same` all pairs are duplicates and only recall can be told. With it, the threshold is chosen
    on half of the pairs (precision 0.95) and measured on the other half; pairs that share a message stay together.
    Several sets are judged as one.

    例 · for example:

        huying eval duplicates messages.csv exact_pairs.csv

        huying eval duplicates tests/understanding/samples/duplicates_messages.csv tests/understanding/samples/duplicates.csv

        huying eval duplicates messages.csv exact_pairs.csv own_messages.csv own_pairs.csv
    """
    if len(files) % 2:
        raise typer.BadParameter("留言和配对须成对给出。 · To each file of messages belongs one of pairs.")
    report = missing("duplicates", *files)
    if report is None:
        titles: dict[str, str] = {}
        gists: dict[str, Gist] = {}
        asked: list[Pair] = []
        for number, (messages, pairs) in enumerate(zip(files[::2], files[1::2], strict=True)):
            read = read_pairs(pairs)
            texts = read_texts(messages, {id for pair in read for id in (pair.a, pair.b)})
            asked += [replace(pair, a=f"{number}:{pair.a}", b=f"{number}:{pair.b}") for pair in read]
            titles |= {f"{number}:{id}": title or detail[:40] for id, (title, detail) in texts.items()}
            gists |= {f"{number}:{id}": one for id, one in gists_of(texts).items()}
        report = measure(titles, gists, asked)
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
