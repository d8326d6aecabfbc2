"""The other side's number: one spelling, what it is worth, whose it is, how often it calls."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from huying import policy
from huying.channels.phone.models import IN, Call
from huying.people.sealed import phone_key, vault
from huying.people.vault import mask_phone, normal_phone

WITHHELD = frozenset({"", "anonymous", "unknown", "restricted", "unavailable", "private", "withheld"})
SHORT = re.compile(r"1[12]0|119|12\d{3}|100\d{2}|95\d{3,4}|96\d{3,4}")  # services and firms that do call
LONGEST = 32


@dataclass(frozen=True, slots=True)
class Caller:
    """`number`: the one spelling, or what came when it is none; empty when withheld. `mark`: as `Call.caller`."""

    number: str
    mark: str = ""

    @property
    def key(self) -> bytes | None:
        """By which the number is found again; None when it is not worth finding."""
        if self.mark == "withheld" or not self.number:
            return None
        return phone_key(self.number) or vault().fingerprint(self.number, "phone.odd")

    @property
    def shown(self) -> str:
        return mask_phone(self.number) if self.number else ""


def caller_of(told: str) -> Caller:
    """The caller behind a presented number. Never an error: what cannot be right is kept and marked doubtful.

    Doubtful are numbers that no network gives to a subscriber, among them our own: a presented number is a claim.
    """
    bare = re.sub(r"^(sips?|tel):", "", told.strip()).partition("@")[0][:LONGEST]
    if bare.lower() in WITHHELD:
        return Caller("", "withheld")
    city = policy.current().city
    digits = re.sub(r"\D", "", bare)
    if digits in {re.sub(r"\D", "", each) for each in (city.hotline.number, city.hotline.from_outside)}:
        return Caller(digits, "doubtful")
    spelt = normal_phone(bare, city.area_code)
    if spelt is not None:
        return Caller(spelt)
    return Caller(digits or bare, "" if SHORT.fullmatch(digits) else "doubtful")


def calls_lately(key: bytes, now: datetime, within: timedelta) -> int:
    """How many calls of this number came in since. One statement on its index."""
    return Call.objects.filter(number_key=key, direction=IN, began_at__gt=now - within).count()


def number_of(call: Call) -> str:
    """The number in clear, for dialling. Never for a page."""
    return vault().open_(bytes(call.number_sealed), call.sealing) if call.number_sealed else ""


def shown(call: Call) -> str:
    """The number masked, for pages."""
    return mask_phone(number_of(call)) if call.number_sealed else ""
