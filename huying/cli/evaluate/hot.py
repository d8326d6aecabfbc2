"""`huying eval hot`: are messages of one hot topic found and grouped?"""

import csv
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from huying.cli.evaluate.showing import missing, show
from huying.understanding.evaluation.hot import Message, measure

SPELT = ("%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%d")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(hot)


def hot(
    messages: Annotated[Path, typer.Argument(help="留言：留言编号、留言主题、留言时间、留言详情 · messages")],
    reference: Annotated[Path, typer.Argument(help="热点：topic、msg_id · members of known topics")],
    as_json: Annotated[bool, typer.Option("--json", help="供程序读取 · for programs")] = False,
) -> None:
    """热点发现评测 · Retrieval and grouping of hot topics.

    Every member of a known topic asks for its fellows among all messages (mean R-precision), and all messages
    are grouped in the order of their time (F1 over pairs in which at least one is a member).

    例 · for example:

        huying eval hot messages.csv reference.csv

        huying eval hot messages.csv reference.csv --json
    """
    report = missing("hot", messages, reference)
    show(report or measure(read_messages(messages), read_topics(reference)), as_json)


def read_messages(path: Path) -> list[Message]:
    """The messages of a file; a later row with a number that came before is left out."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    found = {row["留言编号"]: row for row in reversed(rows)}
    return [Message(id, row["留言主题"].strip(), row["留言详情"].strip(), _time(row)) for id, row in reversed(found.items())]


def read_topics(path: Path) -> dict[str, list[str]]:
    """topic -> numbers of its messages."""
    topics: dict[str, list[str]] = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            topics.setdefault(row["topic"], []).append(row["msg_id"])
    return topics


def _time(row: Mapping[str, str]) -> datetime:
    said = (row.get("留言时间") or "").strip()
    for spelling in SPELT:
        try:
            return datetime.strptime(said, spelling)
        except ValueError:
            continue
    return datetime.min
