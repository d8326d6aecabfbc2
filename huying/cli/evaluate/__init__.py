"""`huying eval`: measures what the machine understands, on files with the right answers. One module a measure."""

import importlib
import importlib.util

import typer

# A module brings `register(app)`; those not yet there are passed over.
MEASURES = ("category", "time", "place", "hot", "duplicates", "tone", "danger", "mask", "elements", "speed")

HELP = """理解质量评测 · How good the understanding is, on labelled files of yours.

Every measure prints a table with 95 % intervals and the worst mistakes; `--json` for programs.
Exit code 1 when a floor is missed, 0 when the file is not there and nothing was measured.
"""


def register(app: typer.Typer) -> None:
    """Add the group with the measures that are there."""
    group = typer.Typer(help=HELP, no_args_is_help=True, rich_markup_mode="markdown")
    for name in MEASURES:
        if importlib.util.find_spec(f"{__name__}.{name}"):
            importlib.import_module(f"{__name__}.{name}").register(group)
    app.add_typer(group, name="eval")
