"""Others in a call: asked for advice, handed the call, called for help, or listening. One bridge; who is not in it hears music."""

from __future__ import annotations

from functools import partial

from django.conf import settings

from huying import policy
from huying.channels.phone import orders
from huying.channels.phone.exchange import speaking, telephone
from huying.channels.phone.exchange.ari import APP, Event
from huying.channels.phone.exchange.lives import PARTY, SNOOP, WATCH, Leg, Live, reason_of
from huying.channels.phone.exchange.switchboard import Switchboard
from huying.channels.phone.models import TALKING, PhoneOrder, Seat
from huying.channels.phone.signals import What

PARTY_SECONDS = 30
NO_ONE = "对方没有应答 · nobody answered"
NO_WAY = "没有可以拨打的号码 · there is no number that can be dialled"


def way(order: PhoneOrder) -> tuple[str, str, str]:
    """(target as written, number, problem) of an order's `to`. Runs in a thread."""
    to = str(order.args.get("to", ""))
    kind, _, name = to.partition(":")
    if to == "sealed":
        return "sealed", orders.number_in(order), ""
    if kind == "account":
        seat = Seat.objects.filter(account_id=int(name) if name.isdigit() else 0, reachable=True).first()
        return to, f"seat {seat.extension}" if seat else "", "" if seat else "对方话机不在线 · their telephone is not there"
    if kind == "unit":
        return to, "", "该单位没有登记电话 · the unit has no number"
    if kind == "target":
        there = policy.current().reasons.get("transfer", {}).get(name)
        if there is not None and there.emergency:
            return to, "", "紧急转接请用紧急键 · use the emergency key"
        return to, there.phone if there else "", "" if there and there.phone else "转接目标没有号码 · the target has no number"
    return to, "", NO_WAY


async def call(board: Switchboard, live: Live, order: PhoneOrder, kind: str) -> tuple[Leg | None, str]:
    """Ring the other side of an order: (leg, "") when it answered, else why not."""
    target, number, problem = await board.diary.ask(partial(way, order))
    endpoint = telephone.endpoint(number[5:]) if number.startswith("seat ") else telephone.outside(number)
    if problem or not endpoint:
        return None, problem or NO_WAY
    leg = Leg(live.name(PARTY), PARTY, party=kind, target=target)
    return await ring(board, live, leg, endpoint, order, number="" if number.startswith("seat ") else number)


async def ring(board: Switchboard, live: Live, leg: Leg, endpoint: str, order: PhoneOrder, *, number: str = "", consent: str = "",
               drill: bool = False, seconds: float = PARTY_SECONDS) -> tuple[Leg | None, str]:
    """Written down before it rings, and however it came out."""
    data = {"party_key": leg.channel}
    board.tell(live, What.PARTY_CALLED, f"party:{leg.channel}", agent=order.by_id, party=leg.party, target=leg.target, consent=consent,
               drill=drill, data=data)
    if await board.dial(live, leg, endpoint, seconds, shown=policy.current().city.hotline.number):
        board.tell(live, What.PARTY_ANSWERED, f"party-up:{leg.channel}", data=data)
        return leg, ""
    reason = reason_of(leg.cause)
    board.tell(live, What.PARTY_LEFT, f"party-left:{leg.channel}", reason=reason, data=data)
    return None, {"busy": "对方占线 · the line is busy", "refused": "对方拒接 · they declined"}.get(reason, NO_ONE)


async def consult(board: Switchboard, live: Live, order: PhoneOrder) -> str:
    """Agent and adviser speak, the citizen hears music."""
    if live.party is not None or live.agent is None:
        return "已有另一方在通话中 · somebody else is in the call already"
    agent = live.agent
    await board.inside(live, agent.channel)
    leg, problem = await call(board, live, order, "consult")
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
    if to.startswith("account:") and to[8:].isdigit():
        if not await board.diary.ask(lambda: Seat.objects.filter(account_id=int(to[8:]), reachable=True).exclude(state="off").exists()):
            return "对方不在座席 · they are not at their seat"
        await back_to_line(board, live, only=int(to[8:]))
        return ""
    _target, _number, problem = await board.diary.ask(partial(way, order))
    if problem:
        return problem
    if live.citizen is None or agent is None:
        return "通话已结束 · the call is over"
    await board.inside(live)
    leg, problem = await call(board, live, order, "transfer")
    if leg is None:
        if agent.is_up:
            await board.inside(live, live.citizen.channel, agent.channel)
        return problem
    await board.inside(live, live.citizen.channel, leg.channel)
    await board.hang_up(live, agent)
    return ""


async def back_to_line(board: Switchboard, live: Live, *, only: int | None = None) -> None:
    """The agent is out and the citizen waits again, before the others."""
    agent = live.agent
    live.only, live.priority = only, live.priority + 50
    await board.unbridge(live)
    if agent is not None:
        board.agent_left(live, agent, then="line")
        await board.hang_up_channel(agent.channel)
    board.lead(live, board.requeue(live))


async def emergency(board: Switchboard, live: Live, order: PhoneOrder) -> str:
    """Three-way with the service: announced, its lines one after the other, the conversation never interrupted.

    A drill goes to the stand-in and nowhere else; so does everything while HUYING_PHONE_DRILLS is on.
    """
    target = str(order.args.get("target", ""))
    if target not in policy.current().phone.emergency.lines:
        return "没有这条紧急线路 · there is no such emergency line"
    drill = bool(order.args.get("drill")) or bool(settings.PHONE_DRILLS)
    ways = [telephone.drill(board, target)] if drill else telephone.emergency(target)
    if not ways:
        return "没有设置这条线路的号码（HUYING_PHONE_EMERGENCY_LINES） · no number of this line is set"
    service = next((each for each in policy.current().city.emergency if each.id == target), None)
    name = (service.en if live.language.startswith("en") else service.name) if service else target
    board.spawn(live, speaking.say(board, live, "emergency", bridge=True, service=name))
    problem, seconds = NO_ONE, policy.current().phone.emergency.answer_seconds
    for endpoint in ways:
        leg, problem = await ring(board, live, Leg(live.name(PARTY), PARTY, party="emergency", target=target), endpoint, order,
                                  consent=str(order.args.get("consent", "")), drill=drill, seconds=seconds)
        if leg is not None:
            here = [each.channel for each in (live.citizen, live.agent) if each is not None and each.is_up]
            await board.inside(live, *here, leg.channel)
            return ""
        if live.over:
            return "通话已结束 · the call is over"
    return problem


async def left(board: Switchboard, live: Live, leg: Leg) -> None:
    """A party has hung up: the two others go on, a lone one does not."""
    board.tell(live, What.PARTY_LEFT, f"party-left:{leg.channel}", reason="left", data={"party_key": leg.channel})
    if live.stage != TALKING or leg.kind == WATCH:
        return
    if live.agent is not None and live.citizen is not None and live.agent.is_up and live.citizen.is_up:
        await board.inside(live, live.citizen.channel, live.agent.channel)
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
