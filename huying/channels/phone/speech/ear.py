"""An ear on one side of a call: the exchange sends RTP to a port of ours, words come out. Nothing that goes wrong here touches the call."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable

from huying.channels.phone.speech.recognising import Recogniser, RecogniserLost, Words
from huying.channels.phone.speech.rtp import RATE, NotRtp, Stream

logger = logging.getLogger("huying.phone")
WAITING = 400  # datagrams that wait for the recogniser: eight seconds; older ones are dropped
PIECE = RATE // 5 * 2  # bytes handed over at once: 200 ms

Told = Callable[[Words], Awaitable[None]]


class Ear(asyncio.DatagramProtocol):
    """`heard`: datagrams that came. `dropped`: those that nobody had time for. `deaf`: why no more words come."""

    def __init__(self, recogniser: Recogniser, told: Told) -> None:
        self.recogniser, self.told, self.deaf, self.heard, self.dropped = recogniser, told, "", 0, 0
        self.stream = Stream()
        self._queue: asyncio.Queue[bytes | None] = asyncio.Queue(WAITING)
        self._transport: asyncio.DatagramTransport | None = None
        self._task: asyncio.Task[None] | None = None

    async def open(self, host: str = "127.0.0.1", port: int = 0) -> int:
        """Listen; returns the port."""
        loop = asyncio.get_running_loop()
        self._transport, _ = await loop.create_datagram_endpoint(lambda: self, local_addr=(host, port))
        self._task = asyncio.create_task(self._work())
        return int(self._transport.get_extra_info("sockname")[1])

    async def close(self) -> None:
        """Hear out what came and say the last words. A second call does nothing."""
        transport, self._transport = self._transport, None
        if transport is None or self._task is None:
            return
        transport.close()
        while True:
            try:
                self._queue.put_nowait(None)
                break
            except asyncio.QueueFull:
                self._queue.get_nowait()
        with contextlib.suppress(TimeoutError, asyncio.CancelledError):
            await asyncio.wait_for(self._task, 15)

    def datagram_received(self, data: bytes, addr: object) -> None:
        self.heard += 1
        try:
            self._queue.put_nowait(data)
        except asyncio.QueueFull:
            self.dropped += 1

    async def _work(self) -> None:
        try:
            await self._hear()
        except RecogniserLost as error:
            self.deaf = str(error)[:200] or "lost"
            logger.warning("the recogniser is gone, the call goes on without it: %s", self.deaf)
        except Exception as error:
            self.deaf = f"{type(error).__name__}: {error}"[:200]
            logger.exception("an ear broke; the call goes on without it")
        finally:
            with contextlib.suppress(Exception):
                for words in await self.recogniser.end():
                    await self.told(words)

    async def _hear(self) -> None:
        held = b""
        while (data := await self._queue.get()) is not None:
            try:
                held += self.stream.feed(data)
            except NotRtp:
                continue  # anybody on the machine may send to a port
            if len(held) >= PIECE:
                held = await self._say(held)
        await self._say(held + self.stream.end())

    async def _say(self, sound: bytes) -> bytes:
        for words in await self.recogniser.hear(sound) if sound else ():
            await self.told(words)
        return b""
