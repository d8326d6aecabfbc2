"""Ears on a conversation: each side's voice goes to a port of ours as RTP, apart, and comes back as words. The call never depends on it."""

from __future__ import annotations

import asyncio
import logging
from functools import partial
from typing import TYPE_CHECKING

from django.conf import settings

from huying.channels.phone.exchange.ari import APP, AriDown, AriRefused, Event
from huying.channels.phone.exchange.lives import SNOOP, Leg, Live
from huying.channels.phone.speech import hearing
from huying.channels.phone.speech.ear import Ear
from huying.channels.phone.speech.recognising import AGENT, CALLER, Recogniser, Words
from huying.clocks.present import now

if TYPE_CHECKING:
    from huying.channels.phone.exchange.switchboard import Switchboard

logger = logging.getLogger("huying.phone")
STARTED_SECONDS = 5.0


def begin(board: Switchboard, live: Live, *legs: Leg | None) -> None:
    """Listen to these legs until each is gone or the call is over. Nothing happens where the city named no recogniser."""
    maker = hearing.recogniser()
    if maker is None:
        return
    for leg in legs:
        if leg is not None and not leg.gone and leg.channel not in live.ears:
            live.ears.add(leg.channel)
            side = CALLER if leg is live.citizen else AGENT
            board.spawn(live, _listen(board, live, leg, side, maker(side, live.language)))


async def _listen(board: Switchboard, live: Live, leg: Leg, side: str, recogniser: Recogniser) -> None:
    began_at = now()

    async def told(words: Words) -> None:
        board.diary.do(live.key, partial(hearing.write, live.row, side, began_at, words))

    ear = Ear(recogniser, told)
    host = str(settings.PHONE_EAR)
    port = await ear.open(host)
    snoop, media, bridge = live.name(SNOOP), live.name(SNOOP), f"{live.name(SNOOP)}e"
    try:
        await _tie(board, leg, (snoop, media, bridge), f"{host}:{port}")
        while not leg.gone and not live.over:
            await asyncio.sleep(0.5)
    except (AriDown, AriRefused, TimeoutError) as error:
        logger.warning("%s: nobody listens to the %s: %s", live.key, side, error or type(error).__name__)
    finally:
        board.run(_untie(board, snoop, media, bridge))
        board.run(ear.close())


async def _tie(board: Switchboard, leg: Leg, names: tuple[str, str, str], address: str) -> None:
    """The leg's own voice, by a snoop, through a bridge to our port."""
    snoop, media, bridge = names
    there = {snoop: asyncio.Event(), media: asyncio.Event()}

    def started(event: Event) -> None:
        there[event.channel].set()

    board.beside[snoop] = board.beside[media] = started
    await board.ari.ask("POST", f"bridges/{bridge}", type="mixing", name="huying")
    await board.ari.ask("POST", f"channels/{leg.channel}/snoop/{snoop}", spy="in", whisper="none", app=APP, appArgs="ear")
    await board.ari.ask("POST", "channels/externalMedia", app=APP, channelId=media, external_host=address, format="slin16", data="ear")
    async with asyncio.timeout(STARTED_SECONDS):
        for event in there.values():
            await event.wait()
    await board.ari.ask("POST", f"bridges/{bridge}/addChannel", channel=f"{snoop},{media}")


async def _untie(board: Switchboard, snoop: str, media: str, bridge: str) -> None:
    for channel in (snoop, media):
        board.beside.pop(channel, None)
        await board.hang_up_channel(channel)
    try:
        await board.ari.try_("DELETE", f"bridges/{bridge}")
    except AriDown:
        return
