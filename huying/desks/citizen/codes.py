"""Sending and checking the one-time code of this visit; the phone number that it goes to lies sealed in the session."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from huying.channels.senders import SENDERS
from huying.clocks.present import now
from huying.desks.citizen.frame import english
from huying.people import citizens, phonecode
from huying.people.brake import address_of
from huying.people.models import Citizen
from huying.people.sealed import vault

KEY, SHOWN = "code_phone", "code_shown"
CONTEXT = "citizen.code"


def send(request: HttpRequest, phone: str) -> None:
    """Send a code to `phone` and remember it. Raises phonecode.CodeRefused; the phone is remembered all the same."""
    at = now()
    request.session[KEY] = vault().seal(phone, CONTEXT).hex()

    def by_sms(address: str, title: str, text: str) -> None:
        SENDERS["sms"].send(address, title, text, key=f"code:{at.timestamp()}", now=at)

    code = phonecode.send(phone, by_sms, address=address_of(request), language="en" if english() else "zh", now=at)
    if settings.SHOW_CODES:
        request.session[SHOWN] = code


def phone_of(request: HttpRequest) -> str:
    """The number that a code was sent to; empty when none was."""
    text = request.session.get(KEY, "")
    return vault().open_(bytes.fromhex(text), CONTEXT) if text else ""


def shown(request: HttpRequest) -> str:
    """The code itself, on demonstration systems only."""
    return str(request.session.get(SHOWN, "")) if settings.SHOW_CODES else ""


def accept(request: HttpRequest, code: str) -> Citizen:
    """Log the citizen in by the code they typed. Raises phonecode.CodeRefused."""
    phone = phone_of(request)
    phonecode.verify(phone, code, address=address_of(request), now=now())
    for key in (KEY, SHOWN):
        request.session.pop(key, None)
    citizen = citizens.of_phone(phone, now(), language="en" if english() else "zh-hans")
    citizens.come_in(request, citizen)
    return citizen
