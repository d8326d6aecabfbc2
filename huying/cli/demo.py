"""`huying demo`: a living city of invented people, for trying out every desk."""

import os
import time
from datetime import datetime, timedelta
from typing import Annotated, Any

import typer

from huying.cli import setting

DAYS, PER_DAY = 12, 24  # a first start stays within a minute and a half on two cores


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(demo)


def demo(
    days: Annotated[int, typer.Option(min=1, max=400, help="过去多少天 · days of history")] = DAYS,
    per_day: Annotated[int, typer.Option(min=1, max=20_000, help="工作日每天来件 · requests a weekday")] = PER_DAY,
    seed: Annotated[int, typer.Option(help="同一种子得到同一座城 · the same seed gives the same city")] = 7,
    workers: Annotated[int, typer.Option(min=0, max=32, help="进程数，0 为自动 · processes, 0: by the machine")] = 0,
    if_empty: Annotated[bool, typer.Option("--if-empty", help="已有工单就不写 · only into an empty database")] = False,
    live: Annotated[bool, typer.Option("--live", help="持续有人来件、有人办理 · people keep calling and working")] = False,
    every: Annotated[float, typer.Option(min=0.1, help="--live：几秒一步 · seconds between two acts")] = 4,
) -> None:
    """写入演示城市 · Write a demo city: staff accounts, citizens, and requests in every state.

    All staff accounts have the password huying-demo-12345: never do this to a database in use.

    例 · for example:

        huying demo

        huying demo --days 60 --per-day 300

        huying demo --live --every 2
    """
    setting.ready()
    if live:
        _live(every)
    elif not (if_empty and _has_tickets()):
        _write(days, per_day, seed, workers or min(4, os.cpu_count() or 1))


def _has_tickets() -> bool:
    from huying.demo import accounts
    from huying.tickets.models import Ticket

    found = Ticket.objects.exists()
    if found and accounts.is_demo():
        accounts.print_card()
    return found


def _write(days: int, per_day: int, seed: int, workers: int) -> None:
    from rich.console import Console

    from huying.clocks.present import now
    from huying.demo import accounts, call_history, calls, crew, told

    console, end, began = Console(stderr=True, highlight=False), now(), time.monotonic()
    staff = accounts.make_staff()
    with _bar(console) as bar:
        task = bar.add_task("演示城市 · demo city", total=timedelta(days=days).total_seconds(), acts=0)

        def progress(reached: datetime, acts: int) -> None:
            lived = (reached - (end - timedelta(days=days))).total_seconds()
            bar.update(task, completed=max(0.0, lived), acts=acts)

        result = crew.run(end, days, per_day, seed, workers, progress)
        told.tell_recent(end)
        calls.write(staff, end, days, per_day, seed)
        call_history.keep(end, max(400, per_day * 6), seed)
    accounts.print_card()
    seconds = time.monotonic() - began
    console.print(f"演示城市：{result.stories} 个诉求，{result.acts} 步，{seconds:.0f} 秒 · "
                  f"demo city: {result.stories} requests, {result.acts} acts, {seconds:.0f} s")
    if result.refused:
        console.print(f"未成 · refused: {dict(result.refused)}")


def _bar(console: Any) -> Any:
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    return Progress(TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f}%"),
                    TextColumn("{task.fields[acts]} 步"), TimeRemainingColumn(), console=console, transient=True)


def _live(every: float) -> None:
    setting.follow_supervisor()
    from huying.demo.live import run

    run(every)
