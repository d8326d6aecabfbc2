"""A recogniser behind a WebSocket that speaks the Vosk server's protocol (alphacep/vosk-server; others speak it, too).

We send `{"config": {"sample_rate": 16000}}`, then sound as binary messages, at the end `{"eof": 1}`; each is answered by
`{"partial": …}` or `{"text": …, "result": [{"word", "start", "end", "conf"}, …]}`.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Mapping
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from huying.channels.phone.speech.recognising import RecogniserLost, Words
from huying.channels.phone.speech.rtp import RATE
from huying.tickets.incoming import cleaned

SECONDS = 5.0  # for an answer
LONGEST = 2000  # letters of one utterance


class Vosk:
    """One side of one call, over a connection of its own. Sound is sent without waiting; answers are taken as they come."""

    def __init__(self, address: str) -> None:
        self.address, self.number, self.heard = address, 0, 0
        self._line: ClientConnection | None = None
        self._began = 0.0  # of the utterance that is not final yet

    async def hear(self, sound: bytes) -> list[Words]:
        line = await self._open()
        try:
            await asyncio.wait_for(line.send(sound), SECONDS)
        except (OSError, WebSocketException, TimeoutError) as error:
            raise RecogniserLost(str(error)) from error
        self.heard += len(sound) // 2
        return await self._answers(line)

    async def end(self) -> list[Words]:
        if self._line is None:
            return []
        found: list[Words] = []
        with contextlib.suppress(OSError, WebSocketException, TimeoutError, RecogniserLost):
            await self._line.send('{"eof" : 1}')
            async with asyncio.timeout(SECONDS):
                async for said in self._line:
                    found += self._words(said)
        with contextlib.suppress(OSError, WebSocketException, TimeoutError):
            await asyncio.wait_for(self._line.close(), 1)
        self._line = None
        return found

    async def _open(self) -> ClientConnection:
        if self._line is None:
            try:
                self._line = await connect(self.address, proxy=None, open_timeout=SECONDS, max_size=1_000_000)
                await self._line.send(json.dumps({"config": {"sample_rate": RATE}}))
            except (OSError, WebSocketException, TimeoutError) as error:
                raise RecogniserLost(str(error)) from error
        return self._line

    async def _answers(self, line: ClientConnection) -> list[Words]:
        """What has been answered until now, without waiting for more."""
        found: list[Words] = []
        while True:
            try:
                async with asyncio.timeout(0.001):
                    said = await line.recv()
            except TimeoutError:
                return found
            except WebSocketException as error:
                raise RecogniserLost(str(error)) from error
            found += self._words(said)

    def _words(self, said: str | bytes) -> list[Words]:
        try:
            told = json.loads(said)
        except ValueError:
            return []
        if not isinstance(told, Mapping):
            return []
        now = self.heard / RATE
        if isinstance(text := told.get("text"), str):
            parts: list[Any] = [each for each in told.get("result") or [] if isinstance(each, Mapping)]
            begin, end = _span(parts, self._began, now)
            self._began = now
            if not (text := _bare(text)):
                return []
            self.number += 1
            return [Words(self.number - 1, begin, end, text, final=True, confidence=_mean(parts))]
        if isinstance(text := told.get("partial"), str) and (text := _bare(text)):
            return [Words(self.number, self._began, now, text, final=False)]
        return []


def _bare(text: str) -> str:
    """Chinese models put spaces between words; between Han characters they mean nothing."""
    words = cleaned(text)[:LONGEST].split()
    said = ""
    for word in words:
        said += (" " if said and said[-1].isascii() and word[0].isascii() else "") + word
    return said


def _span(parts: list[Any], begin: float, end: float) -> tuple[float, float]:
    try:
        return float(parts[0]["start"]), float(parts[-1]["end"])
    except (IndexError, KeyError, TypeError, ValueError):
        return begin, end


def _mean(parts: list[Any]) -> float | None:
    marks = [each["conf"] for each in parts if isinstance(each.get("conf"), int | float)]
    return min(1.0, max(0.0, sum(marks) / len(marks))) if marks else None
