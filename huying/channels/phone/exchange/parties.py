"""Others in a call: asked for advice, handed the call, called for help, or listening. One bridge; who is not in it hears music."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from huying import policy
from huying.channels.phone import duties, orders, seats
from huying.channels.phone.exchange import listening, referring, speaking, telephone
from huying.channels.phone.exchange.ari import APP, Event
from huying.channels.phone.exchange.lives import AGENT, PARTY, SNOOP, WATCH, Leg, Live, reason_of
from huying.channels.phone.exchange.switchboard import Switchboard
from huying.channels.phone.models import TALKING, PhoneOrder, Seat
from huying.channels.phone.signals import What
from huying.clocks.present import now

PARTY_SECONDS = 30
NO_ONE = "对方没有应答 · nobody answered"
NO_WAY = "没有可以拨打的号码 · there is no number that can be dialled"
YOURSELF = "不能转给自己 · that is yourself"
USE_THE_KEY = "紧急转接请用紧急键 · use the emergency key"
NORMAL, CANCELLED = 16, "cancelled"  # Q.850: we hung up before they answered
SAID = {"busy": "对方占线 · the line is busy", "failed": "线路不通 · the call did not get through",
        "refused": "对方拒接 · they declined", CANCELLED: "已取消 · given up"}


def way(order: PhoneOrder) -> tuple[str, str, str]:
    """(target as written, number, problem) of an order's `to`; "seat 6002" for a colleague. Runs in a thread."""
    to = str(order.args.get("to", ""))
    kind, _, name = to.partition(":")
    if kind == "account":
        return to, *_colleague(int(name) if name.isdigit() else 0, order)
    if order.args.get("drill"):
        return to, "", "演练中不接外线，请选同事 · in a drill nobody outside is rung"
    if to == "sealed":
        return "sealed", *_dialled(orders.number_in(order), NO_WAY)
    if kind == "unit":
        number, problem = duties.number_of(name, now())
        return to, *(("", problem) if problem else _dialled(number, NO_WAY))
    if kind == "target":
        there = policy.current().reasons.get("transfer", {}).get(name)
        if there is not None and there.emergency:
            return to, "", USE_THE_KEY
        return to, *_dialled(there.phone if there else "", "转接目标没有号码 · the target has no number")
    return to, "", NO_WAY


def _colleague(account: int, order: PhoneOrder) -> tuple[str, str]:
    """Their telephone, rung for this call: their seat is taken for it first."""
    if account == order.by_id:
        return "", YOURSELF
    assert order.call is not None
    problem = seats.lend(account, order.call, now())
    return "" if problem else f"seat {Seat.objects.get(account_id=account).extension}", problem


def _dialled(number: str, none: str) -> tuple[str, str]:
    if telephone.is_emergency(number):
        return "", USE_THE_KEY
    return (number, "") if telephone.outside(number) else ("", none)


async def call(board: Switchboard, live: Live, order: PhoneOrder, kind: str, found: tuple[str, str, str]) -> tuple[Leg | None, str]:
    """Ring the other side that was `found` for an order: (leg, "") when it answered, else why not."""
    target, number, problem = found
    if problem:
        return None, problem
    inside = number.startswith("seat ")
    leg = Leg(live.name(PARTY), PARTY, orders.colleague(target), party=kind, target=target, drill=bool(order.args.get("drill")))
    return await ring(board, live, leg, telephone.endpoint(number[5:]) if inside else telephone.outside(number), order,
                      number="" if inside else number)


async def ring(board: Switchboard, live: Live, leg: Leg, endpoint: str, order: PhoneOrder, *, number: str = "", consent: str = "",
               seconds: float = PARTY_SECONDS, about: Mapping[str, object] | None = None) -> tuple[Leg | None, str]:
    """Written down before it rings, and however it came out; `about` stays with each of its events."""
    data = {"party_key": leg.channel, **(about or {})}
    board.tell(live, What.PARTY_CALLED, f"party:{leg.channel}", agent=order.by_id, party=leg.party, target=leg.target, consent=consent,
               drill=leg.drill, data=data)
    if await board.dial(live, leg, endpoint, seconds, shown=policy.current().city.hotline.number):
        board.tell(live, What.PARTY_ANSWERED, f"party-up:{leg.channel}", data=data)
        return leg, ""
    reason = CANCELLED if leg.cause == NORMAL else reason_of(leg.cause)
    board.tell(live, What.PARTY_LEFT, f"party-left:{leg.channel}", reason=reason, data=data)
    return None, SAID.get(reason, NO_ONE)


async def consult(board: Switchboard, live: Live, order: PhoneOrder) -> str:
    """Agent and adviser speak, the citizen hears music."""
    if live.party is not None or live.agent is None:
        return "已有另一方在通话中 · somebody else is in the call already"
    agent = live.agent
    found = await board.diary.ask(partial(way, order))
    if found[2]:
        return found[2]
    await board.inside(live, agent.channel)
    leg, problem = await call(board, live, order, "consult", found)
    if leg is None:
        if live.citizen and live.citizen.is_up and agent.is_up:
            await board.inside(live, live.citizen.channel, agent.channel)
        return problem
    await board.inside(live, agent.channel, leg.channel)
    return ""


async def transfer(board: Switchboard, live: Live, order: PhoneOrder) -> str:
    """The citizen is handed over unseen; a seat gets the call as its next, anybody else is rung. Nobody there: back into the line."""
    to = str(order.args.get("to", ""))
    agent = live.agent
    colleague = orders.colleague(to)
    if colleague is not None:
        if colleague == order.by_id:
            return YOURSELF
        if not await board.diary.ask(lambda: Seat.objects.filter(account_id=colleague, reachable=True).exclude(state="off").exists()):
            return "对方不在座席 · they are not at their seat"
        await back_to_line(board, live, only=colleague)
        return ""
    found = await board.diary.ask(partial(way, order))
    if found[2]:
        return found[2]
    if live.citizen is None or agent is None:
        return "通话已结束 · the call is over"
    await board.inside(live)
    leg, problem = await call(board, live, order, "transfer", found)
    if leg is None:
        if agent.is_up:
            await board.inside(live, live.citizen.channel, agent.channel)
        return problem
    await board.inside(live, live.citizen.channel, leg.channel)
    await referring.release(board, agent)
    await board.hang_up(live, agent)
    return ""


async def back_to_line(board: Switchboard, live: Live, *, only: int | None = None) -> None:
    """The agent is out and the citizen waits again, before the others."""
    agent = live.agent
    live.only, live.priority = only, live.priority + 50
    await board.unbridge(live)
    if agent is not None:
        board.agent_left(live, agent, then="line")
        await referring.release(board, agent)
        await board.hang_up_channel(agent.channel)
    board.lead(live, board.requeue(live))


def hand(board: Switchboard, live: Live, leg: Leg) -> None:
    """The agent is out. A colleague who is in the call goes on with it as its agent; anybody else speaks with the citizen alone."""
    if leg.account is None:
        return
    live.agent, leg.kind = leg, AGENT
    board.tell(live, What.HANDED, f"handed:{leg.channel}", agent=leg.account)
    board.tell(live, What.PARTY_LEFT, f"party-left:{leg.channel}", reason="handed", data={"party_key": leg.channel})
    listening.begin(board, live, leg)


async def left(board: Switchboard, live: Live, leg: Leg) -> None:
    """A party has hung up: the two others go on, a lone one does not."""
    board.tell(live, What.PARTY_LEFT, f"party-left:{leg.channel}", reason="left", data={"party_key": leg.channel})
    if live.stage != TALKING or leg.kind == WATCH:
        return
    if live.agent is not None and live.citizen is not None and live.agent.is_up and live.citizen.is_up:
        await board.inside(live, live.citizen.channel, live.agent.channel, *(live.inside - {live.citizen.channel, live.agent.channel}))
    elif live.agent is None and live.citizen is not None:
        board.end(live, "transferred")


async def watch(board: Switchboard, live: Live, order: PhoneOrder) -> str:
    """Listen (nobody hears it), whisper (the agent hears it) or barge in (both hear it), from the squad leader's own telephone."""
    if live.agent is None or not live.agent.is_up:
        return "没有正在进行的通话 · nobody speaks in this call"
    seat = await board.diary.ask(lambda: Seat.objects.filter(account=order.by, reachable=True).first())
    if seat is None:
        return "您的话机不在线 · your telephone is not there"
    leg = Leg(live.name(WATCH, order.by_id), WATCH, order.by_id, party=order.what)
    data = {"party_key": leg.channel}
    board.tell(live, What.PARTY_CALLED, f"party:{leg.channel}", party=order.what, target=order.by.username, data=data)
    if not await board.dial(live, leg, telephone.endpoint(seat.extension), policy.current().phone.line.ring_seconds):
        board.tell(live, What.PARTY_LEFT, f"party-left:{leg.channel}", reason=reason_of(leg.cause), data=data)
        return NO_ONE
    board.tell(live, What.PARTY_ANSWERED, f"party-up:{leg.channel}", data=data)
    if order.what == "barge":
        await board.inside(live, *live.inside, leg.channel)
        return ""
    snoop, bridge = live.name(SNOOP), f"{live.name(WATCH, order.by_id)}b"
    await board.ari.ask("POST", f"bridges/{bridge}", type="mixing", name="huying")

    def started(event: Event) -> None:
        board.run(board.ari.ask("POST", f"bridges/{bridge}/addChannel", channel=f"{snoop},{leg.channel}"))

    board.beside[snoop] = started
    await board.ari.ask("POST", f"channels/{live.agent.channel}/snoop/{snoop}", spy="both", app=APP, appArgs="snoop",
                        whisper="out" if order.what == "whisper" else "none")
    board.spawn(live, _watched(board, live, leg, bridge, snoop))
    return ""


async def _watched(board: Switchboard, live: Live, leg: Leg, bridge: str, snoop: str) -> None:
    """Whoever listened has hung up, or the call is over."""
    try:
        while not leg.gone and not live.over:
            await speaking.key(live, "", 1.0)
    finally:
        board.tell(live, What.PARTY_LEFT, f"party-left:{leg.channel}", reason="left", data={"party_key": leg.channel})
        board.run(board.hang_up_channel(snoop))
        board.run(board.ari.try_("DELETE", f"bridges/{bridge}"))
