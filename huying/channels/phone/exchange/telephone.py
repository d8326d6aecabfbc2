"""Telephones as Asterisk sees them: which are there, how a seat, a person outside and a stand-in are rung."""

from __future__ import annotations

import re
from functools import partial

from django.conf import settings

from huying import policy
from huying.channels.base import health
from huying.channels.phone import archive, seats
from huying.channels.phone.exchange.lives import TRUNK
from huying.channels.phone.exchange.switchboard import Switchboard
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
    emergency services' own numbers are none, whoever types them and however."""
    bare = re.sub(r"^(0\d{2,3}-\d{7,8})(?:-|转)\d+$", r"\1", number.strip())  # the extension is asked for by mouth
    digits = re.sub(r"[\s()-]", "", bare).removeprefix("+")
    if not digits.isascii() or not digits.isdigit():
        return ""
    if settings.PHONE_DRILLS and is_emergency(number):
        return ""
    return f"PJSIP/{'+' if number.startswith('+') else ''}{digits}@{TRUNK}" if 2 < len(digits) <= 20 else ""


def is_emergency(number: str) -> bool:
    """Whether that is an emergency service's number, or one of its lines of ours: with or without country and area code."""
    known = {_local(each.number) for each in policy.current().city.emergency}
    known |= {_local(line) for _name, lines in _lines() for line in lines}
    return _local(number) in known


def _local(number: str) -> str:
    """As it is dialled within the city: "+86 20 110" is 110."""
    digits = re.sub(r"\D", "", number)
    area = policy.current().city.area_code
    national = re.sub(r"^(00)?86(?=\d{3})", "", digits)
    if national != digits:
        area = area.removeprefix("0") if not national.startswith("0") else area
    return national.removeprefix(area)


def drills(board: Switchboard, target: str) -> list[str]:
    """The stand-ins of an emergency service: a training telephone if one is there, then Asterisk itself answers. Never by the carrier."""
    number = policy.current().phone.emergency.lines[target].drill
    return [*([f"PJSIP/{number}"] if number in board.online else []), f"Local/{number}@drill"]


def emergency(target: str) -> list[str]:
    """The real lines of a service, in the order in which they are tried (HUYING_PHONE_EMERGENCY_LINES: `police=110+02083110110`)."""
    found = next((lines for name, lines in _lines() if name == target), [])
    return [way for line in found if (way := outside(line))]


def _lines() -> list[tuple[str, list[str]]]:
    """HUYING_PHONE_EMERGENCY_LINES as read."""
    pairs = (each.partition("=") for each in str(settings.PHONE["emergency_lines"]).split(","))
    return [(name.strip(), [line.strip() for line in lines.split("+") if line.strip()]) for name, _equals, lines in pairs if name.strip()]
