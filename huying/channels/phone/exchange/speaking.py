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
RING = "tone:ring;tonezone=cn"


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


async def play(board: Switchboard, live: Live, sounds: Sequence[Path | str], keys: str = "", *, bridge: bool = False,
               channel: str = "") -> str:
    """The same with sounds: files, or what Asterisk knows by name (`tone:…`)."""
    ident = secrets.token_hex(8)
    done = board.played[ident] = asyncio.get_running_loop().create_future()
    citizen = live.citizen.channel if live.citizen else ""
    where = f"bridges/{live.bridge}" if bridge else f"channels/{channel or citizen}"
    media = ",".join(each if isinstance(each, str) else f"sound:{str(each).removesuffix('.wav')}" for each in sounds)
    try:
        await board.ari.ask("POST", f"{where}/play/{ident}", media=media)
        return await until(live, done, keys)
    finally:
        if board.played.pop(ident, None) is not None and not live.over:
            await board.ari.try_("DELETE", f"playbacks/{ident}")


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
