"""The ASGI process that keeps streams open: GET /live/?topics=desk:dispatcher,unit:17."""

import asyncio
import contextlib
import os
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import django
import psycopg

from huying.live.hub import Hub, Listener
from huying.live.visitor import topics_of

HEARTBEAT_SECONDS = 15
# After this a stream is closed and the page opens it again: who lost a right meanwhile stops hearing.
LONGEST_STREAM_SECONDS = 15 * 60
RETRY_MILLISECONDS = 3000

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huying.config.settings")
django.setup()


async def _connect() -> psycopg.AsyncConnection[tuple[object, ...]]:
    from django.db import connections

    parameters = connections["default"].get_connection_params()
    wanted = {
        key: parameters[key] for key in ("host", "port", "user", "password", "dbname") if parameters.get(key)
    }
    return await psycopg.AsyncConnection.connect(
        **wanted, autocommit=True, connect_timeout=5, application_name="huying live"
    )


class Live:
    """The application; `most` streams at once, the rest is asked to come back later."""

    def __init__(self, most: int) -> None:
        self.hub = Hub(_connect, most)
        self._task: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif scope["type"] == "http":
            self._ensure_running()
            await self._answer(scope, receive, send)

    def _ensure_running(self) -> None:
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self.hub.run())

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                self._ensure_running()
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                if self._task:
                    self._task.cancel()
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = {
            name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]
        }
        origin = _allowed_origin(headers)
        if scope["path"] == "/live/health":
            state = 200 if self.hub.connected.is_set() else 503
            await _plain(send, state, f'{{"streams": {len(self.hub)}}}', origin)
        elif scope["path"].rstrip("/") != "/live":
            await _plain(send, 404, "not found", origin)
        elif scope["method"] != "GET":
            await _plain(send, 405, "GET only", origin)
        elif headers.get("origin") and origin is None:
            await _plain(send, 403, "this origin may not listen", None)
        elif self.hub.full:
            await _plain(send, 503, "too many streams, try again later", origin)
        else:
            await self._open(scope, headers, origin, receive, send)

    async def _open(
        self, scope: Scope, headers: dict[str, str], origin: str | None, receive: Receive, send: Send
    ) -> None:
        asked = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("topics", [])
        wanted = {topic for part in asked for topic in part.split(",") if topic}
        may = await topics_of(headers.get("cookie", ""), wanted)
        topics = may & wanted if wanted else may
        if not topics:
            await _plain(send, 403, "nothing here for you to listen to", origin)
            return
        listener = self.hub.join(frozenset(topics))
        if headers.get("last-event-id"):
            listener.offer(self.hub.resync())
        try:
            await send(
                {
                    "type": "http.response.start",
                    "status": 200,
                    "headers": _headers("text/event-stream", origin),
                }
            )
            await _stream(listener, receive, send)
        finally:
            self.hub.leave(listener)


async def _stream(listener: Listener, receive: Receive, send: Send) -> None:
    gone = asyncio.ensure_future(_disconnected(receive))
    loop = asyncio.get_running_loop()
    ends = loop.time() + LONGEST_STREAM_SECONDS
    try:
        await _body(send, f"retry: {RETRY_MILLISECONDS}\n: listening\n\n".encode())
        while not gone.done() and not listener.lost and loop.time() < ends:
            message = asyncio.ensure_future(listener.waiting.get())
            await asyncio.wait(
                {message, gone}, timeout=HEARTBEAT_SECONDS, return_when=asyncio.FIRST_COMPLETED
            )
            if message.done():
                await asyncio.wait_for(_body(send, message.result()), HEARTBEAT_SECONDS)
                continue
            message.cancel()
            if not gone.done():
                await asyncio.wait_for(_body(send, b": alive\n\n"), HEARTBEAT_SECONDS)
        if not gone.done():
            await send({"type": "http.response.body", "body": b"", "more_body": False})
    except TimeoutError:
        listener.lost = True
    finally:
        gone.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await gone


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _body(send: Send, body: bytes) -> None:
    await send({"type": "http.response.body", "body": body, "more_body": True})


async def _plain(send: Send, status: int, text: str, origin: str | None) -> None:
    headers = _headers("text/plain; charset=utf-8", origin)
    if status == 503:
        headers.append((b"retry-after", b"15"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": text.encode(), "more_body": False})


def _headers(kind: str, origin: str | None) -> list[tuple[bytes, bytes]]:
    headers = [
        (b"content-type", kind.encode()),
        (b"cache-control", b"no-store"),
        (b"x-accel-buffering", b"no"),
    ]
    if origin:
        headers += [
            (b"access-control-allow-origin", origin.encode("latin-1")),
            (b"access-control-allow-credentials", b"true"),
            (b"vary", b"Origin"),
        ]
    return headers


def _allowed_origin(headers: dict[str, str]) -> str | None:
    """The page's origin when it may read the stream: the same host, or one of HUYING_ORIGINS."""
    from django.conf import settings

    origin = headers.get("origin", "")
    if not origin:
        return None
    try:
        same_host = urlsplit(origin).hostname == urlsplit(f"//{headers.get('host', '')}").hostname
    except ValueError:
        return None
    return origin if same_host or origin in settings.CSRF_TRUSTED_ORIGINS else None


application = Live(most=int(os.environ.get("HUYING_LIVE_MOST", "2000")))
