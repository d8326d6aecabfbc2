"""Finding everything again: after our own start, and whenever the connection to Asterisk was cut. Asterisk is believed about
who is there, the database about what was agreed."""

from __future__ import annotations

import logging
from collections import defaultdict
from functools import partial
from typing import Any

from huying.channels.phone import book, callers, orders
from huying.channels.phone.exchange import listening, recording, telephone, welcome
from huying.channels.phone.exchange.ari import Event, event_of
from huying.channels.phone.exchange.lives import AGENT, CITIZEN, CUT, PARTY, Leg, Live, Named, named
from huying.channels.phone.exchange.switchboard import Switchboard
from huying.channels.phone.models import (
    ENDED,
    IN,
    OWN,
    RATING,
    TALKING,
    WAITING,
    Call,
    CallBack,
    CallParty,
    CallRecording,
)
from huying.channels.phone.signals import Signal, What
from huying.clocks.present import now

logger = logging.getLogger("huying.phone")
Channels = dict[str, list[tuple[Named, dict[str, Any]]]]


def forget(board: Switchboard) -> None:
    """Asterisk is out of sight: nobody does anything until it is found again. No call is touched."""
    board.blind = True
    for live in list(board.calls.values()):
        live.over = True  # for the tasks that end now; the call itself is not over
        for task in list(live.tasks):
            task.cancel()
    board.calls.clear()
    board.channels.clear()
    board.beside.clear()


async def rebuild(board: Switchboard) -> None:
    """What runs is taken up where it stands; what is gone is written down as gone; everybody else is let go."""
    board.blind = True
    channels: Channels = defaultdict(list)
    for told in await board.ari.ask("GET", "channels") or []:
        name = named(told["id"]) or (Named(told["id"], CITIZEN) if _ours(told) else None)
        if name is not None:
            channels[name.call].append((name, told))
    bridges = {each["id"]: each for each in await board.ari.ask("GET", "bridges") or [] if CUT in each["id"]}
    rows: dict[str, Call] = {row.key: row for row in await board.diary.ask(_open_calls)}
    for key, row in rows.items():
        if key not in board.calls:
            if any(name.kind == CITIZEN for name, _ in channels.get(key, [])):
                await _adopt(board, row, channels[key], bridges.get(f"{key}{CUT}b"))
            else:
                await _lost(board, row, channels.get(key, []))
    for key, there in channels.items():
        if key not in rows and key not in board.calls:
            await _stranger(board, there)
    for bridge in bridges:
        if bridge not in {live.bridge for live in board.calls.values()}:
            await board.ari.try_("DELETE", f"bridges/{bridge}")
    await telephone.look(board)
    board.blind = False
    if rows or channels:
        logger.info("found again: %d calls; %d are over", len(board.calls), len(rows.keys() - board.calls.keys()))
    board.run(recordings(board))


def _ours(told: dict[str, Any]) -> bool:
    plan = told.get("dialplan", {})
    return plan.get("app_name") == "Stasis" and str(plan.get("app_data", "")).startswith("huying,in")


def _open_calls() -> list[Call]:
    return list(Call.objects.filter(exchange=OWN).exclude(state=ENDED).order_by("pk"))


async def _adopt(board: Switchboard, row: Call, there: list[tuple[Named, dict[str, Any]]], bridge: dict[str, Any] | None) -> None:
    live = Live(row.key, row.began_at, direction=row.direction, purpose=row.purpose, called=row.called, row=row.pk,
                language=row.language, skills=frozenset(row.skills), priority=row.priority, queued_at=row.queued_at,
                callable=bool(row.number_sealed) and not row.caller)
    live.number = await board.diary.ask(partial(callers.number_of, row))
    parties = {each.key: each for each in await board.diary.ask(lambda: list(CallParty.objects.filter(call=row)))}
    for name, told in there:
        leg = Leg(told["id"], name.kind, name.account)
        if told["state"] != "Up":
            await board.hang_up_channel(leg.channel)  # it was only ringing
            continue
        leg.answered()
        board.add(live, leg)
        if name.kind == CITIZEN:
            live.citizen = leg
        elif name.kind == AGENT and row.state == TALKING and name.account == row.agent_id:
            live.agent = leg
        elif name.kind == PARTY and leg.channel in parties:
            _known(live, leg, parties[leg.channel], row)
    if live.citizen is None:
        await _lost(board, row, there)
        return
    if bridge is not None:
        live.bridge, live.inside = bridge["id"], set(bridge["channels"])
    live.music = set(live.legs) - live.inside  # as far as one can know; turning off what is off does no harm
    board.calls[row.key] = live
    live.recording = await board.diary.ask(partial(_recording_of, row.pk))
    await _go_on(board, live, row)


def _known(live: Live, leg: Leg, party: CallParty, row: Call) -> None:
    """Somebody else in the call, by the book; a colleague to whom it was handed is its agent."""
    leg.party, leg.target, leg.drill = party.kind, party.target, party.drill
    leg.account = orders.colleague(party.target)
    if row.state == TALKING and leg.account is not None and leg.account == row.agent_id:
        live.agent, leg.kind = leg, AGENT


async def _go_on(board: Switchboard, live: Live, row: Call) -> None:
    """The call where it stood."""
    for leg in [each for each in live.legs.values() if each.kind not in (CITIZEN, PARTY) and each is not live.agent]:
        await board.hang_up(live, leg)  # a telephone that nobody is behind any more
    if row.agent_id and (live.agent is None or live.agent.account != row.agent_id):
        await board.diary.ask(partial(_free, row.agent_id, row.pk))
    party = live.party
    if live.direction == IN and row.state == RATING:
        live.stage = RATING
        board.lead(live, board.rate(live))
    elif live.agent is not None or (row.state == TALKING and party is not None):
        live.stage = TALKING
        if not live.inside and live.citizen and live.agent:  # cut while they were being put together
            await board.inside(live, live.citizen.channel, live.agent.channel)
        listening.begin(board, live, live.citizen, live.agent)
    elif live.direction != IN and row.queued_at is None:
        await board.hang_up_channel(live.citizen.channel if live.citizen else "")
        board.end(live, "failed")
    else:
        await board.unbridge(live)
        live.stage = WAITING
        live.priority += 1
        board.lead(live, welcome.to_line(board, live, again=f":{now():%H%M%S%f}"))


def _free(account: int, row: int) -> None:
    """The seat that rang for this call or spoke in it is free."""
    from huying.channels.phone import seats
    from huying.channels.phone.models import READY, RESERVED, Seat

    seat = Seat.objects.filter(account_id=account, call_id=row).first()
    if seat is not None and seat.state == RESERVED and not seat.after:
        seats.enter(account, READY, now())
    elif seat is not None:
        seats.enter(account, "wrapping", now())


def _recording_of(row: int) -> str:
    return CallRecording.objects.filter(call_id=row, state=CallRecording.RECORDING).values_list("name", flat=True).last() or ""


async def _lost(board: Switchboard, row: Call, there: list[tuple[Named, dict[str, Any]]]) -> None:
    """The citizen is not there any more."""
    await board.diary.ask(partial(_write_lost, row))
    for _name, told in there:
        await board.hang_up_channel(told["id"])


def _write_lost(row: Call) -> None:
    for what, reason in ((What.LOST, "failed"), (What.ENDED, "failed")):
        book.hear(Signal(exchange=row.exchange, call=row.key, what=what, key=f"{what}:found", at=now(), direction=row.direction,
                         purpose=row.purpose, reason=reason))
    if row.direction != IN and row.number_key and not row.answered_at:
        CallBack.objects.filter(number_key=row.number_key, state=CallBack.CLAIMED).update(state=CallBack.OPEN, by=None)


async def _stranger(board: Switchboard, there: list[tuple[Named, dict[str, Any]]]) -> None:
    """Channels of no open call: a new caller of the last seconds is served, all others are left overs."""
    for name, told in there:
        if name.kind == CITIZEN and CUT not in told["id"] and told["id"] not in board.channels:
            args = str(told["dialplan"]["app_data"]).split(",")[1:]
            event: Event = event_of({"type": "StasisStart", "channel": told, "args": args})
            board.arrive(event)
        elif told["id"] not in board.channels:
            await board.hang_up_channel(told["id"])


async def recordings(board: Switchboard) -> None:
    """What was recorded and not yet kept, for want of room or of the database: Asterisk has the file, or it is lost."""
    running = {live.recording for live in board.calls.values()}
    for name in await board.diary.ask(_unkept):
        if name not in running:
            await recording.archive(board, name)


def _unkept() -> list[str]:
    from datetime import timedelta

    recent = CallRecording.objects.filter(state__in=[CallRecording.RECORDING, CallRecording.FAILED], began_at__gt=now() - timedelta(days=2))
    return list(recent.values_list("name", flat=True))
