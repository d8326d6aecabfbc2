"""`huying check`: every mistake in the city's policy at once, with file, line and what to write."""

import json
import os
from pathlib import Path
from typing import Annotated, Any

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(check)


def check(
    policy: Annotated[
        str, typer.Argument(envvar="HUYING_POLICY", help="方案名或文件夹 · a profile's name or a folder")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="供程序读取 · for programs")] = False,
) -> None:
    """检查城市配置 · Show every mistake in the policy and the holiday calendar; exit code 1 if any.

    Nothing is started and no database is needed.

    例 · for example:

        huying check

        huying check shandong

        huying check /etc/huying/policy --json
    """
    found = mistakes(policy)
    if as_json:
        print(json.dumps({"mistakes": found}, ensure_ascii=False, indent=1))
    elif found:
        _table(found)
    else:
        print("配置无误 · the policy has no mistakes")
    raise typer.Exit(1 if found else 0)


def mistakes(chosen: str) -> list[dict[str, Any]]:
    """Mistakes of the policy `chosen` (empty: the default; a profile's name; a folder), as plain data."""
    from dataclasses import asdict

    from huying import policy
    from huying.clocks.notices import load_calendar

    folder, profile = policy.policy_folder(), chosen or None
    own = Path(chosen)
    if chosen and (own / "city.yaml").is_file() and (own / "catalogue").is_dir():
        folder, profile = own, None
    calendar = folder / "calendar"
    _, of_calendar = load_calendar(calendar if calendar.is_dir() else policy.policy_folder() / "calendar")
    listed = [asdict(one) | {"file": f"calendar{os.sep}{one.file}"} for one in of_calendar]
    return [asdict(one) for one in policy.check(folder, profile)] + listed


def _table(found: list[dict[str, Any]]) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    table = Table(
        "文件:行 · file:line",
        "编号 · id",
        "错误 · mistake",
        "应写 · write",
        title=f"{len(found)} 处错误 · mistakes",
    )
    for one in found:
        what = f"{one['what_zh']}\n{one['what_en']}"
        cells = (f"{one['file']}:{one['line']}", str(one["id"]), what, str(one["write"]))
        # What stands in a file is text, never markup.
        table.add_row(*(escape(cell) for cell in cells))
    Console(highlight=False).print(table)
