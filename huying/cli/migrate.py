"""`huying migrate`: bring the database to this version's schema, as the role that owns it."""

from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from huying.cli import setting

if TYPE_CHECKING:
    import psycopg

PACKAGE = Path(__file__).parent.parent
STEPS = "SELECT count(*), coalesce(max(id), 0) FROM django_migrations"
SAID = "SELECT obj_description(to_regclass('django_migrations'), 'pg_class')"
BRING_TABLES = ("django", "django-allauth", "django-axes", "procrastinate")


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
        from django.db import connection

        from huying.people.unitbook import load_units

        load_units()
        connection.ensure_connection()
        mark(connection.connection)


def mark(connection: "psycopg.Connection") -> None:
    """Write into the database what it needs nothing more of. Only the owner of the tables can."""
    from psycopg import sql

    wanted = _wanted(connection)
    connection.execute(sql.SQL("COMMENT ON TABLE django_migrations IS {}").format(sql.Literal(wanted)))


def is_current(connection: "psycopg.Connection") -> bool:
    """Whether `huying migrate` would change nothing; asked without Django, which would cost a start three seconds."""
    said = connection.execute(SAID).fetchone()
    return said is not None and said[0] is not None and said[0] == _wanted(connection)


def _wanted(connection: "psycopg.Connection") -> str:
    """The files of this version, the policy, and how far the database's own history goes (it may have been taken back)."""
    from huying import policy

    summed = sha256(policy.current().version.encode())
    for file in sorted(PACKAGE.glob("*/migrations/*.py")):
        summed.update(file.relative_to(PACKAGE).as_posix().encode() + file.read_bytes())
    brought = " ".join(version(name) for name in BRING_TABLES)
    return f"{summed.hexdigest()[:16]}, {brought}, steps and last: {connection.execute(STEPS).fetchone()}"
