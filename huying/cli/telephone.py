"""`huying phone`: the group of everything about the telephone. What is none of its commands goes to the exchange's application."""

import importlib
from importlib.util import find_spec
from typing import Any

import typer
from typer.core import TyperGroup

from huying.cli import phone_simulate, phone_staffing

PARTS = (phone_simulate, phone_staffing)
EXCHANGE = "exchange"
ABOUT = """电话 · The telephone: `huying phone` leads the calls of our exchange; the commands below serve every exchange.

    huying phone simulate --help
"""


class _Group(TyperGroup):
    """`huying phone`, `huying phone config …` are the exchange's; `huying phone plan …` is a command of the group."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        known = bool(args) and (args[0] in self.commands or args[0] in ("-h", "--help"))
        return super().parse_args(ctx, args if known or EXCHANGE not in self.commands else [EXCHANGE, *args])


def register(app: typer.Typer) -> None:
    """Add the group."""
    group = typer.Typer(name="phone", cls=_Group, no_args_is_help=True, help=ABOUT)
    for part in PARTS:
        part.add(group)
    if find_spec("huying.cli.phone"):
        group.command(name=EXCHANGE)(importlib.import_module("huying.cli.phone").phone)
    app.add_typer(group)
