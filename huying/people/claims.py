"""What an identity provider says of a citizen, in the words of this house: name, phone, identity, how sure it is."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings

from huying.people.citizens import IDENTITY_PROVEN, PHONE_PROVEN, UNPROVEN
from huying.people.idnumbers import normal_id_number
from huying.people.vault import normal_phone

logger = logging.getLogger("huying.oidc")
# Claims by which providers of this country tell an identity number, the standard's own spelling last.
ID_CLAIMS = ("id_no", "id_number", "idcard", "id_card_number")
ID_TYPE_CLAIMS = ("id_type", "idtype", "card_type")
PHONE_CLAIMS = ("phone_number", "mobile", "phone")
NAME_CLAIMS = ("name", "real_name")
ID_CARD = "id_card"
CARDS = frozenset({"", ID_CARD, "idcard", "1", "01", "111", "居民身份证", "身份证"})  # 111: GA/T 517
LONGEST = {"name": 40, "number": 30}


@dataclass(frozen=True, slots=True)
class Identity:
    """`phone` only when it was verified, `id_number` only when the level proves an identity and the number is right."""

    name: str = ""
    phone: str = ""
    id_type: str = ""
    id_number: str = ""
    assurance: int = UNPROVEN


def read(claims: Mapping[str, Any], now: datetime) -> Identity:
    """The identity in a provider's claims. Whatever is odd is left out and logged without the value."""
    phone = "" if claims.get("phone_number_verified") is False else _first(claims, PHONE_CLAIMS)
    phone = phone if normal_phone(phone) else ""
    kind, number = _id_type(claims), _first(claims, ID_CLAIMS)[: LONGEST["number"]]
    proven = _proves(claims)
    if number and kind == ID_CARD:
        checked = normal_id_number(number, now.date())
        if checked is None:
            logger.warning("the provider told an identity number that fails GB 11643; it counts for nothing")
            proven = False
        number = checked or ""
    assurance = IDENTITY_PROVEN if proven else PHONE_PROVEN if phone else UNPROVEN
    told = number if proven else ""
    return Identity(_first(claims, NAME_CLAIMS)[: LONGEST["name"]], phone, kind if told else "", told, assurance)


def _proves(claims: Mapping[str, Any]) -> bool:
    """Whether the provider's level proves who it is; without a claim of levels everybody who logs in there is proven."""
    if not settings.OIDC_CITIZEN_LEVEL_CLAIM:
        return True
    return str(claims.get(settings.OIDC_CITIZEN_LEVEL_CLAIM, "")) in settings.OIDC_CITIZEN_LEVELS


def _id_type(claims: Mapping[str, Any]) -> str:
    told = _first(claims, ID_TYPE_CLAIMS).strip().lower()
    return ID_CARD if told in CARDS else re.sub(r"[^a-z0-9_]", "_", told)[:20]


def _first(claims: Mapping[str, Any], names: tuple[str, ...]) -> str:
    return next((str(claims[name]).strip() for name in names if isinstance(claims.get(name), str | int) and claims[name]), "")
