"""A report on the screen or for programs, and the exit code that goes with it."""

import json
from pathlib import Path

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from huying.understanding.evaluation.report import Figure, Report

MOST_MISTAKES = 20


def show(report: Report, as_json: bool) -> None:
    """Print the report and leave: code 1 when a floor was missed."""
    if as_json:
        print(json.dumps(report.plain(), ensure_ascii=False, indent=1))
    elif report.skipped:
        print(report.skipped)
    else:
        _print(report)
    raise typer.Exit(0 if report.kept else 1)


def missing(name: str, *files: Path) -> Report | None:
    """A report that says which file is not there, or None when all are."""
    gone = [str(file) for file in files if not file.is_file()]
    return Report(name, skipped=f"未评测：没有文件 · not measured, no such file: {', '.join(gone)}") if gone else None


def _print(report: Report) -> None:
    screen = Console(highlight=False)
    table = Table("指标 · figure", "结果 · value", "95 %", "下限 · floor", "目标 · aim", title=report.name, title_justify="left")
    for figure in report.figures:
        mark = {None: "", True: "[green]✓[/]", False: "[red]✗[/]"}[figure.kept]
        sign = "≤" if figure.at_most else "≥"
        bounds = "" if figure.low is None or figure.high is None else f"{figure.low:.3f} – {figure.high:.3f}"
        table.add_row(escape(figure.name), _shown(figure), bounds, f"{sign} {figure.floor:g} {mark}" if figure.floor is not None else "",
                      f"{figure.aim:g}" if figure.aim is not None else "")
    screen.print(table)
    if report.rows:
        rows = Table(*map(escape, report.columns))
        for row in report.rows:
            rows.add_row(*map(escape, row))
        screen.print(rows)
    if report.mistakes:
        worst = Table("文本 · text", "应为 · right", "判为 · said", title="最差 · worst mistakes", title_justify="left")
        for one in report.mistakes[:MOST_MISTAKES]:
            worst.add_row(*(escape(part[:80]) for part in (one.text, one.right, one.said)))
        screen.print(worst)
    for note in report.notes:
        screen.print(escape(note))


def _shown(figure: Figure) -> str:
    return f"{figure.value:,.3f} {figure.unit}".strip() if abs(figure.value) < 100 else f"{figure.value:,.0f} {figure.unit}".strip()
