"""Recording: begun with the conversation, muted on demand, sealed when it has ended. Whatever fails here, the call goes on."""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from queue import Full, Queue
from typing import TYPE_CHECKING, Any

from django.db import Error

from huying.channels.phone import archive as keeping
from huying.channels.phone.exchange.ari import AriDown, AriRefused
from huying.channels.phone.exchange.lives import Live
from huying.clocks.present import now

if TYPE_CHECKING:
    from huying.channels.phone.exchange.switchboard import Switchboard

logger = logging.getLogger("huying.phone")
PREFIX = "huying-"
WAITING_PIECES = 64
AGAIN_SECONDS, MOST_BREAKS = 10.0, 6


async def begin(board: Switchboard, live: Live) -> None:
    """Record the bridge: everybody in it."""
    await _begin(board, live, f"bridges/{live.bridge}/record")


async def note(board: Switchboard, live: Live, seconds: int) -> asyncio.Future[None]:
    """Record the citizen alone, for a note of a few words; done when it has ended by itself."""
    await _begin(board, live, f"channels/{live.key}/record", maxDurationSeconds=seconds, maxSilenceSeconds=8)
    done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    board.played[live.recording] = done
    return done


async def _begin(board: Switchboard, live: Live, path: str, **more: Any) -> None:
    name = f"{PREFIX}{live.row}-{now():%Y%m%d%H%M%S}-{secrets.token_hex(3)}"
    board.diary.do(live.key, partial(_row, live, name, now()))
    try:
        await board.ari.ask("POST", path, name=name, format="wav", ifExists="fail", beep="false", terminateOn="none", **more)
    except (AriRefused, AriDown) as error:
        logger.warning("%s is not recorded: %s", live.key, error)
        board.diary.do(live.key, partial(keeping.fail, name, f"交换机没有录音 · the exchange did not record: {error}"))
        return
    live.recording, live.recorded_since, live.muted_since = name, time.monotonic(), None


def _row(live: Live, name: str, at: datetime) -> None:
    from huying.channels.phone.models import OWN, Call

    keeping.begin(live.row or Call.objects.get(key=live.key, exchange=OWN).pk, name, at)


async def stop(board: Switchboard, live: Live) -> None:
    """The end; the file comes by `archive` when Asterisk has closed it."""
    if live.recording:
        await resume(board, live)
        name, live.recording = live.recording, ""
        await board.ari.try_("POST", f"recordings/live/{name}/stop")


def broken(board: Switchboard, name: str) -> str:
    """Why a recording ended that nobody ended: Asterisk could not write on. What there is of it is kept, and the rest of the conversation
    recorded as soon as there is room. Nothing when it ended as it should."""
    live = next((each for each in board.calls.values() if each.recording == name and not each.over), None)
    if live is None or not live.bridge:
        return ""
    live.recording = ""
    if live.broke < MOST_BREAKS:
        live.broke += 1
        board.spawn(live, _again(board, live))
    return "Asterisk 写不下去，磁盘可能已满 · Asterisk could not write on, the disk may be full"


async def _again(board: Switchboard, live: Live) -> None:
    await asyncio.sleep(AGAIN_SECONDS)
    if live.bridge and not live.recording:
        await begin(board, live)


async def mute(board: Switchboard, live: Live) -> str:
    """Silence instead of what is said, from now on (a number of an identity card is read out). Why not, in words."""
    if not live.recording:
        return "没有正在进行的录音 · nothing is being recorded"
    await board.ari.ask("POST", f"recordings/live/{live.recording}/mute")
    live.muted_since = live.muted_since or time.monotonic()
    return ""


async def resume(board: Switchboard, live: Live) -> str:
    if live.recording and live.muted_since is not None:
        begin, end = live.muted_since - live.recorded_since, time.monotonic() - live.recorded_since
        live.muted_since = None
        board.diary.do(live.key, partial(keeping.mute, live.recording, begin, end))
        await board.ari.try_("DELETE", f"recordings/live/{live.recording}/mute")
    return ""


def mark(board: Switchboard, live: Live, what: str) -> None:
    if live.recording:
        board.diary.do(live.key, partial(keeping.mark, live.recording, time.monotonic() - live.recorded_since, what))


async def archive(board: Switchboard, name: str, failed: str = "") -> None:
    """Fetch the file, seal it, and have Asterisk forget it; what cannot be kept stays there and is tried again (rebuilding.recordings)."""
    if not name.startswith(PREFIX) or name in board.fetching:  # it is under way already
        return
    board.fetching.add(name)
    try:
        async with board.archiving:
            await _archive(board, name, failed)
    finally:
        board.fetching.discard(name)


async def _archive(board: Switchboard, name: str, failed: str) -> None:
    line = f"recording:{name}"
    if failed:
        await board.diary.do(line, partial(keeping.fail, name, f"{keeping.BROKEN}{failed}"))
    try:
        if await _fetched(board, name) is not None:
            await board.ari.try_("DELETE", f"recordings/stored/{name}")
    except (AriDown, AriRefused, OSError, Error) as error:
        logger.warning("%s is not archived yet: %s", name, error)
        if isinstance(error, AriRefused) and error.status == 404:
            await board.diary.do(line, partial(keeping.fail, name, failed or "交换机上没有这段录音 · the exchange has no such recording"))


async def _fetched(board: Switchboard, name: str) -> object:
    """From Asterisk through the sealing onto the disk, without ever holding it whole."""
    queue: Queue[bytes | Exception | None] = Queue(WAITING_PIECES)
    kept: asyncio.Future[object] = asyncio.ensure_future(board.diary.slowly(partial(keeping.keep, name, _read(queue), now())))
    try:
        async with board.ari.download(f"recordings/stored/{name}/file") as pieces:
            async for piece in pieces:
                await asyncio.to_thread(_give, queue, piece, kept)
        await asyncio.to_thread(_give, queue, None, kept)
    except (AriDown, AriRefused) as error:
        await asyncio.to_thread(_give, queue, error, kept)
        await asyncio.wait([kept])
        raise
    return await kept


def _give(queue: Queue[bytes | Exception | None], piece: bytes | Exception | None, taker: asyncio.Future[object]) -> None:
    """Hand a piece over; given up when nobody takes it any longer."""
    while not taker.done():
        try:
            queue.put(piece, timeout=0.5)
            return
        except Full:
            continue


def _read(queue: Queue[bytes | Exception | None]) -> Iterator[bytes]:
    while (piece := queue.get()) is not None:
        if isinstance(piece, Exception):
            raise piece
        yield piece
