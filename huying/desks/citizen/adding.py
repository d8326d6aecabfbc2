"""Adding a phone or a mail address: it waits sealed in the session for its code."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from huying.channels.base.visits import prove
from huying.channels.senders import SENDERS
from huying.clocks.present import now
from huying.desks.citizen.frame import english
from huying.people import phonecode
from huying.people.brake import address_of
from huying.people.models import Citizen
from huying.people.sealed import vault

WAITING, SHOWN = "adding", "adding_shown"
CONTEXT = "citizen.adding"


def send(request: HttpRequest, door: str, address: str) -> None:
    """Send a code to the address. Raises phonecode.CodeRefused; the address is remembered all the same."""
    at, language = now(), "en" if english() else "zh-hans"
    request.session[WAITING] = vault().seal(f"{door}|{address}", CONTEXT).hex()

    def hand_over(to: str, title: str, text: str) -> None:
        SENDERS[door].send(to, title, text, key=f"code:{at.timestamp()}", now=at, language=language)

    by = phonecode.send_to_mail if door == "email" else phonecode.send
    code = by(address, hand_over, address=address_of(request), language=language, now=at)
    if settings.SHOW_CODES:
        request.session[SHOWN] = code


def waiting(request: HttpRequest) -> tuple[str, str]:
    """(door, address) that a code was sent to; empty when none was."""
    text = request.session.get(WAITING, "")
    door, _, address = vault().open_(bytes.fromhex(text), CONTEXT).partition("|") if text else ("", "", "")
    return door, address


def shown(request: HttpRequest) -> str:
    """The code itself, on demonstration systems only."""
    return str(request.session.get(SHOWN, "")) if settings.SHOW_CODES else ""


def accept(request: HttpRequest, citizen: Citizen, code: str) -> str:
    """Take the code, then the address. Raises phonecode.CodeRefused or Refused; answers as `joining.add`."""
    door, address = waiting(request)
    check = phonecode.verify_mail if door == "email" else phonecode.verify
    check(address, code, address=address_of(request), now=now())
    for key in (WAITING, SHOWN):
        request.session.pop(key, None)
    return prove(request, citizen, door, address)
