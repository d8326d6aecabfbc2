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
from huying.channels.phone.telephones import BROWSER
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
        there = extension in online or extension + BROWSER in online
        if there != reachable:
            seats.reach(extension, there, now())
            changed = True
    return changed


async def tidy(board: Switchboard) -> None:
    """Now and then: the door lives; recordings whose call got its ticket later are proven there."""
    await board.diary.ask(partial(health.note, "phone", now(), "seen_at"))
    await board.diary.ask(partial(archive.prove_late, now()))


def endpoint(board: Switchboard, extension: str) -> str:
    """The seat's telephone; the browser's where that is signed in."""
    browser = extension + BROWSER
    return f"PJSIP/{browser if browser in board.online else extension}"


def outside(number: str) -> str:
    """Somebody by the carrier; empty when that is no number to dial, or there is no carrier."""
    digits = re.sub(r"\D", "", number.partition("转")[0])
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
