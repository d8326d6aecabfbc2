"""`huying web`, `huying live`, `huying worker`: one kind of process each, where they run apart."""

import importlib
import multiprocessing
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any

import typer

from huying.cli import setting

Host = Annotated[str, typer.Option(envvar="HOST", help="监听地址 · address to listen on")]
Port = Annotated[int, typer.Option(envvar="PORT", help="端口 · port")]


def register(app: typer.Typer) -> None:
    """Add the three commands."""
    app.command()(web)
    app.command()(live)
    app.command()(worker)


def web(
    host: Host = "127.0.0.1",
    port: Port = 8000,
    workers: Annotated[int, typer.Option(envvar="HUYING_WEB_WORKERS", min=1, help="进程数 · processes")] = 2,
    threads: Annotated[
        int, typer.Option(envvar="HUYING_WEB_THREADS", min=1, help="每进程线程 · threads each")
    ] = 4,
    uds: Annotated[
        str, typer.Option(help="Unix 套接字（反向代理用）· Unix socket, for a reverse proxy")
    ] = "",
) -> None:
    """页面和接口 · Serve pages and the API (WSGI).

    例 · for example:

        huying web --host 0.0.0.0 --port 8000 --workers 4

        huying web --uds /run/huying/web.sock
    """
    _granian(
        "huying.config.wsgi:application",
        host,
        port,
        interface="wsgi",
        workers=workers,
        blocking_threads=threads,
        backpressure=threads * 32, uds=uds, before=_load_pages,
    )  # fmt: skip


def _load_pages() -> None:
    """Load everything once for all workers, which then share the memory; where they are not forked, each loads its own."""
    if multiprocessing.get_start_method() != "fork":
        return
    setting.django()
    from huying.config.warming import warm

    importlib.import_module("huying.config.urls")
    warm()


def live(
    host: Host = "127.0.0.1",
    port: Annotated[int, typer.Option(envvar="HUYING_LIVE_PORT", help="端口 · port")] = 8001,
    uds: Annotated[str, typer.Option(help="Unix 套接字 · Unix socket, for a reverse proxy")] = "",
) -> None:
    """实时推送 · Serve live updates (Server-Sent Events at /live/).

    Behind a reverse proxy pass /live/ to this process and set HUYING_LIVE_URL=/live/.

    例 · for example:

        huying live --port 8001
    """
    _granian("huying.live.app:application", host, port, interface="asgi", workers=1, uds=uds)


def worker(
    concurrency: Annotated[
        int, typer.Option(envvar="HUYING_WORKER_JOBS", min=1, help="同时任务数 · jobs at once")
    ] = 4,
    queues: Annotated[
        str, typer.Option(help="只做这些队列，逗号分隔 · only these queues, comma-separated")
    ] = "",
) -> None:
    """后台任务和定时任务 · Run jobs and everything that happens by itself.

    Start as many as you like, on as many machines: each job is done once.

    例 · for example:

        huying worker --concurrency 8

        huying worker --queues sending,files
    """
    import asyncio

    setting.provide_database()
    setting.stay_application()
    setting.follow_supervisor()
    setting.django()
    from procrastinate.contrib.django import app as jobs

    with suppress(OSError):
        os.nice(5)  # on one machine, whoever waits for a page or an answer goes before a job
    chosen = [name.strip() for name in queues.split(",") if name.strip()]
    limits: dict[str, Any] = {"queues": chosen} if chosen else {}
    connector: Any = jobs.connector

    async def work() -> None:
        async with jobs.open_async():
            await jobs.run_worker_async(
                **limits, concurrency=concurrency, shutdown_graceful_timeout=5, delete_jobs="successful"
            )

    with jobs.replace_connector(connector.get_worker_connector()):
        asyncio.run(work())


def _granian(
    target: str, host: str, port: int, *, uds: str, before: Callable[[], None] | None = None, **options: Any
) -> None:
    from granian import Granian
    from granian.log import LogLevels

    server = setting.provide_database()
    setting.stay_application()
    setting.follow_supervisor()
    (Path(os.environ["HUYING_VAR"]) / "static").mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huying.config.settings")
    place: dict[str, Any] = {"uds": Path(uds)} if uds else {"address": host, "port": port}
    if before:
        before()
    # Workers that die come back by themselves; a worker that does not end in time is killed.
    Granian(
        target, **place, **options, websockets=False, respawn_failed_workers=True, workers_kill_timeout=5,
        log_level=LogLevels.warning, process_name=None,
    ).serve()  # fmt: skip
    if server:
        server.stop()
