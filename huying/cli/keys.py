"""`huying keys`: the keys by which tickets about one matter are found."""

import json
from typing import Annotated

import typer

from huying.cli import setting


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(keys)


def keys(
    after: Annotated[int, typer.Option(min=0, help="从这个内部号之后接着做 · go on after this id, as an interrupted run said")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="供程序读取 · for programs")] = False,
) -> None:
    """补全相似键 · Give keys to tickets that have none, so that look-alikes and hot topics find them.

    For tickets that were written by an older release or by another program. Only tickets of the last 90 days are
    looked at. Interrupted, it is simply run again; people go on working meanwhile.

    例 · for example:

        huying keys

        huying keys --after 1200000
    """
    setting.ready()
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    from huying.clocks.present import now
    from huying.tickets import keys as tickets

    moment, seen, given, last = now(), 0, 0, after
    ended = True
    with Progress("{task.description}", BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), disable=as_json) as bar:
        task = bar.add_task("相似键 · keys", total=tickets.waiting(moment, after))
        try:
            for page in tickets.fill(moment, after):
                seen, given, last = seen + page.seen, given + page.given, page.last
                bar.update(task, completed=seen)
        except KeyboardInterrupt:
            ended = False
    if as_json:
        print(json.dumps({"seen": seen, "given": given, "last": last, "ended": ended}))
    else:
        print(f"看过 · seen {seen}，补全 · given keys {given}" + ("" if ended else f"；接着做 · go on: huying keys --after {last}"))
    raise typer.Exit(0 if ended else 130)
