"""`huying export`: any list or search as a CSV or Excel file, without a limit of rows."""

import json
from pathlib import Path
from typing import Annotated

import typer

from huying.cli import setting

FILE_HELP = "目标文件，.csv 或 .xlsx · the file to write"
QUERY_HELP = "与网页地址相同的条件 · conditions as in the page's address"
LANGUAGE_HELP = "表头语言 zh 或 en · language of the heads"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(export)


def export(
    file: Annotated[Path, typer.Argument(help=FILE_HELP)],
    query: Annotated[str, typer.Option("--query", "-q", help=QUERY_HELP)] = "",
    language: Annotated[str, typer.Option(help=LANGUAGE_HELP)] = "zh",
    as_json: Annotated[bool, typer.Option("--json", help="供程序读取 · for programs")] = False,
) -> None:
    """导出工单 · Write tickets to a file, contact data masked.

    Rows come through a server-side cursor: memory stays small for millions of them.

    例 · for example:

        huying export all.csv

        huying export noise.xlsx --query "q=噪声&since=2026-01-01&division=440106"

        huying export late.csv --query "list=overdue" --language en
    """
    if file.suffix not in (".csv", ".xlsx"):
        setting.fail(f"文件名须以 .csv 或 .xlsx 结尾 · the name must end in .csv or .xlsx: {file.name}")
    if not file.absolute().parent.is_dir():
        setting.fail(f"没有这个文件夹 · no such folder: {file.absolute().parent}")
    setting.ready()
    done = _write(file, query, language, quiet=as_json)
    print(json.dumps({"file": str(file), "rows": done}) if as_json else f"{done} 行 · rows → {file}")


def _write(file: Path, query: str, language: str, *, quiet: bool) -> int:
    from django.http import QueryDict
    from django.utils import translation
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    from huying.clocks.present import now
    from huying.insight import exporting
    from huying.people.persons import Person, Role
    from huying.tickets.problems import Refused
    from huying.tickets.queries import export as lists

    # Whoever may start this command may read the whole city; what it writes is masked all the same.
    person = Person("staff", None, "huying export", frozenset({Role.AUDITOR, Role.SUPERVISOR, Role.DISPATCHER}))
    at, draft = now(), file.with_name(f".{file.name}.part{file.suffix}")
    with translation.override("en" if language.startswith("en") else "zh-hans"):
        try:
            title, tickets = lists.chosen(person, QueryDict(query).dict(), at)
            with Progress("{task.description}", BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), disable=quiet) as bar:
                task = bar.add_task(title, total=tickets.order_by().count())
                done = exporting.write(person, query, file.suffix[1:], draft, language, at, lambda n: bar.update(task, completed=n))
                bar.update(task, completed=done)
        except Refused as refusal:
            setting.fail("; ".join(problem.words(language) for problem in refusal.problems))
        else:
            draft.replace(file)
        finally:
            draft.unlink(missing_ok=True)
    return done
