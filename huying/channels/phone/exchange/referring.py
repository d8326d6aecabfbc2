"""The transfer key of a telephone on the desk (SIP REFER, RFC 3515): done like the page's own, or declined; the call stays where it is.

Asterisk leaves it to us from the versions of `server.TRANSFERS` on; older ones take no such key.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from functools import partial
from typing import Any

from django.db import Error

from huying.channels.phone import orders
from huying.channels.phone.exchange.ari import Event
from huying.channels.phone.exchange.lives import Leg
from huying.channels.phone.exchange.switchboard import Switchboard
from huying.channels.phone.models import Call, PhoneOrder, Seat
from huying.clocks.present import now
from huying.people.models import Account

logger = logging.getLogger("huying.phone")
SECONDS = 60.0  # as long as the telephone is left waiting for the end
TAKEN, DECLINED = "channel_answered", "channel_declined"


async def asked(board: Switchboard, event: Event) -> None:
    """Order the transfer for the agent whose telephone asks; parties releases the telephone when it works, else it is declined."""
    if event.told.get("state"):
        return  # what we told of it, told back
    source = str(_in(event.told, "referred_by", "source_channel").get("id", ""))
    number = str(_in(event.told, "refer_to", "requested_destination").get("destination", ""))
    live, leg = board.channels.get(source, (None, None))
    if live is not None and leg is not None and live.agent is leg and leg.account is not None and number and not leg.refers:
        leg.refers = True
        try:
            await _over(board, await board.diary.ask(partial(_order, leg.account, live.row, number, f"{source}:{now():%H%M%S%f}")))
        except Error as error:  # the database is away: declined, and the key may be pressed again
            logger.warning("a transfer is declined: %s", str(error).split("\n")[0])
        if not leg.refers:
            return  # released
        leg.refers = False
    await board.ari.try_("POST", f"channels/{source}/transfer_progress", states=DECLINED)


async def release(board: Switchboard, leg: Leg) -> None:
    """It worked; before we hang up on the telephone that asked for it, which otherwise waits for a minute."""
    if leg.refers:
        leg.refers = False
        await board.ari.try_("POST", f"channels/{leg.channel}/transfer_progress", states=TAKEN)


def _order(account: int, call: int, number: str, which: str) -> PhoneOrder:
    """An extension is a colleague, anything else a number to dial."""
    seat, key = Seat.objects.filter(extension=number).first(), f"refer:{which}"
    to = {"to": f"account:{seat.account_id}"} if seat is not None else {"to": "sealed", "number": orders.seal(key, number)}
    return orders.ask(Account.objects.get(pk=account), "transfer", now(), call=Call.objects.get(pk=call), key=key, **to)


async def _over(board: Switchboard, order: PhoneOrder) -> None:
    """Until it was carried out, or not; why not stands in the agent's bar, as for every order."""
    end = asyncio.get_running_loop().time() + SECONDS
    while asyncio.get_running_loop().time() < end:
        if await board.diary.ask(lambda: PhoneOrder.objects.filter(pk=order.pk, done_at__isnull=False).exists()):
            return
        await asyncio.sleep(0.3)


def _in(told: Mapping[str, Any], *names: str) -> Mapping[str, Any]:
    """What lies below these names; empty where something is missing."""
    here: Any = told
    for name in names:
        here = here.get(name) if isinstance(here, Mapping) else None
    return here if isinstance(here, Mapping) else {}
