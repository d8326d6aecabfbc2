"""`huying calendar`: what the holiday table knows, loading the notice of a new year, and why a ticket is due when it is."""

import json
import shutil
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from huying.cli import setting


def register(app: typer.Typer) -> None:
    """Add the group."""
    group = typer.Typer(help="节假日与调休 · The holiday calendar.", no_args_is_help=True)
    group.command()(show)
    group.command()(load)
    group.command()(why)
    app.add_typer(group, name="calendar")


def show(
    year: Annotated[int, typer.Option(help="列出这一年的放假和调休 · list the days of this year")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="供程序读取 · for programs")] = False,
) -> None:
    """日历知道到哪一天 · Until which day the State Council's notices are known.

    Deadlines beyond that day are provisional and are computed again when the next notice is loaded.

    例 · for example:

        huying calendar show

        huying calendar show --year 2026
    """
    found, mistakes = _read(_folder())
    years = [path.stem for path in sorted(_folder().glob("*.yaml"))]
    days = list(_special(found, year)) if year else []
    if year and str(year) not in years:
        setting.fail(f"没有 {year} 年的放假通知，有 · no notice of {year}, there are: {', '.join(years)}")
    if as_json:
        known = {"known_until": found.known_until.isoformat(), "version": found.version, "years": years}
        print(json.dumps(known | ({"days": days} if year else {}), ensure_ascii=False))
    elif year:
        _days(year, days, found)
    else:
        print(f"已知至 · known until   {found.known_until}")
        print(f"版本 · version         {found.version}")
        print(f"年份 · years           {', '.join(years)}")
    raise typer.Exit(1 if mistakes else 0)


def load(
    given: Annotated[list[Path], typer.Argument(help="通知文件或其文件夹，如 2027.yaml · notice files or a folder", exists=True)],
) -> None:
    """载入新一年的放假通知并重算时限 · Load a year's notice and compute open deadlines again.

    The files are checked together with those already there before anything is changed. Every deadline that
    moves leaves a line in its ticket's history. Running processes read the calendar at their next start.

    例 · for example:

        huying calendar load 2027.yaml

        huying calendar load notices/
    """
    folder = _folder()
    files = [file for one in given for file in (sorted(one.glob("*.yaml")) if one.is_dir() else [one])]
    if not files:
        setting.fail("没有 .yaml 文件 · no .yaml file there")
    _check_together(folder, files)
    try:
        for file in files:
            if file.resolve() != (folder / file.name).resolve():
                shutil.copyfile(file, folder / file.name)
    except OSError as error:
        setting.fail(f"不能写入 · cannot write to {folder}: {error.strerror}. HUYING_POLICY=<your own folder>")
    setting.ready()
    from huying.clocks.present import now
    from huying.tickets.recompute import recompute

    changed = recompute(now())
    found, _ = _read(folder)
    print(f"已知至 · known until {found.known_until}; 改动时限 · deadlines moved: {changed}")


def why(number: Annotated[str, typer.Argument(help="工单编号 · the ticket's number")]) -> None:
    """时限为什么是这一天 · Why a ticket's deadlines are when they are, step by step.

    例 · for example:

        huying calendar why 2611234829157
    """
    setting.ready()
    from huying.clocks.rules import explain
    from huying.tickets import numbers, timing
    from huying.tickets.models import PROMISE_NAMES, Promise

    spelt = numbers.normalise(number)
    rows = list(Promise.objects.filter(ticket__number=spelt).select_related("ticket").prefetch_related("pauses").order_by("pk"))
    if not rows:
        setting.fail(f"没有这个编号的工单 · no ticket of this number: {number}")
    for promise in rows:
        name, limit = PROMISE_NAMES[promise.kind], promise.extra or promise.limit
        print(f"\n{name[0]} · {name[1]} — {_state(promise)}\n  {promise.clause or promise.rule}")
        if promise.limit == "date":
            print(f"  指定日期 · a given date: {promise.due_at}")
            continue
        pauses = [(pause.from_at, pause.to_at) for pause in promise.pauses.all()]
        due = timing.due(promise.limit, promise.started_at, rule=promise.rule, extra=promise.extra, pauses=pauses)
        print("\n".join(f"  {line}" for line in explain(due)) or f"  {limit}")


def _state(promise: Any) -> str:
    if promise.voided_at:
        return f"作废 · void ({promise.void_reason})"
    if promise.met_at:
        return "已完成（超时）· met late" if promise.missed_at else "已完成 · met"
    if promise.paused_at:
        return "暂停 · stands still"
    return "超时 · overdue" if promise.missed_at else "进行中 · running"


def _special(found: Any, year: int) -> Iterator[dict[str, str]]:
    """The days of the year that differ from a plain week."""
    day = date(year, 1, 1)
    while day.year == year:
        seen = found.day(day) if found.is_known(day) else None
        if seen and seen.kind in ("holiday", "make_up"):
            yield {"on": day.isoformat(), "kind": seen.kind, "name": seen.name, "name_en": seen.name_en}
        day += timedelta(days=1)


def _days(year: int, days: list[dict[str, str]], found: Any) -> None:
    kinds = {"holiday": "放假 · off   ", "make_up": "上班 · worked"}
    for day in days:
        on = date.fromisoformat(day["on"])
        print(f"{day['on']} 周{'一二三四五六日'[on.weekday()]}  {kinds[day['kind']]}  {day['name']} · {day['name_en']}")
    worked = found.working_days_between(date(year - 1, 12, 31), date(year, 12, 31)) if found.is_known(date(year, 1, 1)) else 0
    print(f"{year}: 工作日 · working days {worked}")


def _folder() -> Path:
    from huying import policy

    return policy.current().calendar_folder


def _read(folder: Path) -> tuple[Any, list[Any]]:
    from huying.clocks.notices import load_calendar

    return load_calendar(folder)


def _check_together(folder: Path, files: list[Path]) -> None:
    with tempfile.TemporaryDirectory() as draft:
        for file in (*sorted(folder.glob("*.yaml")), *files):
            shutil.copyfile(file, Path(draft) / file.name)
        _, mistakes = _read(Path(draft))
    if mistakes:
        for one in mistakes:
            said = f"{one.file}:{one.line} [{one.id}] {one.what_zh} · {one.what_en} · 应写 · write: {one.write}"
            typer.echo(f"huying: {said}", err=True)
        raise typer.Exit(1)
