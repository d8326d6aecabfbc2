"""Saying something on the line, and hearing the keys that are pressed meanwhile."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from huying import policy
from huying.channels.phone.exchange.lives import Live
from huying.channels.phone.exchange.switchboard import Switchboard

LONGEST = 90.0  # seconds; whatever Asterisk does not tell the end of


async def words(board: Switchboard, live: Live, *names: str, **values: object) -> list[Path]:
    """The sounds of sentences of the policy, in the caller's language; rendered in a thread when new."""
    rules, loop = policy.current().phone, asyncio.get_running_loop()
    texts = [rules.says(name, live.language, **values) for name in names]
    return [await loop.run_in_executor(None, partial(board.cabinet.said, text, live.language)) for text in texts]


async def say(board: Switchboard, live: Live, *names: str, keys: str = "", bridge: bool = False, **values: object) -> str:
    """Say sentences to the citizen (or to all in the bridge), to their end or until one of `keys`: that key, else nothing."""
    return await play(board, live, await words(board, live, *names, **values), keys, bridge=bridge)


async def tell(board: Switchboard, live: Live, text: str, keys: str = "") -> str:
    """The same with a sentence of one's own."""
    sound = await asyncio.get_running_loop().run_in_executor(None, partial(board.cabinet.said, text, live.language))
    return await play(board, live, [sound], keys)


async def play(board: Switchboard, live: Live, sounds: Sequence[Path], keys: str = "", *, bridge: bool = False) -> str:
    """The same with sounds. Files only: of a list of tones Asterisk ends one and goes on with the next."""
    ident = secrets.token_hex(8)
    done = board.played[ident] = asyncio.get_running_loop().create_future()
    citizen = live.citizen.channel if live.citizen else ""
    where = f"bridges/{live.bridge}" if bridge else f"channels/{citizen}"
    media = ",".join(f"sound:{str(each).removesuffix('.wav')}" for each in sounds)
    asked = asyncio.ensure_future(board.ari.ask("POST", f"{where}/play/{ident}", media=media))
    asked.add_done_callback(_heard)
    try:
        await asyncio.shield(asked)
        return await until(live, done, keys)
    finally:
        if board.played.pop(ident, None) is not None and not live.over:
            await asyncio.gather(asked, return_exceptions=True)  # what Asterisk has not heard of cannot be ended, and would play later
            await board.ari.try_("DELETE", f"playbacks/{ident}")


def _heard(asked: asyncio.Future[Any]) -> None:
    """Whoever hung up while Asterisk was asked leaves nobody who waits for its answer; a refusal is no fault then."""
    if not asked.cancelled():
        asked.exception()


async def key(live: Live, keys: str, seconds: float) -> str:
    """The next of `keys` that is pressed within the time, else nothing."""
    never: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    return await until(live, never, keys, seconds)


async def digits(live: Live, most: int, seconds: float) -> str:
    """What is keyed until hash, or until nothing comes for so long."""
    keyed = ""
    while len(keyed) < most and (pressed := await key(live, "0123456789*#", seconds)) not in ("", "#"):
        keyed += pressed
    return keyed


async def until(live: Live, done: asyncio.Future[None], keys: str, seconds: float = LONGEST) -> str:
    """One of `keys`; nothing when it is `done` before, or the time is over."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + seconds
    while not done.done() and (left := deadline - loop.time()) > 0:
        if not keys:
            await asyncio.wait([done], timeout=left)
            break
        pressed = asyncio.ensure_future(live.keys.get())
        both: list[asyncio.Future[Any]] = [done, pressed]
        try:
            await asyncio.wait(both, timeout=left, return_when=asyncio.FIRST_COMPLETED)
            if pressed.done() and pressed.result() in keys:
                return pressed.result()
        finally:
            pressed.cancel()
    return ""


async def music(board: Switchboard, live: Live, *, on: bool) -> None:
    """Music for who waits."""
    if live.citizen is not None and not live.over:
        await board.music(live, live.citizen.channel, on=on)
