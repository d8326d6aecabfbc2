"""`python -m bench [figure …]`: measures, shows a table, and keeps it in bench/results/.

    make bench                          everything (about half an hour on two cores)
    make bench ARGS="creates lists"     only these
    make bench ARGS="memory --minutes 60"
    make bench ARGS="--write"           also puts the table into docs/benchmarks.md
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import platform
import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.ground import PORT, RESULTS, ROOT, Figure, Ground, Sizes

FIGURES = ("creates", "statements", "deadlines", "lists", "duplicates", "sweeping", "doors", "memory", "startup")
BEGIN, END = "<!-- figures -->", "<!-- end of figures -->"
PAGE = ROOT / "docs" / "benchmarks.md"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure; 1 when a floor was not kept."""
    asked = options()
    given = asked.parse_args(arguments)
    if unknown := set(given.figures) - set(FIGURES):
        asked.error(f"no such figure: {', '.join(sorted(unknown))}")
    # Told to end, it ends what it has started, too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    where = machine()
    sizes = Sizes.tiny() if given.tiny else replace(Sizes(), minutes=given.minutes)
    with Ground.prepared(given.home, given.port, anew=not given.keep) as ground:
        found: dict[str, list[Figure]] = {}
        for name in given.figures or FIGURES:
            found[name] = _measured(name, ground, sizes)
            _keep(found, given.results, where)  # a long run that is cut off has not been in vain
    if given.write:
        write_page(PAGE, _markdown(found, where))
    return int(any(figure.kept is False for figures in found.values() for figure in figures))


def options() -> argparse.ArgumentParser:
    """What may be asked for."""
    found = argparse.ArgumentParser(prog="bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    found.add_argument("figures", nargs="*", default=[], metavar="figure", help=", ".join(FIGURES))
    found.add_argument("--minutes", type=float, default=Sizes().minutes, help="how long memory is watched")
    found.add_argument("--home", type=Path, default=ROOT / "var" / "bench", help="where the private database lies")
    found.add_argument("--keep", action="store_true", help="measure on the database that is there, instead of one made anew")
    found.add_argument("--port", type=int, default=PORT)
    found.add_argument("--tiny", action="store_true", help="so small that it only shows that the scripts run")
    found.add_argument("--results", type=Path, default=RESULTS, help="where the table is kept")
    found.add_argument("--write", action="store_true", help="put the table into docs/benchmarks.md")
    return found


def _measured(name: str, ground: Ground, sizes: Sizes) -> list[Figure]:
    from rich.console import Console

    began = time.monotonic()
    # Imported here: the models can be read only once the ground stands.
    figures: list[Figure] = importlib.import_module(f"bench.{name}").run(ground, sizes)
    Console(highlight=False).print(_table(name, figures, time.monotonic() - began))
    return figures


def _table(name: str, figures: Sequence[Figure], seconds: float) -> Any:
    from rich.table import Table

    table = Table("figure", "measured", "floor", "", "note", title=f"{name} ({seconds:.0f} s)", title_justify="left")
    for figure in figures:
        mark = {None: "", True: "[green]kept[/]", False: "[red]missed[/]"}[figure.kept]
        table.add_row(figure.name, shown(figure), floor(figure), mark, figure.note)
    return table


def shown(figure: Figure) -> str:
    """The value with as many digits as it deserves, and its unit."""
    digits = 0 if abs(figure.value) >= 100 or figure.value == int(figure.value) else 2 if abs(figure.value) < 10 else 1
    return f"{figure.value:,.{digits}f} {figure.unit}".strip()


def floor(figure: Figure) -> str:
    if figure.floor is None:
        return ""
    return f"{'≤' if figure.at_most else '≥'} {figure.floor:,g} {figure.unit}".strip()


def _keep(found: dict[str, list[Figure]], folder: Path, where: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    kept = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "machine": where,
            "figures": {name: [asdict(figure) for figure in figures] for name, figures in found.items()}}
    (folder / "latest.json").write_text(json.dumps(kept, ensure_ascii=False, indent=1), "utf-8")
    (folder / "latest.md").write_text(_markdown(found, where), "utf-8")


def machine() -> str:
    """The machine in a few words, and how busy it is now."""
    import psutil

    return (f"{os.cpu_count()} cores, {psutil.virtual_memory().total / 2**30:.0f} GB, {platform.system()} {platform.machine()}, "
            f"Python {platform.python_version()}, load before {os.getloadavg()[0]:.1f}")


def _markdown(found: dict[str, list[Figure]], where: str) -> str:
    lines = [f"Measured {datetime.now(UTC):%Y-%m-%d} on {where}.", "", "| Figure | Measured | Floor | Note |", "|---|---|---|---|"]
    for figures in found.values():
        for figure in figures:
            missed = " **missed**" if figure.kept is False else ""
            lines.append(f"| {figure.name} | {shown(figure)} | {floor(figure)}{missed} | {figure.note} |")
    return "\n".join([*lines, ""])


def write_page(page: Path, table: str) -> None:
    """Replace what stands between the two marks."""
    before, _, rest = page.read_text("utf-8").partition(BEGIN)
    _, found, after = rest.partition(END)
    if not found:
        raise SystemExit(f"{page.name} lacks the marks {BEGIN} and {END}")
    page.write_text(f"{before}{BEGIN}\n{table}{END}{after}", "utf-8")


if __name__ == "__main__":
    raise SystemExit(main())
