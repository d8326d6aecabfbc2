"""`huying eval speed`: how long reading a contact takes, part by part."""

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from huying.cli import setting
from huying.cli.evaluate.danger import read_rows
from huying.cli.evaluate.showing import missing, show


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(speed)


def speed(
    file: Annotated[Path | None, typer.Argument(help="CSV；不给则只测恶意文本 · without: hostile texts only")] = None,
    text_columns: Annotated[str, typer.Option(help="文字列，可以多列 · its text columns, joined")] = "留言主题,留言详情",
    most: Annotated[int, typer.Option(help="最多读多少行 · rows read at most")] = 500,
    as_json: Annotated[bool, typer.Option("--json", help="供程序读取 · for programs")] = False,
) -> None:
    """登记时理解一条来件的用时 · Time of understanding one contact, by part: 10,000 letters, broken and hostile ones included.

    The whole of what register reads must stay below 50 ms at p99 on one core.

    例 · for example:

        huying eval speed

        huying eval speed messages.csv --text-columns title,detail
    """
    from huying.understanding.evaluation.speed import hostile, measure

    gone = missing("speed", file) if file else None
    if gone:
        show(gone, as_json)
    texts = hostile()
    if file:
        rows = read_rows(file)[:most]
        texts = {f"{number}": "\n".join(row[column] for column in text_columns.split(",")) for number, row in enumerate(rows, 2)}
    show(measure(_parts(), texts, whole="reading.read"), as_json)


def _parts() -> dict[str, Callable[[str], object]]:
    os.environ.setdefault("DATABASE_URL", "postgresql://nobody@/none")  # nothing is asked of it
    setting.django()
    from huying.tickets import reading
    from huying.tickets.incoming import Incoming
    from huying.understanding import alarm, category, completeness, masking, similar, summary, tone, urgency

    now = datetime.now(UTC)

    def whole(text: str) -> object:
        return reading.read(Incoming(door="web", key="", received_at=now, detail=text))

    return {
        "reading.read": whole, "alarm": alarm.alarm, "urgency": urgency.urgency, "kind": category.kind_of,
        "category": lambda text: reading.proposer().propose(text, top=3), "place": lambda text: reading.finder().find(text),
        "missing": lambda text: completeness.missing(text, {}), "summary": lambda text: summary.summary("", text),
        "same words": similar.same_words, "tone": tone.tone, "mask": masking.mask_text,
    }
