"""`huying eval mask`: is all that is personal covered, and nothing else."""

import json
from pathlib import Path
from typing import Annotated

import typer

from huying.cli.evaluate.showing import missing, show


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(mask)


def mask(
    file: Annotated[Path, typer.Argument(help="JSON: [{Input, Results: [{Text}]}]")],
    as_json: Annotated[bool, typer.Option("--json", help="供程序读取 · for programs")] = False,
) -> None:
    """个人信息遮盖的召回，以及是否误盖 · Recall of masking, and whether anything else is destroyed.

    Every piece in Results must be covered and everything else must stay. Numbers in formats of other countries are
    counted in a row of their own; the floor is held to Chinese ones.

    例 · for example:

        huying eval mask tests/understanding/samples/mask.json

        huying eval mask PhoneNumberModel.json --json
    """
    from huying.understanding.evaluation.mask import cases, measure

    gone = missing("mask", file)
    if gone:
        show(gone, as_json)
    show(measure(cases(json.loads(file.read_text(encoding="utf-8-sig")))), as_json)
