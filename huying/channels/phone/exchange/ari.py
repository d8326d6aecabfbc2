"""The way to Asterisk: requests by HTTP, events by WebSocket (ARI, the Asterisk REST Interface), tied anew when it breaks.

Both go straight, never by a proxy of the environment.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import httpx
from django.conf import settings
from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

logger = logging.getLogger("huying.phone")
APP = "huying"
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 15.0
SECONDS = 10.0  # for one request


class AriDown(Exception):
    """Asterisk does not answer."""


class AriRefused(Exception):
    """Asterisk answered no: a channel that is gone (404), a wrong state (409, 412), a broken disk (500)."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(f"{status} {words}")
        self.status = status


@dataclass(frozen=True, slots=True)
class Address:
    """`http://user:password@host:port/`; without a user, ours with the secret that `huying phone config` made."""

    base: str
    user: str
    password: str

    @property
    def events(self) -> str:
        return f"{self.base.replace('http', 'ws', 1)}/ari/events?app={APP}&api_key={quote(self.user)}:{quote(self.password, safe='')}"


def address(url: str = "") -> Address:
    """Where Asterisk is, by HUYING_PHONE_ARI. ValueError when that is no address."""
    parts = urlsplit(url or str(settings.PHONE["ari"]))
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("HUYING_PHONE_ARI: http://user:password@127.0.0.1:18088/")
    password = parts.password or ""
    if not password:
        file = Path(settings.VAR) / "phone" / "ari.secret"
        password = file.read_text().strip() if file.exists() else ""
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    base = f"{parts.scheme}://{host}{f':{parts.port}' if parts.port else ''}{parts.path.rstrip('/')}"
    return Address(base, parts.username or "huying", password)


@dataclass(frozen=True, slots=True)
class Event:
    """One event. `channel`: the id of the channel that it is about; `told`: all that Asterisk said."""

    type: str
    at: datetime
    channel: str
    told: Mapping[str, Any] = field(default_factory=dict)

    @property
    def args(self) -> list[str]:
        return [str(each) for each in self.told.get("args", [])]

    @property
    def number(self) -> str:
        channel = self.told.get("channel") or {}
        return str((channel.get("caller") or {}).get("number", ""))


def event_of(told: Mapping[str, Any]) -> Event:
    """As our parts read it. Never an error: what is missing is empty."""
    try:
        at = datetime.fromisoformat(str(told.get("timestamp", ""))).astimezone(UTC)
    except ValueError:
        at = datetime.now(UTC)
    channel = told.get("channel") or {}
    return Event(str(told.get("type", "")), at, str(channel.get("id", "")), told)


class Ari:
    """One Asterisk. `up` holds while the event stream is open."""

    def __init__(self, to: Address) -> None:
        self.to, self.up = to, asyncio.Event()
        self._http = httpx.AsyncClient(base_url=f"{to.base}/ari/", auth=(to.user, to.password), trust_env=False, timeout=SECONDS,
                                       limits=httpx.Limits(max_connections=40, max_keepalive_connections=20))

    async def ask(self, method: str, path: str, body: Mapping[str, Any] | None = None, **params: Any) -> Any:
        """One request; the answer's JSON, None for an empty one. Raises AriDown, AriRefused."""
        try:
            answer = await self._http.request(method, path, params=params, json=body)
        except httpx.HTTPError as error:
            raise AriDown(f"{type(error).__name__}: {error}") from None
        if answer.status_code >= 400:
            raise AriRefused(answer.status_code, answer.text[:200])
        return answer.json() if answer.content else None

    async def try_(self, method: str, path: str, **params: Any) -> Any:
        """The same where it does not matter that it is too late: what is gone needs no end."""
        try:
            return await self.ask(method, path, **params)
        except AriRefused as no:
            if no.status not in (404, 409, 412, 422):
                logger.warning("%s %s: %s", method, path, no)
            return None

    @asynccontextmanager
    async def download(self, path: str) -> AsyncIterator[AsyncIterator[bytes]]:
        """A file in pieces. Raises AriDown, AriRefused."""
        try:
            async with self._http.stream("GET", path, timeout=60) as answer:
                if answer.status_code >= 400:
                    raise AriRefused(answer.status_code, path)
                yield answer.aiter_bytes(64 * 1024)
        except httpx.HTTPError as error:
            raise AriDown(f"{type(error).__name__}: {error}") from None

    async def run(self, tied: Callable[[], Coroutine[Any, Any, None]], heard: Callable[[Event], None],
                  cut: Callable[[], Awaitable[None]]) -> None:
        """Hear events for ever. `tied` runs each time the stream has opened, `cut` each time it broke; between tries the
        pauses grow."""
        pause = FIRST_PAUSE
        while True:
            try:
                async with connect(self.to.events, proxy=None, max_size=4 * 1024 * 1024, ping_interval=10, ping_timeout=10,
                                   open_timeout=SECONDS, max_queue=4096) as stream:
                    pause = FIRST_PAUSE
                    self.up.set()
                    task = asyncio.create_task(tied())
                    try:
                        async for said in stream:
                            heard(event_of(json.loads(said)))
                    finally:
                        task.cancel()
            except (OSError, WebSocketException, ValueError, TimeoutError) as error:
                logger.warning("Asterisk is away, next try in %.1f s: %s", pause, str(error)[:200])
            if self.up.is_set():
                self.up.clear()
                await cut()
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def close(self) -> None:
        await self._http.aclose()


def reload(to: Address) -> str:
    """Have Asterisk read endpoints and dialplan anew; why not, in words, when it cannot."""
    try:
        with httpx.Client(auth=(to.user, to.password), trust_env=False, timeout=SECONDS) as http:
            for module in ("res_pjsip.so", "pbx_config.so"):
                answer = http.put(f"{to.base}/ari/asterisk/modules/{module}")
                if answer.status_code >= 400:
                    return f"Asterisk: {answer.status_code} {answer.text[:200]}"
    except httpx.HTTPError as error:
        return f"Asterisk 连不上 · Asterisk cannot be reached: {error}"
    return ""
