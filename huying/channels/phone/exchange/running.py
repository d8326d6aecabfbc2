"""The process `huying phone`: one for a database; hears Asterisk and the pages, and finds everything again after a break."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
from typing import Any

import psycopg
from django.conf import settings
from django.db import connections

from huying.channels.base import health
from huying.channels.phone import orders
from huying.channels.phone.exchange import (
    floor,
    following,
    ordering,
    outbound,
    parties,
    rebuilding,
    referring,
    sounds,
    surveys,
    welcome,
)
from huying.channels.phone.exchange.ari import Ari, address
from huying.channels.phone.exchange.diary import Diary
from huying.channels.phone.exchange.switchboard import Switchboard
from huying.clocks.present import now

logger = logging.getLogger("huying.phone")
LOCK = 0x68757970686F6E65  # "huyphone"
LIVE = "huying_live"
PROBE_SECONDS = 30.0
LAST_WORDS = 5.0
Held = psycopg.AsyncConnection[tuple[object, ...]]


class NotStarted(Exception):
    """Why the process cannot lead calls, in words."""


def switchboard(ari: Ari) -> Switchboard:
    """A switchboard with everything that it needs."""
    board = Switchboard(ari, Diary(), sounds.cabinet())

    board.greet = lambda live: welcome.greet(board, live)
    board.rate = lambda live: welcome.rate(board, live)
    board.from_seat = lambda event: outbound.from_seat(board, event)
    board.refer = lambda event: referring.asked(board, event)
    board.party_left = lambda live, leg: parties.left(board, live, leg)
    board.hand = lambda live, leg: parties.hand(board, live, leg)
    board.requeue = lambda live: welcome.to_line(board, live, again=f":{now():%H%M%S%f}")
    return board


async def run() -> None:
    """Until a signal. Raises NotStarted."""
    if not str(settings.PHONE["ari"]):
        raise NotStarted("没有设置 HUYING_PHONE_ARI · HUYING_PHONE_ARI is not set, for example http://127.0.0.1:18088/")
    try:
        ari = Ari(address())
    except ValueError as error:
        raise NotStarted(str(error)) from None
    logging.getLogger("httpx").setLevel(logging.WARNING)
    over = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, over.set)
    await lead(ari, over)


async def lead(ari: Ari, over: asyncio.Event) -> None:
    """Hold the lock that makes this process the only one, and run everything below it."""
    held = await _hold(over)
    if held is not None:
        try:
            await _lead(ari, held, over)
        finally:
            await ari.close()


async def _hold(over: asyncio.Event) -> Held | None:
    """A connection that holds the lock and listens; None when the end came before."""
    while not over.is_set():
        try:
            held = await psycopg.AsyncConnection.connect(**_database(), autocommit=True)
            row = await (await held.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])).fetchone()
            if row is not None and row[0]:
                await held.execute(f"LISTEN {orders.CHANNEL}")
                await held.execute(f"LISTEN {LIVE}")
                return held
            await held.close()
            logger.info("another huying phone leads the calls; waiting for it to end")
        except (psycopg.Error, OSError) as error:
            logger.warning("the database is away: %s", str(error).split("\n")[0])
        await _within(over, 1)
    return None


async def _lead(ari: Ari, held: Held, over: asyncio.Event) -> None:
    board = switchboard(ari)
    asked, changed = asyncio.Event(), asyncio.Event()

    async def tied() -> None:
        await rebuilding.rebuild(board)
        board.wake.set()
        asked.set()
        changed.set()

    async def cut() -> None:
        rebuilding.forget(board)
        board.run(_trouble(board))

    works = [asyncio.create_task(each) for each in (
        ari.run(tied, board.heard, cut), floor.distribute(board), floor.look_after(board), ordering.serve(board, asked),
        surveys.conduct(board), following.follow(board, changed), _hear(held, over, board, asked, changed))]
    stop = asyncio.create_task(over.wait())
    done, _ = await asyncio.wait([*works, stop], return_when=asyncio.FIRST_COMPLETED)
    for each in [*works, stop]:
        each.cancel()
    rebuilding.forget(board)
    await asyncio.gather(*works, stop, return_exceptions=True)
    await board.diary.settled(LAST_WORDS)
    for each in done - {stop}:
        each.result()


async def _hear(first: Held, over: asyncio.Event, board: Switchboard, asked: asyncio.Event, changed: asyncio.Event) -> None:
    """Orders of pages, and seats that changed. While the database is away the calls go on."""
    held: Held | None = first
    while held is not None:
        try:
            while True:
                async for notice in held.notifies(timeout=PROBE_SECONDS):
                    if notice.channel == orders.CHANNEL:
                        (asked if notice.payload else changed).set()
                        board.wake.set()
                    elif '"kind": "seat"' in notice.payload:
                        board.wake.set()
                await held.execute("SELECT 1")
        except (psycopg.Error, OSError) as error:
            logger.warning("the database broke off: %s", str(error).split("\n")[0])
        held = await _hold(over)
        asked.set()
        changed.set()
        board.run(rebuilding.recordings(board))


async def _trouble(board: Switchboard) -> None:
    with contextlib.suppress(Exception):
        await board.diary.ask(lambda: health.trouble("phone", "Asterisk 连接中断 · the connection to Asterisk broke", now()))


async def _within(over: asyncio.Event, seconds: float) -> bool:
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(over.wait(), seconds)
    return over.is_set()


def _database() -> dict[str, Any]:
    """Django's own parameters, for a connection that listens."""
    given = connections["default"].get_connection_params()
    return {key: value for key, value in given.items() if key not in ("cursor_factory", "context", "prepare_threshold", "client_encoding")}
