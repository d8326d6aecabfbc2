"""`huying phone forecast`, `plan` and `history`: how many calls will come and how many seats they need (docs/staffing.md)."""

from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from huying.cli import setting
from huying.clocks.zone import SHANGHAI

FILE = "历史数据 CSV：day,half_hour,calls · history as CSV"
Since = Annotated[str, typer.Option("--from", help="起始日 · first day, YYYY-MM-DD")]
Past = Annotated[Path | None, typer.Option("--history", exists=True, dir_okay=False, help=FILE)]


def add(group: typer.Typer) -> None:
    """Add the commands."""
    group.command()(forecast)
    group.command()(plan)
    group.command()(history)


def forecast(
    first: Since = "", days: Annotated[int, typer.Option(min=1, max=366, help="天数 · days")] = 7,
    history: Past = None, backtest: Annotated[bool, typer.Option("--backtest", help="回测误差 · errors on the past")] = False,
    weeks: Annotated[int, typer.Option(min=1, max=52, help="回测周数 · weeks to test")] = 8,
    made_up: Annotated[int, typer.Option("--made-up", min=0, help="用随机种子生成的历史 · a made-up history by this seed")] = 0,
) -> None:
    """话务预测 · Calls to come, a line for each day; with --backtest its errors beside the same weekday of the week before.

    例 · for example:

        huying phone forecast --days 14

        huying phone forecast --backtest --made-up 1
    """
    if made_up or history is not None:
        setting.django()
    else:
        setting.ready()
    from huying.insight import forecast as pure
    from huying.tickets.timing import calendar

    try:
        past = _past(history, made_up)
        if backtest:
            _tell(pure.backtest(past, calendar(), weeks), past)
            return
        start = _day(first) or past.after
        if start < past.after:
            past = past.until(start)
        found = pure.forecast(past, start, days, calendar())
    except pure.TooShort:
        setting.fail("历史不足两周 · fewer than two weeks of calls are known")
    for place in range(days):
        day, calls = start + timedelta(days=place), found.calls[place]
        at = int(calls.argmax())
        print(f"{day} {day:%a}  {calls.sum():8.0f}  最忙半小时 busiest {calls.max():6.0f} ({at // 2:02d}:{at % 2 * 30:02d})")


def plan(
    first: Since = "", days: Annotated[int, typer.Option(min=1, max=31, help="天数 · days")] = 7,
    csv: Annotated[Path | None, typer.Option(help="写入文件 · write to this file (.csv or .xlsx)")] = None,
    share: Annotated[float, typer.Option(min=0.01, max=0.999, help="及时接通率目标 · share answered in time")] = 0.8,
    patience: Annotated[float, typer.Option(min=0, help="平均耐心秒数，0 为不挂断 · mean patience, seconds; 0: endless")] = 0,
) -> None:
    """排班计划 · Seats that each half hour needs.

    例 · for example:

        huying phone plan --from 2026-12-01 --days 7 --csv plan.csv
    """
    setting.ready()
    from huying.clocks.present import now as present
    from huying.insight import forecast as pure
    from huying.insight import half_hours, planning

    now = present()
    start = _day(first) or now.astimezone(SHANGHAI).date()
    half_hours.roll(now)
    try:
        found = planning.plan(start, days, now, aim=planning.target(share), patience=patience or None)
    except pure.TooShort:
        setting.fail("历史不足两周 · fewer than two weeks of calls are known")
    if csv is not None and csv.suffix == ".xlsx":
        planning.write_xlsx(found, csv)
    elif csv is not None:
        csv.write_text(planning.as_csv(found), encoding="utf-8")
    for place in range(days):
        halves = found.of(start + timedelta(days=place))
        most = max(halves, key=lambda half: half.people)
        calls, hours = sum(half.expected for half in halves), sum(half.people for half in halves) / 2
        print(f"{start + timedelta(days=place)}  来电 calls {calls:7.0f}  席位小时 seat hours {hours:7.1f}  "
              f"最多 most {most.people} ({most.at.astimezone(SHANGHAI):%H:%M})")


def history(file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help=FILE)]) -> None:
    """导入历史话务 · Keep the half hours of an earlier exchange, so that forecasts know them; half hours of our own calls stand.

    例 · for example:

        huying phone history calls-2025.csv
    """
    setting.ready()
    from huying.insight import half_hours

    print(half_hours.keep(_past(file, 0)))


def _past(file: Path | None, made_up: int) -> Any:
    from huying.clocks.present import now as present
    from huying.insight import half_hours

    now = present()
    today = now.astimezone(SHANGHAI).date()
    if made_up:
        from huying.demo.call_history import made
        from huying.tickets.timing import calendar

        return made(today - timedelta(days=730), 730, 3000, calendar(), made_up).history
    if file is not None:
        try:
            with file.open(encoding="utf-8-sig") as lines:
                return half_hours.read_csv(lines)
        except (half_hours.BadFile, UnicodeDecodeError) as error:
            setting.fail(f"{file.name}: {error}")
    half_hours.roll(now)
    return half_hours.history(today)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        setting.fail("日期写成 2026-12-01 · write the day as 2026-12-01")


def _tell(found: Any, past: Any) -> None:
    print(f"{past.first} – {past.after - timedelta(days=1)}: {found.half_hours} 个半小时 half hours, {found.days} 天 days")
    print(f"WAPE 半小时 half hour  {found.wape:6.1%}   对照 same weekday last week {found.naive:6.1%}")
    print(f"WAPE 日 day            {found.wape_day:6.1%}   对照 same weekday last week {found.naive_day:6.1%}")
    print(f"区间覆盖 within the band {found.covered:6.1%}")
