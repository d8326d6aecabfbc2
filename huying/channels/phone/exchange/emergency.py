"""110, 120, 119 in one press: the service's lines one after the other, then the service that answers for it; the conversation is
never interrupted meanwhile."""

from __future__ import annotations

from django.conf import settings

from huying import policy
from huying.channels.phone.exchange import parties, speaking, telephone
from huying.channels.phone.exchange.lives import PARTY, Leg, Live
from huying.channels.phone.exchange.switchboard import Switchboard
from huying.channels.phone.models import PhoneOrder

NO_LINE = "没有设置这条线路的号码（HUYING_PHONE_EMERGENCY_LINES） · no number of this line is set"


async def call(board: Switchboard, live: Live, order: PhoneOrder) -> str:
    """Three-way with whoever answers first; why nobody did, line by line, in words.

    A drill goes to stand-ins and nowhere else; so does everything while HUYING_PHONE_DRILLS is on.
    """
    target = str(order.args.get("target", ""))
    if target not in policy.current().phone.emergency.lines:
        return "没有这条紧急线路 · there is no such emergency line"
    if any(leg.party == "emergency" and leg.target == target and not leg.gone for leg in live.legs.values()):
        return "正在接通，请稍候 · they are being called already"
    drill = bool(order.args.get("drill")) or bool(settings.PHONE_DRILLS)
    ways = plan(board, target, drill=drill)
    troubles, announced = [], ""
    for at, (service, endpoint) in enumerate(ways, start=1):
        if service != announced:
            announced = service
            board.spawn(live, speaking.say(board, live, "emergency", bridge=True, service=_name(service, live.language)))
        leg = Leg(live.name(PARTY), PARTY, party="emergency", target=service, drill=drill)
        about: dict[str, object] = {"line": at, "lines": len(ways), **({} if drill else {"for": target})}
        took, problem = await parties.ring(board, live, leg, endpoint, order, consent=str(order.args.get("consent", "")),
                                           seconds=policy.current().phone.emergency.answer_seconds, about=about)
        if live.over:
            return "通话已结束 · the call is over"
        if took is not None:
            here = [each.channel for each in (live.citizen, live.agent) if each is not None and each.is_up]
            await board.inside(live, *here, *(live.inside - set(here)), took.channel)
            return ""
        troubles.append(f"{at} {_name(service, 'zh')}：{problem}")
    return "；".join(troubles) or NO_LINE


def plan(board: Switchboard, target: str, *, drill: bool) -> list[tuple[str, str]]:
    """(service, endpoint) in the order in which they are rung: its lines, then those of the service that answers for it."""
    found: list[tuple[str, str]] = []
    seen: set[str] = set()
    service: str | None = target
    while service is not None and service not in seen:
        seen.add(service)
        found += [(service, each) for each in (telephone.drills(board, service) if drill else telephone.emergency(service))]
        service = policy.current().phone.emergency.lines[service].next
    return found


def _name(target: str, language: str) -> str:
    service = next((each for each in policy.current().city.emergency if each.id == target), None)
    return (service.en if language.startswith("en") else service.name) if service else target
