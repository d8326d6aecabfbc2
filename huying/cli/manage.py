"""`huying manage` and `huying shell`: Django's own commands with the database provided."""

import sys

import typer

from huying.cli import setting


def register(app: typer.Typer) -> None:
    """Add the two commands."""
    passed_on = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}
    app.command(context_settings=passed_on)(manage)
    app.command()(shell)


def manage(context: typer.Context) -> None:
    """Django 管理命令 · Run any Django management command, with the rights of the schema's owner.

    例 · for example:

        huying manage createsuperuser

        huying manage dbshell

        huying manage help
    """
    _run(context.args or ["help"])


def shell() -> None:
    """Python 交互环境 · A Python prompt with the models loaded.

    例 · for example:

        huying shell
    """
    _run(["shell"])


def _run(arguments: list[str]) -> None:
    setting.provide_database()
    setting.become_owner()
    setting.django()
    from django.core.management import execute_from_command_line

    sys.argv[0] = "huying manage"
    execute_from_command_line([sys.argv[0], *arguments])
