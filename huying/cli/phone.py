"""`huying phone`: the exchange application, the configuration of its Asterisk, and a demonstration."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from huying.cli import setting

WHAT = "run 运行 · config 写配置 · start 启动本机 Asterisk · demo 演示 · lead calls, write configuration, start Asterisk, show"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(phone)


def phone(
    what: Annotated[str, typer.Argument(metavar="run|config|start|demo", help=WHAT)] = "run",
    host: Annotated[str, typer.Option(help="config：Asterisk 监听地址 · address that Asterisk listens on")] = "127.0.0.1",
    sip_port: Annotated[int, typer.Option(help="config：SIP 端口 · SIP port (UDP)")] = 15060,
    http_port: Annotated[int, typer.Option(help="config：ARI 端口 · port of ARI and of browser telephones")] = 18088,
    rtp: Annotated[str, typer.Option(help="config：语音端口 · ports of the voices")] = "20000-21999",
    trunk: Annotated[str, typer.Option(help="config：运营商中继 · the carrier's SIP, host or host:port")] = "",
    outside: Annotated[str, typer.Option(help="config：NAT 外的地址 · our address as others see it")] = "",
    browsers: Annotated[bool, typer.Option(help="config：浏览器话机 · telephones in the browser (WebRTC)")] = False,
    certificate: Annotated[str, typer.Option(help="config：WSS 证书文件 · certificate with key, for WSS")] = "",
    reload: Annotated[bool, typer.Option(help="config：写后重新加载 · have the running Asterisk read it")] = False,
) -> None:
    """电话 · The phone: leads the calls of the Asterisk of HUYING_PHONE_ARI.

    Ended at any moment it drops no call: those that run go on and are found again.

    例 · for example:

        huying phone config --trunk 10.0.0.5

        huying phone start

        HUYING_PHONE_ARI=http://127.0.0.1:18088/ huying phone
    """
    if what not in {"run", "config", "start", "demo"}:
        setting.fail("run, config, start 或 demo · choose run, config, start or demo")
    if what == "demo":
        _demo()
        return
    setting.ready()
    if what == "run":
        _run()
        return
    first, _, last = rtp.partition("-")
    if not (first.isdigit() and last.isdigit()):
        setting.fail("--rtp 写成 20000-21999 · write --rtp as 20000-21999")
    _configure(what, reload=reload, host=host, sip_port=sip_port, http_port=http_port, trunk=trunk, outside=outside, browsers=browsers,
               certificate=certificate, rtp_from=int(first), rtp_to=int(last))


def _run() -> None:
    setting.follow_supervisor()
    import asyncio

    from huying.channels.phone.exchange import running

    try:
        asyncio.run(running.run())
    except running.NotStarted as why:
        setting.fail(str(why))


def _configure(what: str, *, reload: bool, **options: object) -> None:
    from django.conf import settings

    from huying.channels.phone.exchange import ari, configuring, server

    home = Path(settings.PHONE["home"])
    root = server.prefix(home)
    if what == "start" and root is None:
        setting.fail("本机没有 Asterisk，请先运行 sh scripts/asterisk.sh · no Asterisk here: run sh scripts/asterisk.sh first")
    if what == "start" and (home / "etc" / "asterisk.conf").exists():
        etc = home / "etc"
    else:
        etc = configuring.write(configuring.Options(home=home, prefix=root or Path("/"), **options))  # type: ignore[arg-type]
        print(f"{etc}: HUYING_PHONE_ARI=http://{options['host']}:{options['http_port']}/", flush=True)
    if reload:
        problem = ari.reload(ari.address())
        if problem:
            setting.fail(problem)
    if what == "start" and root is not None:
        command = server.command(root, etc)
        sys.stdout.flush()
        os.execv(command[0], command)  # noqa: S606


def _demo() -> None:
    from huying.demo.phone.show import run

    raise SystemExit(run(setting.ready))
