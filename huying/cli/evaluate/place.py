"""`huying eval place`: how well addresses are read."""

from pathlib import Path
from typing import Annotated

import typer

from huying.cli.evaluate import showing
from huying.understanding.evaluation.report import Report


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(place)


def place(
    file: Annotated[Path, typer.Argument(help="带标注的地址，每行“字 标签” · labelled addresses, one sign and its BIO label a line")],
    train: Annotated[Path | None, typer.Option(help="先学习这个文件 · learn from this file first")] = None,
    divisions: Annotated[
        Path | None, typer.Option(help="含 streets.csv 的目录，加入全国乡镇街道 · folder with streets.csv: all streets and towns")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="供程序读取 · for programs")] = False,
) -> None:
    """地址识别评测 · Addresses: parts found exactly (entity F1), and divisions resolved to their code.

    Without --train the reader that comes with the house is measured. It knows no labelled address, only ones put
    together by rule, the names of provinces, cities and counties, and some thousand numbers of labelling habits. With
    --train it learns on from a file of labelled addresses first (half a minute for 9,000), as a city would from its own.

    A part counts when kind, beginning and end are right. Divisions: the code that the labelled names mean together,
    against the code read; addresses whose labelled names mean none or several are left out.

    例 · for example:

        huying eval place addresses.txt
        huying eval place --train train.txt dev.txt
        huying eval place --divisions folder dev.txt --json
    """
    files = [path for path in (file, train, divisions / "streets.csv" if divisions else None) if path]
    showing.show(showing.missing("place", *files) or _measured(file, train, divisions), as_json)


def _measured(file: Path, train: Path | None, divisions: Path | None) -> Report:
    from huying.understanding.evaluation.place import measure, read_labelled
    from huying.understanding.place.builtin import builtin, builtin_tagger, second_look
    from huying.understanding.place.gazetteer import Gazetteer, national, streets_of
    from huying.understanding.place.tagger import Tagger, row_of
    from huying.understanding.place.training import FURTHER, learn

    gazetteer = Gazetteer([*national(), *(streets_of(divisions / "streets.csv") if divisions else ())])
    try:
        rows = read_labelled(file.read_text("utf-8").splitlines())
        lessons = read_labelled(train.read_text("utf-8").splitlines()) if train else []
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    taught = learn([row_of(*each, gazetteer) for each in lessons], FURTHER, prior=builtin()) if train else None
    tagger = Tagger(taught, second_look()) if taught else builtin_tagger()
    return measure(rows, tagger, gazetteer, name=f"place {file.name}")
