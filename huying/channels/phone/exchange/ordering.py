"""What pages ask for, done in the order in which it was asked for, each once; whatever cannot be done is said in words."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial

from huying.channels.phone import orders
from huying.channels.phone.exchange import emergency, outbound, parties, recording
from huying.channels.phone.exchange.ari import AriDown, AriRefused
from huying.channels.phone.exchange.lives import PARTY, Live
from huying.channels.phone.exchange.switchboard import Switchboard
from huying.channels.phone.models import OUT, TALKING, PhoneOrder
from huying.channels.phone.signals import What
from huying.clocks.present import now

logger = logging.getLogger("huying.phone")
EVERY = 1.0
STALE = timedelta(seconds=60)
OVER = "通话已结束 · the call is over"
NOT_TALKING = "没有正在进行的通话 · nobody speaks in this call"
NOT_YOURS = "这不是您的通话 · this is not your call"
Done = Callable[[Switchboard, Live, PhoneOrder], Awaitable[str]]
OF_THE_FLOOR = frozenset({"listen", "whisper", "barge", "redistribute"})


async def serve(board: Switchboard, asked: asyncio.Event) -> None:
    """For ever: take orders when told of one, at the latest every second."""
    running: set[int] = set()
    while True:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(asked.wait(), EVERY)
        asked.clear()
        if not board.ari.up.is_set() or board.blind:
            continue
        try:
            for order in await board.diary.ask(orders.open_orders):
                if order.pk not in running:
                    running.add(order.pk)
                    board.run(_take(board, order, running))
        except Exception as error:
            logger.warning("orders cannot be read: %s", str(error).split("\n")[0])


async def _take(board: Switchboard, order: PhoneOrder, running: set[int]) -> None:
    try:
        try:
            problem = await carry_out(board, order)
        except (AriDown, AriRefused) as error:
            logger.info("order %s: %s", order.what, error)
            problem = "交换机没有执行 · the exchange did not do it"
        except Exception:
            logger.exception("order %s", order.what)
            problem = "系统出错，没有执行 · a mistake of ours, not done"
        line = order.call.key if order.call is not None else f"order:{order.pk}"  # after the signals that it led to
        await board.diary.do(line, partial(orders.done, order, now(), problem))
    finally:
        running.discard(order.pk)


async def carry_out(board: Switchboard, order: PhoneOrder) -> str:
    """Do it; why not, in words."""
    if now() - order.at > STALE:
        return "指令已过时，没有执行 · the order came too late"
    if order.what == "dial":
        return await outbound.dial(board, order)
    live = board.calls.get(order.call.key) if order.call is not None else None
    if live is None or live.over:
        return OVER
    adviser = next((leg for leg in live.legs.values() if leg.kind == PARTY and leg.account == order.by_id and not leg.gone), None)
    if adviser is not None and order.what == "hang_up":
        await board.hang_up(live, adviser)
        return ""
    if order.what not in OF_THE_FLOOR and live.agent is not None and live.agent.account != order.by_id:
        return NOT_YOURS
    act, talking = DO[order.what]
    if talking and (live.stage != TALKING or live.agent is None or not live.agent.is_up):
        return NOT_TALKING
    return await act(board, live, order)


async def _hang_up(board: Switchboard, live: Live, order: PhoneOrder) -> str:
    """The agent leaves; a citizen who called goes on to the rating."""
    if live.agent is None:
        return NOT_TALKING
    if live.stage != TALKING or live.direction == OUT:
        board.end(live)
        return ""
    for leg in [each for each in live.legs.values() if each.kind == PARTY and not each.gone and each.channel not in live.inside]:
        await board.hang_up(live, leg)
    await board.hang_up(live, live.agent)
    return ""


async def _hold(board: Switchboard, live: Live, order: PhoneOrder) -> str:
    if live.citizen is None or live.citizen.channel not in live.inside:
        return "已在保持中 · on hold already"
    await board.inside(live, *(live.inside - {live.citizen.channel}))
    board.tell(live, What.HELD, f"held:{order.pk}", agent=order.by_id)
    return ""


async def _retrieve(board: Switchboard, live: Live, order: PhoneOrder) -> str:
    if live.citizen is None or live.agent is None:
        return OVER
    await board.inside(live, *live.inside, live.citizen.channel, live.agent.channel)
    board.tell(live, What.RETRIEVED, f"retrieved:{order.pk}", agent=order.by_id)
    return ""


async def _conference(board: Switchboard, live: Live, order: PhoneOrder) -> str:
    if live.party is None or live.citizen is None or live.agent is None:
        return "没有另一方 · there is nobody else"
    await board.inside(live, live.citizen.channel, live.agent.channel, live.party.channel)
    return ""


async def _swap(board: Switchboard, live: Live, order: PhoneOrder) -> str:
    """The agent speaks with the other of the two."""
    if live.party is None or live.citizen is None or live.agent is None:
        return "没有另一方 · there is nobody else"
    other = live.party if live.citizen.channel in live.inside else live.citizen
    await board.inside(live, live.agent.channel, other.channel)
    return ""


async def _complete(board: Switchboard, live: Live, order: PhoneOrder) -> str:
    """The agent leaves the citizen with the adviser."""
    party, agent = live.party, live.agent
    if party is None or not party.is_up or live.citizen is None or agent is None:
        return "没有另一方 · there is nobody else"
    await board.inside(live, live.citizen.channel, party.channel)
    await board.hang_up(live, agent)
    return ""


async def _drop(board: Switchboard, live: Live, order: PhoneOrder) -> str:
    if live.party is None:
        return "没有另一方 · there is nobody else"
    live.party.cause = parties.NORMAL
    await board.hang_up(live, live.party)
    return ""


async def _mute(board: Switchboard, live: Live, order: PhoneOrder) -> str:
    return await recording.mute(board, live)


async def _unmute(board: Switchboard, live: Live, order: PhoneOrder) -> str:
    return await recording.resume(board, live)


async def _mark(board: Switchboard, live: Live, order: PhoneOrder) -> str:
    words = str(order.args.get("words", ""))[:60]
    recording.mark(board, live, words)
    board.tell(live, What.MARKED, f"marked:{order.pk}", agent=order.by_id)
    return ""


async def _redistribute(board: Switchboard, live: Live, order: PhoneOrder) -> str:
    """Somewhere else: who waits is offered anew, who rings rings elsewhere, who speaks goes back into the line, first."""
    if live.offering is not None:
        await board.hang_up(live, live.offering)
        return ""
    if live.stage == TALKING and live.direction != OUT:
        await parties.back_to_line(board, live)
        return ""
    live.tried.clear()
    board.wake.set()
    return ""


# what → (act, only while citizen and agent speak)
DO: dict[str, tuple[Done, bool]] = {
    "hang_up": (_hang_up, False), "to_rating": (_hang_up, True), "hold": (_hold, True), "retrieve": (_retrieve, True),
    "transfer": (parties.transfer, True), "consult": (parties.consult, True), "complete": (_complete, True),
    "conference": (_conference, True), "swap": (_swap, True), "drop_party": (_drop, True), "emergency": (emergency.call, True),
    "mute_recording": (_mute, True), "resume_recording": (_unmute, True), "mark": (_mark, True), "listen": (parties.watch, True),
    "whisper": (parties.watch, True), "barge": (parties.watch, True), "redistribute": (_redistribute, False),
}  # fmt: skip
