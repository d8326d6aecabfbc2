"""`huying wechat`: the official account's menu, a look whether the platform answers, and the simulated platform."""

import contextlib
import json
import os
from typing import Annotated

import typer

from huying.cli import setting

WHAT = "menu 写入菜单 · probe 测试接口 · simulator 模拟平台 · put the menu, ask for a token, or be the platform"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(wechat)


def wechat(
    what: Annotated[str, typer.Argument(metavar="menu|probe|simulator", help=WHAT)],
    host: Annotated[str, typer.Option(help="simulator：监听地址 · address to listen on")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="simulator：端口 · port")] = 8002,
    web: Annotated[str, typer.Option(help="simulator：热线页面的地址 · where the hotline's pages are")] = "http://127.0.0.1:8000",
) -> None:
    """微信公众号 · The WeChat official account of HUYING_WECHAT_APPID.

    The simulator speaks the platform's side and shows a chat page; for trying out only.

    例 · for example:

        huying wechat menu

        huying wechat probe
    """
    if what not in {"menu", "probe", "simulator"}:
        setting.fail("menu, probe 或 simulator · choose menu, probe or simulator")
    if what == "simulator":
        _simulate(host, port, web)
        return
    setting.provide_database()
    setting.stay_application()
    setting.django()
    from huying.channels.wechat import account, menu
    from huying.channels.wechat.platform import Declined, Platform, PlatformDown

    own = account.current()
    if own is None:
        setting.fail("没有设置 HUYING_WECHAT_APPID 和 HUYING_WECHAT_TOKEN · HUYING_WECHAT_APPID and _TOKEN are not set")
    try:
        told = Platform(own).call("menu/create", {"button": menu.buttons()}) if what == "menu" else Platform(own).call("getcallbackip")
    except (PlatformDown, Declined) as error:
        setting.fail(f"{type(error).__name__}: {error}")
    print(json.dumps(told, ensure_ascii=False))


def _simulate(host: str, port: int, web: str) -> None:
    """Be the platform until a signal says that it is over."""
    setting.follow_supervisor()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huying.config.settings")
    from huying.channels.wechat import menu
    from huying.demo.wechat.platform import Keys, SimulatedPlatform
    from huying.demo.wechat.server import Server

    names = ("APPID", "SECRET", "TOKEN", "AES_KEY", "MINI_APPID", "MINI_SECRET")
    given = {name: os.environ.get(f"HUYING_WECHAT_{name}", "") for name in names}
    keys = Keys(given["APPID"], given["SECRET"], given["TOKEN"], given["AES_KEY"], mini_app_id=given["MINI_APPID"],
                mini_secret=given["MINI_SECRET"])
    there = SimulatedPlatform(keys, web, pause=5.0)
    there.menu = menu.buttons()
    with contextlib.suppress(KeyboardInterrupt):
        Server(there, host, port).serve_forever()
