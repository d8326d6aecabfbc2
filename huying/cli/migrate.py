"""`huying migrate`: bring the database to this version's schema, as the role that owns it."""

from typing import Annotated

import typer

from huying.cli import setting


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(migrate)


def migrate(
    plan: Annotated[
        bool, typer.Option("--plan", help="只显示将做什么 · only show what would be done")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="只在出错时输出 · say nothing but mistakes")] = False,
) -> None:
    """更新数据库结构 · Bring the database to this version.

    Brings the units in line with the policy as well.

    Connects with DATABASE_OWNER_URL where it is set: the application's role needs no right to change tables.

    例 · for example:

        huying migrate --plan

        DATABASE_OWNER_URL=postgresql://huying_owner@db/huying huying migrate
    """
    setting.provide_database()
    setting.become_owner()
    setting.django()
    from django.core.management import call_command
    from django.db.utils import OperationalError

    try:
        call_command("migrate", interactive=False, plan=plan, verbosity=0 if quiet else 1)
    except OperationalError as error:
        setting.fail(
            f"数据库更新失败 · the database could not be updated: {str(error).strip().splitlines()[0]}"
        )
    if not plan:
        from huying.people.unitbook import load_units

        load_units()
