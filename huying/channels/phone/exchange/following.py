"""Asterisk follows the seats: one that is given, changed or taken back stands in the configuration without anybody writing it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from functools import partial
from pathlib import Path

from django.conf import settings

from huying.channels.phone.exchange import ari, configuring
from huying.channels.phone.exchange.switchboard import Switchboard

logger = logging.getLogger("huying.phone")
EVERY = 30.0


async def follow(board: Switchboard, changed: asyncio.Event) -> None:
    """For ever: look when told of a seat, at the latest twice a minute. Nothing is done where `huying phone config` wrote nothing."""
    unread = False
    while True:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(changed.wait(), EVERY)
        changed.clear()
        try:
            unread = await board.diary.slowly(write) or unread
            if unread and board.ari.up.is_set():  # one that starts anew reads everything by itself
                problem = await board.diary.slowly(partial(ari.reload, board.ari.to))
                unread = bool(problem)
                logger.info("the seats changed: %s", problem or "Asterisk has read its configuration anew")
        except Exception as error:
            logger.warning("the configuration does not follow: %s: %s", type(error).__name__, str(error).split("\n")[0])


def write() -> bool:
    """Write the configuration anew, with the options of the last time, when the seats differ from it; True when they did."""
    options = configuring.last(Path(settings.PHONE["home"]))
    if options is None or not configuring.is_behind(options):
        return False
    configuring.write(options)
    return True
