"""The floor: which free seat rings for which waiting caller, which telephones are there, and that no seat stays busy for nobody."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from datetime import datetime
from functools import partial

from django.db import DatabaseError, transaction

from huying import policy
from huying.channels.phone import book, callers, line, seats, tidying
from huying.channels.phone.exchange import listening, rebuilding, recording, speaking, telephone
from huying.channels.phone.exchange.lives import AGENT, Leg, Live, reason_of
from huying.channels.phone.exchange.switchboard import Switchboard
from huying.channels.phone.line import Free
from huying.channels.phone.models import OFF, READY, RINGING, TALKING, WAITING, WRAPPING, Call, Seat
from huying.channels.phone.signals import Signal, What
from huying.clocks.present import now

logger = logging.getLogger("huying.phone")
EVERY = 1.0
Ready = tuple[list[tuple[Free, str]], list[frozenset[str]]]


async def distribute(board: Switchboard) -> None:
    """For ever: look when something has changed, at the latest every second."""
    while True:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(board.wake.wait(), EVERY)
        board.wake.clear()
        if not board.ari.up.is_set() or board.blind:
            continue
        try:
            await turn(board)
        except DatabaseError as error:
            logger.warning("the floor waits for the database: %s", str(error).split("\n")[0])
            await asyncio.sleep(EVERY)
        except Exception:
            logger.exception("the floor could not be looked at")
            await asyncio.sleep(EVERY)


async def turn(board: Switchboard) -> None:
    """Ring what can be rung now."""
    waiting = {live.row: live for live in board.calls.values() if live.is_waiting}
    at = now()
    if not waiting and not _due(board):
        return
    ready, duty = await board.diary.ask(partial(_ready, at))
    if not waiting or not ready:
        return
    extensions = {seat.account: extension for seat, extension in ready}
    for live in waiting.values():
        if live.only is not None and live.only not in extensions:
            live.only = None  # the one asked for is not free: anybody
    every = [live.waits() for live in waiting.values() if live.only is None]
    nobody = {each.call for each in line.unserved(every, duty)}
    every = [_without_skills(each) if each.call in nobody else each for each in every]
    found = [(live, live.only) for live in waiting.values() if live.only is not None]
    taken = {account for _live, account in found}
    found += [(waiting[call.call], seat.account) for call, seat in line.pairs(
        every, [seat for seat, _ in ready if seat.account not in taken], at)]
    for live, account in found:
        assert account is not None
        live.only = None
        live.offering = Leg(live.name(AGENT, account), AGENT, account)
        board.spawn(live, offer(board, live, live.offering, extensions[account]))


def _due(board: Switchboard) -> bool:
    """Once a second also without anybody waiting: times to write up end."""
    at = asyncio.get_running_loop().time()
    due = at - board.looked >= EVERY
    board.looked = at if due else board.looked
    return due


def _without_skills(call: line.Waiting) -> line.Waiting:
    return line.Waiting(call.call, call.since, frozenset(), call.priority, call.not_before, call.tried)


def _ready(at: datetime) -> Ready:
    """Free seats with a telephone, and what the seats on duty can. Ends write-up times on the way. Two statements."""
    if Seat.objects.filter(state=WRAPPING, until__lte=at).exists():
        seats.end_wrapping(at)
    there = list(Seat.objects.exclude(state=OFF).filter(reachable=True))
    free = [(Free(seat.account_id, seat.since, frozenset(seat.skills)), seat.extension) for seat in there if seat.state == READY]
    return free, [frozenset(seat.skills) for seat in there]


async def offer(board: Switchboard, live: Live, leg: Leg, extension: str) -> None:
    """Ring at one seat: reserved and shown on the agent's page first, then the telephone."""
    assert leg.account is not None
    signal, joined = board.signal(live, What.OFFERED, f"offered:{leg.channel}", agent=leg.account), live.unwritten
    live.unwritten = None
    shown = await board.diary.do(live.key, partial(_reserve, leg.account, live.row, signal, joined))
    if shown is None or live.over:
        live.offering = None
        board.wake.set()
        return
    live.stage = RINGING
    took = await board.dial(live, leg, telephone.endpoint(extension), policy.current().phone.line.ring_seconds, name=shown)
    live.offering = None
    if took and not live.over:
        await connect(board, live, leg)
    elif not live.over:
        live.tried.add(leg.account)
        live.stage = WAITING
        board.tell(live, What.DECLINED, f"declined:{leg.channel}", agent=leg.account, reason=reason_of(leg.cause))
        board.wake.set()


def _reserve(account: int, row: int, signal: Signal, joined: Signal | None = None) -> str | None:
    """The caller's masked number when the seat is ours now; one transaction, so that the page pops up with it. That the caller
    `joined` the line is written with it: one wait for the disk instead of two."""
    with transaction.atomic():
        if joined is not None:
            book.hear(joined)
        call = Call.objects.get(pk=row)
        if not seats.reserve(account, call, signal.at):
            return None
        book.hear(signal)
    return callers.shown(call) or "未显示号码"


async def connect(board: Switchboard, live: Live, leg: Leg) -> None:
    """Citizen and agent speak."""
    if live.leading is not None:
        live.leading.cancel()
        await asyncio.wait([live.leading], timeout=2)
    live.agent, live.stage = leg, TALKING
    board.tell(live, What.ANSWERED, f"answered:{leg.channel}", agent=leg.account)
    await speaking.music(board, live, on=False)
    assert live.citizen is not None
    await board.inside(live, live.citizen.channel, leg.channel)
    await recording.begin(board, live)
    listening.begin(board, live, live.citizen, leg)


async def look_after(board: Switchboard) -> None:
    """For ever: telephones come and go, seats are freed, late tickets get their recordings; what was not kept is tried again."""
    count = 0
    while True:
        await asyncio.sleep(2)
        if not board.ari.up.is_set() or board.blind:
            continue
        try:
            await telephone.look(board)
            if count % 3 == 0:
                await board.diary.ask(partial(tidying.free, now(), frozenset(board.calls)))
            if count % 15 == 0:
                await telephone.tidy(board)
            if count % 150 == 149:
                board.run(rebuilding.recordings(board))
        except Exception as error:
            logger.warning("the floor: %s: %s", type(error).__name__, error)
        count += 1
