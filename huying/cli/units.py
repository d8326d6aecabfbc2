"""`huying units`: the policy's units as rows of the database, and a look at them."""

import json
from typing import Annotated

import typer

from huying.cli import setting


def register(app: typer.Typer) -> None:
    """Add the group."""
    group = typer.Typer(help="承办单位 · The units.", no_args_is_help=True)
    group.command()(load)
    group.command(name="list")(show)
    app.add_typer(group, name="units")


def load() -> None:
    """按配置更新承办单位 · Bring the units in line with policy/units.yaml; run it after every change of the file.

    Units are made, renamed or closed, never removed: history points at them.

    例 · for example:

        huying units load
    """
    setting.ready()
    from huying.people.unitbook import load_units

    units = load_units().values()
    active = sum(unit.active for unit in units)
    print(f"在用 · active {active}, 已停用 · closed {len(units) - active}")


def show(
    level: Annotated[str, typer.Option(help="city、district 或 street")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="供程序读取 · for programs")] = False,
) -> None:
    """列出承办单位和账号数 · List the units with the number of their accounts.

    例 · for example:

        huying units list --level district
    """
    setting.ready()
    from django.db.models import Count
    from rich.console import Console
    from rich.table import Table

    from huying.people.models import Unit

    rows = Unit.objects.filter(active=True, **({"level": level} if level else {})).select_related("parent")
    found = [(unit.slug, unit.name, unit.level, unit.parent.slug if unit.parent else "", unit.many)
             for unit in rows.annotate(many=Count("accounts")).order_by("level", "slug")]
    if as_json:
        names = ("id", "name", "level", "parent", "accounts")
        print(json.dumps([dict(zip(names, row, strict=True)) for row in found], ensure_ascii=False))
        return
    table = Table("代码 · id", "名称 · name", "层级 · level", "上级 · parent", "账号 · accounts")
    for row in found:
        table.add_row(*(str(cell) for cell in row))
    Console(highlight=False).print(table)
