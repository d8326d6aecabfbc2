"""Calling out: the agent's telephone first, then the citizen's. What we owe is settled by speaking, or tried again later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from huying import policy
from huying.channels.phone import callers, duties, orders, owing
from huying.channels.phone.exchange import listening, recording, telephone
from huying.channels.phone.exchange.ari import Event
from huying.channels.phone.exchange.lives import AGENT, CITIZEN, Leg, Live, reason_of
from huying.channels.phone.exchange.switchboard import Switchboard
from huying.channels.phone.models import (
    BUSY,
    OFF,
    OUT,
    OWN,
    RESERVED,
    RINGING,
    TALKING,
    Call,
    CallBack,
    PhoneOrder,
    Seat,
)
from huying.channels.phone.signals import What
from huying.clocks.present import now
from huying.people.sealed import caller_of
from huying.tickets.models import Ticket

CITIZEN_SECONDS = 45
PURPOSES = frozenset({"callback", "follow_up", "reminder", "manual"})


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whom to call for whom; `problem`: why not, in words. `again`: the call was made already."""

    problem: str = ""
    number: str = ""
    purpose: str = "manual"
    extension: str = ""
    back: int = 0
    ticket: str = ""
    again: bool = False


def wanted(order: PhoneOrder, at: datetime) -> Wanted:
    """What the order asks for, with everything that forbids it. Claims a debt that is called back."""
    seat = Seat.objects.filter(account=order.by).first()
    if seat is None:
        return Wanted("您还没有坐席 · you have no seat")
    if Call.objects.filter(exchange=OWN, key=f"out-{order.pk}").exists():
        return Wanted(again=True)
    problem = _not_free(seat)
    if problem:
        return Wanted(problem)
    which, _, name = str(order.args.get("which", "sealed")).partition(":")
    purpose = str(order.args.get("purpose") or ("callback" if which == "callback" else "manual"))
    purpose = purpose if purpose in PURPOSES else "manual"
    if purpose != "manual" and which != "unit" and not owing.may_dial(at):  # units have hours of their own
        return Wanted("现在不是外呼时段 · this is no hour at which we call people")
    found = _whom(which, name, order, at)
    if found.problem:
        return found
    if not telephone.outside(found.number):
        if found.back:
            CallBack.objects.filter(pk=found.back, state=CallBack.CLAIMED).update(state=CallBack.OPEN, by=None)
        return Wanted("没有可以拨打的号码 · there is no number that can be dialled")
    return Wanted("", found.number, purpose, seat.extension, found.back, found.ticket)


def _whom(which: str, name: str, order: PhoneOrder, at: datetime) -> Wanted:
    if which == "callback" and name.isdigit():
        back = CallBack.objects.filter(pk=int(name)).first()
        own = back is not None and back.state == CallBack.CLAIMED and back.by_id == order.by_id
        if back is None or not (own or owing.take(back.pk, order.by, at)):
            return Wanted("这条回拨已由他人办理 · somebody else has taken this call back")
        return Wanted(number=owing.number_of(back), back=back.pk)
    if which == "ticket":
        ticket = Ticket.objects.filter(number=name).first()
        number = caller_of(name, ticket.caller_sealed)[1] if ticket is not None else ""
        return Wanted(number=number, ticket=name) if number else Wanted("工单没有联系电话 · the ticket has no telephone number")
    if which == "unit":
        ticket = Ticket.objects.select_related("lead").filter(number=name).first()
        number, problem = duties.number_of(duties.of_ticket(ticket) if ticket else "", at)
        return Wanted(problem, number, ticket=name)
    return Wanted(number=orders.number_in(order))


async def dial(board: Switchboard, order: PhoneOrder) -> str:
    """Begin the call of an order; why not, in words. The order's id names the call, so that it is never made twice."""
    want = await board.diary.ask(partial(wanted, order, now()))
    if want.problem or want.again:
        return want.problem
    live = Live(f"out-{order.pk}", now(), direction=OUT, purpose=want.purpose, number=want.number, back=want.back)
    if live.key in board.calls:
        return ""
    board.calls[live.key] = live
    live.agent = Leg(live.name(AGENT, order.by_id), AGENT, order.by_id)
    board.spawn(live, _call(board, live, telephone.endpoint(want.extension), want.ticket))
    return ""


async def from_seat(board: Switchboard, event: Event) -> None:
    """A seat's own telephone dialled a number: a call out like any other, its agent is already there."""
    extension = str(event.told.get("channel", {}).get("name", "")).partition("/")[2].rpartition("-")[0]
    number = [*event.args, ""][1]
    seat, problem = await board.diary.ask(partial(_from, extension, number, event.channel))
    if seat is None or problem:
        await board.ari.try_("DELETE", f"channels/{event.channel}", reason="busy")
        return
    live = Live(f"out-{event.channel}", now(), direction=OUT, purpose="manual", number=number)
    board.calls[live.key] = live
    live.agent = board.add(live, Leg(event.channel, AGENT, seat.account_id))
    live.agent.answered()
    await board.ari.ask("POST", f"channels/{event.channel}/answer")
    board.spawn(live, _call(board, live, "", ""))


def _not_free(seat: Seat) -> str:
    """Why a seat may not call out, in words. Writing up is no hindrance: it begins anew after the call."""
    if seat.state == OFF:
        return "请先签入再拨号 · log in before you dial"
    return "您正在通话 · you are in a call" if seat.state in (RESERVED, BUSY) else ""


def _from(extension: str, number: str, channel: str) -> tuple[Seat | None, str]:
    """The seat that dials, and why it may not; that stands in its bar like the answer to an order."""
    seat = Seat.objects.filter(extension=extension).first()
    if seat is None:
        return None, ""
    problem = _not_free(seat)
    if number == extension:
        problem = problem or "这是您自己的分机 · that is your own extension"
    elif Seat.objects.filter(extension=number).exists():
        problem = problem or "坐席之间请在通话中用“咨询” · ask a colleague by consulting, in a call"
    elif not telephone.outside(number):
        problem = problem or "没有可以拨打的号码 · there is no number that can be dialled"
    if problem:
        orders.refused(seat.account, "dial", now(), f"desk:{channel}", problem)
    return seat, problem


async def _call(board: Switchboard, live: Live, endpoint: str, ticket: str) -> None:
    """Until both speak, or one of them does not answer."""
    rang = False
    try:
        agent = live.agent
        assert agent is not None
        call = await board.tell(live, What.ARRIVED, "arrived", ticket=ticket)
        live.row, live.stage = call.pk, RINGING
        await board.tell(live, What.OFFERED, f"offered:{agent.channel}", agent=agent.account)
        shown = callers.caller_of(live.number).shown
        if endpoint and not await board.dial(live, agent, endpoint, policy.current().phone.line.ring_seconds, name=shown):
            board.end(live, "failed")
            return
        rang, live.citizen = True, Leg(live.name(CITIZEN), CITIZEN)
        await board.ari.try_("POST", f"channels/{agent.channel}/ring")
        ours = policy.current().city.hotline.number
        took = await board.dial(live, live.citizen, telephone.outside(live.number), CITIZEN_SECONDS, shown=ours)
        await board.ari.try_("DELETE", f"channels/{agent.channel}/ring")
        if not took or not agent.is_up:
            board.end(live, reason_of(live.citizen.cause))
            return
        live.stage = TALKING
        board.tell(live, What.ANSWERED, f"answered:{live.citizen.channel}", agent=agent.account)
        await board.inside(live, agent.channel, live.citizen.channel)
        await recording.begin(board, live)
        listening.begin(board, live, live.citizen, agent)
    finally:
        if live.back and live.stage != TALKING:
            failed = live.citizen is not None and reason_of(live.citizen.cause) == "failed"
            board.diary.do(live.key, partial(_again, live.back, rang=rang, failed=failed))


def _again(back: int, *, rang: bool, failed: bool) -> None:
    """It was not settled. An agent's telephone that was not answered is no try, nor is a call that failed on its way."""
    row = CallBack.objects.select_related("call").filter(pk=back, state=CallBack.CLAIMED).first()
    if row is not None and rang:
        owing.tried(row, now(), failed=failed)
    elif row is not None:
        CallBack.objects.filter(pk=back, state=CallBack.CLAIMED).update(state=CallBack.OPEN, by=None)
