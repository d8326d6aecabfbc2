"""`huying phone simulate`: a made-up cloud call centre against the webhook of the hotline (docs/cti.md)."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from huying.cli import setting


def add(group: typer.Typer) -> None:
    """Add the command."""
    group.command()(simulate)


def simulate(
    url: Annotated[str, typer.Argument(help="回调地址 · http://127.0.0.1:8000/channels/phone/cti/<secret>")],
    calls: Annotated[int, typer.Option(min=1, max=100_000, help="通话数 · how many calls")] = 20,
    seats: Annotated[str, typer.Option(help="分机，逗号分隔 · extensions, by commas")] = "",
    seed: Annotated[int, typer.Option(help="随机种子 · same seed, same calls")] = 1,
    rough: Annotated[bool, typer.Option(help="乱序、重复 · repeated and out of order, as bad networks bring them")] = False,
    every: Annotated[float, typer.Option(min=0, help="每通间隔秒 · seconds between calls")] = 0.0,
) -> None:
    """模拟云呼叫中心 · Play made-up calls against the webhook; for trying out only.

    例 · for example:

        huying phone simulate http://127.0.0.1:8000/channels/phone/cti/SECRET --calls 50 --seats 6001,6002 --rough
    """
    from huying.channels.phone.simulated import Cloud, play

    named = [each.strip() for each in seats.split(",") if each.strip()]
    try:
        sent = play(Cloud(url), calls, named, datetime.now(UTC), seed=seed, roughly=rough, every=every)
    except RuntimeError as error:
        setting.fail(str(error))
    print(f"{calls} 通电话，{sent} 个事件 · {calls} calls, {sent} events")
