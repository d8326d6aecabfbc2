"""`huying intake`: any export becomes tickets, as if people had sent every row."""

import csv
import json
import signal
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from huying.cli import setting

if TYPE_CHECKING:
    from huying.tickets.intake import Intake, Taken
    from huying.tickets.sheets import Row

NAMES = {"read": "读取 · rows read", "ticket": "立单 · tickets", "incomplete": "立单待完善 · tickets to be completed",
         "urged": "并入在办催办 · joined to a running ticket", "before": "此前已导入 · taken in before",
         "refused": "未立单 · refused", "failed": "出错 · failed"}
MAP_HELP = ("字段=列名，逗号分隔 · field=column: title, detail, wish, time, happened, place, parties, name, phone, user, "
            "category, kind, division, key")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(intake)


def intake(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="CSV、XLSX、JSONL")],
    columns: Annotated[list[str], typer.Option("--map", help=MAP_HELP)],
    door: Annotated[str, typer.Option(help="记为哪个渠道 · the door it came by")] = "platform",
    tag: Annotated[str, typer.Option(help="每单所加标签 · a tag for every ticket")] = "导入",
    as_of_row_time: Annotated[bool, typer.Option("--as-of-row-time", help="按行内时间登记，而非现在 · register at the row's time")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只试不写 · do everything, keep nothing")] = False,
    quiet: Annotated[bool, typer.Option("--no-notices", help="不发通知，逾期等也不发 · send no notices, none of clocks either")] = False,
    limit: Annotated[int, typer.Option(min=0, help="最多几行，0 为全部 · at most so many rows")] = 0,
    report: Annotated[Path | None, typer.Option(help="把未立单的行写成 CSV · write refused rows as CSV")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="供程序读取 · for programs")] = False,
) -> None:
    """导入任何导出表 · Take in an export: every row becomes a ticket, an urge, or a stated refusal.

    Ctrl-C or a crash at any moment does no harm: run the same command again, and nothing is doubled.
    Exit code 0: all rows were taken in or refused with a reason; 1: some failed; 2: ended before the last row.

    例 · for example:

        huying intake 留言.csv --map title=留言主题,detail=留言详情,time=留言时间,key=留言编号

        huying intake old.xlsx --map detail=内容,phone=电话 --dry-run --report refused.csv
    """
    setting.ready()
    from huying.clocks.present import now
    from huying.tickets.intake import Intake

    _check_door(door)
    chosen = _columns(columns, file)
    if quiet:
        from huying.tickets import announce

        announce.HEARERS.clear()
    taking = Intake(chosen, now(), door=door, tag=tag, as_of_row=as_of_row_time, dry=dry_run)
    began = time.monotonic()
    ended = _run(taking, file, limit, report, show=not as_json)
    _tell(taking, time.monotonic() - began, as_json, dry_run, ended)
    raise typer.Exit(2 if ended else 1 if taking.counts["failed"] else 0)


def _check_door(door: str) -> None:
    from huying import policy

    known = policy.current().doors
    if door not in known:
        setting.fail(f"没有这个渠道 · no such door: {door}（{', '.join(known)}）")


def _columns(given: list[str], file: Path) -> Any:
    """The mapping, checked against the file's own header."""
    from huying.tickets.intake import Columns
    from huying.tickets.sheets import Unreadable, header

    pairs = [pair.partition("=") for text in given for pair in text.replace("，", ",").split(",") if pair.strip()]
    try:
        columns = Columns({name.strip(): column.strip() for name, _, column in pairs})
        names = header(file)
    except (ValueError, Unreadable) as error:
        setting.fail(str(error))
    if names and (missing := columns.missing(names)):
        setting.fail(f"文件里没有这些列 · no such column: {', '.join(missing)}；有 · there are: {', '.join(names)}")
    return columns


def _run(taking: "Intake", file: Path, limit: int, report: Path | None, *, show: bool) -> str:
    """Take in the rows with a bar on the screen; answers why it ended early, empty when it did not."""
    from huying.tickets.intake import FAILED, REFUSED, Halted
    from huying.tickets.sheets import Unreadable, rows

    stop = _Stop()
    try:
        total = sum(1 for _ in islice(rows(file), limit or None))
        with _Report(report) as refused, _bar(show) as bar:
            task = bar.add_task(file.name, total=total, rate="")
            began = time.monotonic()
            kept = _Last(islice(rows(file), limit or None))
            for taken in taking.take(kept):
                if taken.result in (REFUSED, FAILED):
                    refused.add(kept.row, taken)
                done = taking.counts["read"]
                bar.update(task, completed=done, rate=f"{done / max(time.monotonic() - began, 0.001):.0f} 行/秒 · rows/s")
                if stop.asked:
                    return "中断 · interrupted"
    except Halted as halted:
        return f"数据库没有应答 · the database does not answer: {halted}"
    except Unreadable as error:
        return str(error)
    return ""


class _Stop:
    """Ctrl-C and SIGTERM end the run after the row at hand."""

    def __init__(self) -> None:
        self.asked = False
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._note)

    def _note(self, _number: int, _frame: object) -> None:
        self.asked = True


class _Last:
    """Passes rows on and remembers the last one."""

    def __init__(self, rows: "Iterator[Row]") -> None:
        self._rows = rows
        self.row: Any = None

    def __iter__(self) -> "Iterator[Row]":
        for row in self._rows:
            self.row = row
            yield row


class _Report:
    """The refused rows as they came, with the reason, so that they can be put right and taken in again."""

    def __init__(self, path: Path | None) -> None:
        self._file = path.open("w", encoding="utf-8-sig", newline="") if path else None
        self._table: Any = None

    def __enter__(self) -> "_Report":
        return self

    def __exit__(self, *_: object) -> None:
        if self._file:
            self._file.close()

    def add(self, row: "Row", taken: "Taken") -> None:
        if self._file is None:
            return
        if self._table is None:
            names = [*row.values, "行 line", "结果 result", "原因 reason"]
            self._table = csv.DictWriter(self._file, names, extrasaction="ignore")
            self._table.writeheader()
        self._table.writerow({**row.values, "行 line": taken.line, "结果 result": taken.result, "原因 reason": taken.reason})
        self._file.flush()


def _bar(show: bool) -> Any:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}"),
               TimeRemainingColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True, disable=not show)


def _tell(taking: "Intake", seconds: float, as_json: bool, dry: bool, ended: str) -> None:
    counts = {name: taking.counts[name] for name in NAMES}
    rate = round(counts["read"] / max(seconds, 0.001), 1)
    if as_json:
        print(json.dumps({**counts, "reasons": dict(taking.codes), "seconds": round(seconds, 2), "rows_per_second": rate,
                          "dry_run": dry, "ended": ended}, ensure_ascii=False))
        return
    from rich.console import Console
    from rich.table import Table

    title = "试运行，什么都没有写 · dry run, nothing was kept" if dry else "导入结果 · taken in"
    table = Table("", "行 · rows", title=title)
    for name, label in NAMES.items():
        table.add_row(label, str(counts[name]))
    for code, count in taking.codes.most_common():
        table.add_row(f"  原因 · reason: {code}", str(count))
    table.add_row("用时 · seconds", f"{seconds:.1f}（{rate} 行/秒 · rows/s）")
    console = Console(highlight=False)
    console.print(table)
    if ended:
        console.print(f"提前结束 · ended early: {ended}。再次运行同一命令即可继续 · run the same command again to go on.")
