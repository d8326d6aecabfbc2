"""Who writes by a text door: found by address, a citizen of their own once the door vouches for it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from huying.channels.base.message import Message
from huying.channels.models import Correspondent
from huying.people import citizens
from huying.people.models import Citizen
from huying.people.sealed import vault
from huying.people.vault import normal_phone


def normal(door: str, address: str) -> str:
    """The one spelling of an address: a phone number, a mail address in small letters, openids and unionids as they are."""
    if door == "sms":
        return normal_phone(address) or address.strip()
    return address.strip() if door.startswith("wechat") else address.strip().lower()


def key_of(door: str, address: str) -> bytes:
    return vault().fingerprint(normal(door, address), f"address.{door}")


def find(door: str, address: str) -> Correspondent | None:
    return Correspondent.objects.filter(door=door, address_key=key_of(door, address)).first()


def meet(message: Message, now: datetime) -> Correspondent:
    """The writer's row, made when new. Only a proven address leads to a citizen: strangers are never merged."""
    key = key_of(message.door, message.address)
    spelt = normal(message.door, message.address)
    with transaction.atomic():
        who, made = Correspondent.objects.get_or_create(door=message.door, address_key=key, defaults={
            "address_sealed": vault().seal(spelt, f"correspondent:{key.hex()}"), "first_at": now, "last_at": now})
        if not made:
            Correspondent.objects.filter(pk=who.pk, last_at__lt=now).update(last_at=now)
        if message.proven and who.citizen_id is None:
            who = Correspondent.objects.select_for_update().get(pk=who.pk)
            if who.citizen_id is None:
                who.citizen = _citizen(message, now)
                who.save(update_fields=["citizen"])
    return who


def _citizen(message: Message, now: datetime) -> Citizen:
    if message.door == "sms":
        return citizens.of_phone(message.address, now, assurance=citizens.UNPROVEN, language=message.language)
    return Citizen.objects.create(language=message.language, created_at=now)


def own(door: str, address: str, citizen: Citizen, now: datetime) -> Correspondent:
    """The row of an address that is the citizen's by proof: made, or given to them. Who had it before is `joining`'s to judge."""
    key, spelt = key_of(door, address), normal(door, address)
    who, _ = Correspondent.objects.get_or_create(door=door, address_key=key, defaults={
        "address_sealed": vault().seal(spelt, f"correspondent:{key.hex()}"), "first_at": now, "last_at": now, "citizen": citizen})
    if who.citizen_id != citizen.pk or who.left_id is not None:
        who.citizen, who.left, who.turn = citizen, None, None
        who.save(update_fields=["citizen", "left", "turn"])
    return who


def address_of(who: Correspondent) -> str:
    """The address in clear, for sending. Never for a page."""
    return vault().open_(bytes(who.address_sealed), f"correspondent:{bytes(who.address_key).hex()}")


def of(citizen_id: int | None, addresses: Mapping[str, str]) -> list[Correspondent]:
    """The rows of these addresses (door → address) and of the citizen. One statement."""
    wanted = Q(citizen=citizen_id) if citizen_id is not None else Q()
    for door, address in addresses.items():
        wanted |= Q(door=door, address_key=key_of(door, address))
    return list(Correspondent.objects.filter(wanted).order_by("turn", "pk")) if wanted else []


def keep_fallback(who: Correspondent, door: str, address: str) -> None:
    """Where to turn when this door does not reach the person: their own choice."""
    key = bytes(who.address_key)
    who.fallback_door, who.fallback_sealed = door, vault().seal(address, f"correspondent.fallback:{key.hex()}")
    who.save(update_fields=["fallback_door", "fallback_sealed"])


def fallback_of(who: Correspondent) -> tuple[str, str] | None:
    """(door, address) that the person chose, or None."""
    if not who.fallback_door or not who.fallback_sealed:
        return None
    return who.fallback_door, vault().open_(bytes(who.fallback_sealed), f"correspondent.fallback:{bytes(who.address_key).hex()}")
