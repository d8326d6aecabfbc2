"""Telephones as Asterisk sees them: which are there, how a seat, a person outside and a stand-in are rung."""

from __future__ import annotations

import re
from functools import partial

from django.conf import settings

from huying import policy
from huying.channels.base import health
from huying.channels.phone import archive, seats
from huying.channels.phone.exchange.switchboard import TRUNK, Switchboard
from huying.channels.phone.models import Seat
from huying.clocks.present import now


async def look(board: Switchboard) -> None:
    """Tell the seats whose telephone appeared or is gone."""
    told = await board.ari.ask("GET", "endpoints/PJSIP")
    board.online = {str(each["resource"]) for each in told or [] if each.get("state") == "online"}
    if await board.diary.ask(partial(_reach, frozenset(board.online))):
        board.wake.set()


def _reach(online: frozenset[str]) -> bool:
    changed = False
    for extension, reachable in Seat.objects.values_list("extension", "reachable"):
        there = extension in online
        if there != reachable:
            seats.reach(extension, there, now())
            changed = True
    return changed


async def tidy(board: Switchboard) -> None:
    """Now and then: the door lives; recordings whose call got its ticket later are proven there."""
    await board.diary.ask(partial(health.note, "phone", now(), "seen_at"))
    await board.diary.ask(partial(archive.prove_late, now()))


def endpoint(extension: str) -> str:
    """The seat's telephone, on the desk or in the browser."""
    return f"PJSIP/{extension}"


def outside(number: str) -> str:
    """Somebody by the carrier; empty when that is no number to dial. While everything is a drill (HUYING_PHONE_DRILLS) the
    emergency services' own numbers are none, whoever types them."""
    bare = re.sub(r"^(0\d{2,3}-\d{7,8})(?:-|转)\d+$", r"\1", number.strip())  # the extension is asked for by mouth
    digits = re.sub(r"[\s()-]", "", bare).removeprefix("+")
    if not digits.isascii() or not digits.isdigit():
        return ""
    if settings.PHONE_DRILLS and digits in {each.number for each in policy.current().city.emergency}:
        return ""
    return f"PJSIP/{'+' if number.startswith('+') else ''}{digits}@{TRUNK}" if 2 < len(digits) <= 20 else ""


def drill(board: Switchboard, target: str) -> str:
    """The stand-in of an emergency service. It never goes by the carrier: a training telephone, else Asterisk itself answers."""
    number = policy.current().phone.emergency.lines[target].drill
    return f"PJSIP/{number}" if number in board.online else f"Local/{number}@drill"


def emergency(target: str) -> list[str]:
    """The real lines of a service, in the order in which they are tried (HUYING_PHONE_EMERGENCY_LINES: `police=110+02083110110`)."""
    for each in str(settings.PHONE["emergency_lines"]).split(","):
        name, _, lines = each.partition("=")
        if name.strip() == target:
            return [way for line in lines.split("+") if (way := outside(line.strip()))]
    return []
