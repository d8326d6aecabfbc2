"""One LISTEN on the database, fanned out to every open stream."""

import asyncio
import json
import logging
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import psycopg

log = logging.getLogger("huying.live")

# Announcements are JSON {"topic": "unit:17", "kind": "dispatch", "id": "2611234829157"}, sent by pg_notify in
# the transaction of the change. Only ids travel: the page asks for what it may see.
CHANNEL = "huying_live"
QUEUE_LENGTH = 100
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
# A broken network may keep a connection open for hours without a word: ask now and then.
PROBE_SECONDS = 30

Connect = Callable[[], Awaitable[psycopg.AsyncConnection[tuple[object, ...]]]]


@dataclass(eq=False)
class Listener:
    """One open stream: its topics, what waits to be sent, and whether it was `lost` for being too slow."""

    topics: frozenset[str]
    waiting: asyncio.Queue[bytes] = field(default_factory=lambda: asyncio.Queue(QUEUE_LENGTH))
    lost: bool = False

    def offer(self, message: bytes) -> None:
        """Queue a message; a stream that does not read is given up rather than waited for."""
        try:
            self.waiting.put_nowait(message)
        except asyncio.QueueFull:
            self.lost = True


class Hub:
    """Passes announcements from the database to the listeners whose topics they bear."""

    def __init__(self, connect: Connect, most: int) -> None:
        self._connect = connect
        self._most = most
        self._listeners: set[Listener] = set()
        self._by_topic: dict[str, set[Listener]] = {}
        self._boot = secrets.token_hex(3)
        self._count = 0
        self.connected = asyncio.Event()

    @property
    def full(self) -> bool:
        """Whether the most streams allowed are open."""
        return len(self._listeners) >= self._most

    def __len__(self) -> int:
        return len(self._listeners)

    def join(self, topics: frozenset[str]) -> Listener:
        """Open a listener for `topics`."""
        listener = Listener(topics)
        self._listeners.add(listener)
        for topic in topics:
            self._by_topic.setdefault(topic, set()).add(listener)
        return listener

    def leave(self, listener: Listener) -> None:
        """Close a listener; harmless when it has left."""
        self._listeners.discard(listener)
        for topic in listener.topics:
            of_topic = self._by_topic.get(topic, set())
            of_topic.discard(listener)
            if not of_topic:
                self._by_topic.pop(topic, None)

    async def run(self) -> None:
        """Listen for ever; a lost database is asked again, ever more slowly, then all pages reload."""
        pause = FIRST_PAUSE
        while True:
            try:
                async with await self._connect() as connection:
                    await connection.execute(f"LISTEN {CHANNEL}")
                    pause = FIRST_PAUSE
                    if self._count:
                        self._tell_everyone(self.resync())
                    self.connected.set()
                    await self._pass_on(connection)
            except (OSError, psycopg.Error) as error:
                log.warning(
                    "live updates lost the database, next try in %.1f s: %s", pause, str(error).split("\n")[0]
                )
            self.connected.clear()
            self._count += 1
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _pass_on(self, connection: psycopg.AsyncConnection[tuple[object, ...]]) -> None:
        while True:
            async for notice in connection.notifies(timeout=PROBE_SECONDS):
                self.deliver(notice.payload)
            await connection.execute("SELECT 1")

    def deliver(self, payload: str) -> None:
        """Give one announcement to those who listen to its topic; a malformed one is logged and dropped."""
        try:
            parsed = json.loads(payload)
            topic = parsed["topic"]
            of_topic = self._by_topic.get(topic, ())
        except (ValueError, TypeError, KeyError):
            log.warning("a live announcement is not understood: %.200s", payload)
            return
        if of_topic:
            message = self._event("message", json.dumps(parsed, ensure_ascii=False))
            for listener in of_topic:
                listener.offer(message)

    def resync(self) -> bytes:
        """The event that tells a page to fetch its state anew, since it may have missed announcements."""
        return self._event("resync", "{}")

    def _tell_everyone(self, message: bytes) -> None:
        for listener in self._listeners:
            listener.offer(message)

    def _event(self, name: str, data: str) -> bytes:
        self._count += 1
        head = "" if name == "message" else f"event: {name}\n"
        return f"{head}id: {self._boot}-{self._count}\ndata: {data}\n\n".encode()
