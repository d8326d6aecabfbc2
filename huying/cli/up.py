"""`huying up`: everything a city needs on one machine, from one command."""

import errno
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Annotated

import typer

from huying import embedded
from huying.cli import registered, setting, simulated
from huying.cli.processes import Child, Supervisor, Write

COLOURS = {"web": "cyan", "live": "magenta", "worker": "green", "mail": "blue", "sms": "blue", "wechat": "blue", "phone": "blue",
           "city": "yellow", "huying": "bold"}
READY_SECONDS = 60
PAGES_FIRST_SECONDS = 2.5
PORT_HELP = "页面端口，推送用下一个 · port of the pages; the next one serves live updates"
DEMO_HELP = "首次启动时写入演示城市 · write a demo city the first time"
SPEED_HELP = "演示时钟快多少倍 · how many times faster the demo clock runs"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(up)


def up(
    port: Annotated[int, typer.Option(envvar="PORT", min=1, max=65534, help=PORT_HELP)] = 8000,
    host: Annotated[str, typer.Option(envvar="HOST", help="监听地址 · address to listen on")] = "127.0.0.1",
    demo: Annotated[bool, typer.Option("--demo/--no-demo", help=DEMO_HELP)] = True,
    speed: Annotated[float, typer.Option(envvar="HUYING_CLOCK_SPEED", min=1, help=SPEED_HELP)] = 1,
) -> None:
    """一条命令启动全部 · Start everything: database, pages, live updates, jobs.

    Without DATABASE_URL a private PostgreSQL is started under var/ and stopped at the end; data stay.
    Ctrl-C ends all.

    例 · for example:

        huying up

        huying up --port 9000 --host 0.0.0.0

        huying up --speed 60

        DATABASE_URL=postgresql://huying_app@db/huying huying up --no-demo
    """
    _check_ports(host, port)
    _check_policy()
    _stop_on_signals()
    server = setting.provide_database()
    environment = _environment(host, port, speed, demo=demo)
    try:
        _prepare(environment, demo=demo)
        supervisor, city = Supervisor(_writer()), demo and bool(_demo_accounts())
        if city:
            environment |= simulated.account(host, port + 2, environment)
        supervisor.children = _children(host, port, environment, city=city)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, lambda *_: supervisor.stop())
        chat = environment.get(simulated.PORT, "")
        threading.Thread(target=_announce, args=(supervisor, host, port, chat), daemon=True).start()
        supervisor.run()
    finally:
        if server:
            server.stop()


def _prepare(environment: dict[str, str], *, demo: bool) -> None:
    """Migrate and write the demo's city, where either is needed."""
    current, lived_in = _found(environment["DATABASE_URL"])
    if not current:
        print("更新数据库 · bringing the database up to date", flush=True)
        _step("migrate", environment, "--quiet")
    if demo and "demo" in registered() and not lived_in:
        _step("demo", environment, "--if-empty")


def _stop_on_signals() -> None:
    """Before the supervisor takes over, a signal ends the start with everything cleaned up."""

    def leave(number: int, _frame: object) -> None:
        raise SystemExit(128 + number)

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, leave)


def _environment(host: str, port: int, speed: float, *, demo: bool) -> dict[str, str]:
    environment = dict(os.environ)
    environment.setdefault("HUYING_OWN_URL", _address(host, port).rstrip("/"))
    environment["PORT"], environment["HUYING_LIVE_PORT"] = str(port), str(port + 1)
    environment["PYTHONUNBUFFERED"] = "1"
    if demo:  # a visitor has no telephone that we could reach
        environment.setdefault("HUYING_SHOW_CODES", "1")
    if speed != 1:
        environment["HUYING_CLOCK_SPEED"] = f"{speed:g}"
        environment["HUYING_CLOCK_SINCE"] = f"{_since(speed):.3f}"
    return environment


def _since(speed: float) -> float:
    """The epoch second from which the demo's time runs faster; kept, so that a later start goes on from there."""
    kept = Path(os.environ.get("HUYING_VAR") or embedded.var_folder()) / "clock.json"
    real = time.time()
    try:
        before = json.loads(kept.read_text())
        shown = before["since"] + (real - before["since"]) * before["speed"]
        since = (real * speed - shown) / (speed - 1)
    except (OSError, ValueError, KeyError, TypeError):
        since = real
    kept.write_text(json.dumps({"since": since, "speed": speed}))
    return since


def _children(host: str, port: int, environment: dict[str, str], *, city: bool) -> list[Child]:
    # The children hold no address of the schema's owner.
    served = {key: value for key, value in environment.items() if key != "DATABASE_OWNER_URL"}
    served[setting.SUPERVISOR] = str(os.getpid())
    # Work that nobody waits for begins once the pages have had the processor to themselves.
    later = time.monotonic() + PAGES_FIRST_SECONDS
    place = ["--host", host, "--port"]
    return [
        Child("web", _huying("web", *place, str(port)), served),
        Child("live", _huying("live", *place, str(port + 1)), served),
        Child("worker", _huying("worker"), served, again_at=later),
        *([Child("mail", _huying("mail"), served, again_at=later)] if served.get("HUYING_MAIL_IMAP") else []),
        *([Child("sms", _huying("sms"), served, again_at=later)] if served.get("HUYING_SMS_GATEWAY") else []),
        *([Child("phone", _huying("phone"), served, again_at=later)] if served.get("HUYING_PHONE_ARI") else []),
        *([Child("wechat", _huying("wechat", "simulator", *place, served[simulated.PORT], "--web", f"http://127.0.0.1:{port}"), served)]
          if served.get(simulated.PORT) else []),
        *([Child("city", _huying("demo", "--live"), served, again_at=later)] if city else []),
    ]


def _huying(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "huying.cli", *arguments]


def _step(name: str, environment: dict[str, str], *arguments: str) -> None:
    done = subprocess.run(_huying(name, *arguments), env=environment, check=False)
    if done.returncode:
        setting.fail(
            f"启动停在 {name} · the start ended at `huying {name}` (exit code {done.returncode}), see above"
        )


def _found(url: str) -> tuple[bool, bool]:
    """Whether the database is of this version, and a city lives there; asked without Django, to start in half the time."""
    import psycopg

    from huying.cli.migrate import is_current

    with psycopg.connect(url) as connection:
        if not is_current(connection):
            return False, False
        return True, connection.execute("SELECT EXISTS (SELECT FROM tickets_ticket)").fetchone() == (True,)


def _check_policy() -> None:
    from huying import policy

    try:
        policy.current()
    except policy.PolicyErrors as errors:
        for mistake in errors.mistakes:
            print(f"huying: {mistake.sentence()}", file=sys.stderr)
        raise SystemExit(1) from None


def _check_ports(host: str, port: int) -> None:
    for wanted in (port, port + 1):
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, wanted))
            except OSError as error:
                if error.errno == errno.EADDRINUSE:
                    setting.fail(
                        f"端口 {wanted} 已被占用，换一个，例如 PORT={port + 10} · "
                        f"port {wanted} is taken, choose another, for example PORT={port + 10}"
                    )
                setting.fail(f"不能监听 {host}:{wanted} · cannot listen there: {error.strerror}")


def _writer() -> Write:
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False, soft_wrap=True)

    def write(name: str, line: str) -> None:
        console.print(Text.assemble((f"{name:<7}", COLOURS.get(name, "")), " │ ", line))

    return write


def _address(host: str, port: int) -> str:
    shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104
    return f"http://{f'[{shown}]' if ':' in shown else shown}:{port}/"


def _announce(supervisor: Supervisor, host: str, port: int, chat: str) -> None:
    address = _address(host, port)
    deadline = time.monotonic() + READY_SECONDS
    while not supervisor.stopping and time.monotonic() < deadline:
        if _answers(address):
            _show(address, address.replace(f":{port}/", f":{chat}/") if chat else "")
            return
        time.sleep(0.1)


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5):  # noqa: S310
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


def _show(address: str, chat: str) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console(highlight=False)
    console = Console(highlight=False, width=max(console.width, 100))
    console.print(f"\n呼应已启动 · Huying is running:  [bold]{address}[/]   (Ctrl-C 停止 · stops)\n")
    if chat:
        console.print(f"模拟微信，您来扮演市民 · a simulated WeChat, you play the citizen:  [bold]{chat}[/]\n")
    accounts = _demo_accounts()
    if accounts:
        table = Table(
            "账号 · account",
            "密码 · password",
            "岗位 · role",
            "页面 · page",
            title="演示账号 · demo accounts",
        )
        for row in accounts:
            table.add_row(*(str(row.get(key, "")) for key in ("username", "password", "role", "page")))
        console.print(table)


def _demo_accounts() -> list[dict[str, str]]:
    """The demo's accounts from var/demo.json: {"accounts": [{username, password, role, page}, …]}."""
    kept = Path(os.environ.get("HUYING_VAR") or embedded.var_folder()) / "demo.json"
    try:
        return list(json.loads(kept.read_text())["accounts"])
    except (OSError, ValueError, KeyError, TypeError):
        return []
