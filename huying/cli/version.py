"""`huying version`: which Huying, Python, Django and PostgreSQL programs this is."""

import json
import platform
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(version)


def version(
    as_json: Annotated[bool, typer.Option("--json", help="供程序读取 · for programs")] = False,
) -> None:
    """版本 · Show versions, for a report of a fault.

    例 · for example:

        huying version --json
    """
    import django

    import huying

    found = {
        "huying": huying.__version__,
        "python": platform.python_version(),
        "django": django.get_version(),
        "system": f"{platform.system()} {platform.machine()}",
    }
    if as_json:
        print(json.dumps(found))
    else:
        for name, value in found.items():
            print(f"{name:8} {value}")
