"""The contact book: citizens found or made by phone number or proven identity, and their visit to the site.

Names and numbers are sealed in the same way as on the fast path of registration (huying.tickets.writing).
"""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.http import HttpRequest

from huying.people.entry import CITIZEN_KEY, OPENED_KEY
from huying.people.models import Account, Citizen
from huying.people.sealed import phone_key, vault
from huying.people.vault import mask_name, mask_phone, normal_phone

# 实名等级: how sure we are of who it is.
UNPROVEN, PHONE_PROVEN, IDENTITY_PROVEN = 0, 1, 2
MOST_OPENED = 50  # tickets that one visit keeps open by number and code


def of_phone(phone: str, now: datetime, *, assurance: int = PHONE_PROVEN, language: str = "zh-hans") -> Citizen:
    """The citizen of this phone number, made when new. ValueError when it is no phone number."""
    spelt = normal_phone(phone)
    key = phone_key(phone)
    if spelt is None or key is None:
        raise ValueError("not a phone number")
    citizen, made = Citizen.objects.get_or_create(phone_key=key, defaults={
        "phone_sealed": _seal(spelt, "phone", key), "assurance": assurance, "language": language, "created_at": now})
    if not made and citizen.assurance < assurance:
        citizen.assurance = assurance
        citizen.save(update_fields=["assurance"])
    return citizen


def of_identity(issuer: str, subject: str, now: datetime, *, name: str = "", phone: str = "", id_number: str = "",
                id_type: str = "id_card", assurance: int = IDENTITY_PROVEN) -> Citizen:
    """The citizen whom an identity provider vouches for, with an account of their own that has no role.

    They are found by the provider's subject, then by identity number, then by a phone number that nobody else
    has proven an identity with. What was proven once stays so.
    """
    with transaction.atomic():
        account, _ = Account.objects.get_or_create(username=_username(issuer, subject), defaults={"password": make_password(None)})
        citizen = (Citizen.objects.filter(account=account).first() or _of_id(id_number, id_type) or _of_proven_phone(phone)
                   or Citizen(created_at=now, id_key=_id_key(id_number, id_type), id_type=id_type if id_number else ""))
        known_as = name or name_of(citizen)
        citizen.account, citizen.assurance = account, max(citizen.assurance, assurance)
        if citizen.id_key is None and id_number and _of_id(id_number, id_type) is None:
            citizen.id_key, citizen.id_type = _id_key(id_number, id_type), id_type
        citizen.save()
        _learn_phone(citizen, phone)
        if known_as:
            keep_name(citizen, known_as)  # the seal is bound to what is known of the citizen now
    return citizen


def of_subject(issuer: str, subject: str) -> Citizen | None:
    """The citizen of this account at the provider; None for one who was never here."""
    return Citizen.objects.select_related("account").filter(account__username=_username(issuer, subject)).first()


def phone_of(citizen: Citizen) -> str:
    """The phone number in clear, for contacting the citizen; empty when none is known. Never for a page."""
    return _open(citizen, "phone", citizen.phone_sealed)


def name_of(citizen: Citizen) -> str:
    """The name in clear, for what the citizen sends; empty when none is known. Never for a page."""
    return _open(citizen, "name", citizen.name_sealed)


def masked(citizen: Citizen) -> tuple[str, str]:
    """(name, phone) as pages may show them."""
    name, phone = name_of(citizen), phone_of(citizen)
    return (mask_name(name) if name else "", mask_phone(phone) if phone else "")


def keep_name(citizen: Citizen, name: str) -> None:
    """Remember the name that the citizen goes by."""
    citizen.name_sealed = _seal(name.strip()[:40], "name", _context(citizen))
    citizen.save(update_fields=["name_sealed"])


def give_phone(citizen: Citizen, phone: str) -> None:
    """Put a proven number into the empty place; the name is sealed anew, since its seal is bound to the number."""
    spelt, key = normal_phone(phone), phone_key(phone)
    if spelt is None or key is None or citizen.phone_key is not None:
        raise ValueError("not a phone number, or the place is taken")
    name = name_of(citizen)
    citizen.phone_key, citizen.phone_sealed = key, _seal(spelt, "phone", key)
    citizen.name_sealed = _seal(name, "name", key) if name else None
    citizen.assurance = max(citizen.assurance, PHONE_PROVEN)
    citizen.save(update_fields=["phone_key", "phone_sealed", "name_sealed", "assurance"])


def empty(citizen: Citizen, into: Citizen) -> tuple[str, str]:
    """(phone, name) that the row held: it becomes a pointer to the row `into`, and is found by nothing any more."""
    held = phone_of(citizen), name_of(citizen)
    citizen.phone_key = citizen.phone_sealed = citizen.name_sealed = None
    citizen.assurance, citizen.joined_to = UNPROVEN, into
    citizen.save(update_fields=["phone_key", "phone_sealed", "name_sealed", "assurance", "joined_to"])
    Citizen.objects.filter(joined_to=citizen).update(joined_to=into)
    return held


def come_in(request: HttpRequest, citizen: Citizen) -> None:
    """The visit now belongs to this citizen; a new session id, so that one set before is worth nothing."""
    request.session.cycle_key()
    if request.session.get(CITIZEN_KEY) not in (None, citizen.pk):
        request.session.pop(OPENED_KEY, None)
    request.session[CITIZEN_KEY] = citizen.pk


def go_out(request: HttpRequest) -> None:
    """The visit is over; nothing of it stays."""
    request.session.flush()


def open_ticket(request: HttpRequest, number: str) -> None:
    """The visitor has proven that the ticket is theirs."""
    opened = [each for each in request.session.get(OPENED_KEY, []) if each != number]
    request.session[OPENED_KEY] = [*opened, number][-MOST_OPENED:]


def _learn_phone(citizen: Citizen, phone: str) -> None:
    """Put the provider's number into an empty place, unless the number is somebody else's row."""
    spelt, key = normal_phone(phone) if phone else None, phone_key(phone) if phone else None
    if spelt is None or key is None or citizen.phone_key is not None:
        return
    citizen.phone_key, citizen.phone_sealed = key, _seal(spelt, "phone", key)
    try:
        with transaction.atomic():
            citizen.save(update_fields=["phone_key", "phone_sealed"])
    except IntegrityError:
        citizen.phone_key = citizen.phone_sealed = None


def _username(issuer: str, subject: str) -> str:
    return f"citizen:{vault().fingerprint(f'{issuer} {subject}', 'oidc').hex()}"


def _of_id(number: str, kind: str) -> Citizen | None:
    return Citizen.objects.filter(id_key=_id_key(number, kind)).first() if number else None


def _of_proven_phone(phone: str) -> Citizen | None:
    key = phone_key(phone) if phone else None
    return Citizen.objects.filter(phone_key=key, account=None, id_key=None).first() if key else None


def _id_key(number: str, kind: str) -> bytes | None:
    spelt = number.strip().upper()
    return vault().fingerprint(spelt, kind or "id_card") if spelt else None


def _context(citizen: Citizen) -> bytes:
    """What a citizen's seals are bound to: the phone's fingerprint, else the identity's, else the account."""
    found = citizen.phone_key or citizen.id_key
    return bytes(found) if found else f"account:{citizen.account_id}".encode()


def _seal(text: str, field: str, context: bytes) -> bytes:
    return vault().seal(text, f"citizen.{field}:{context.hex()}")


def _open(citizen: Citizen, field: str, sealed: bytes | memoryview | None) -> str:
    return vault().open_(bytes(sealed), f"citizen.{field}:{_context(citizen).hex()}") if sealed else ""
