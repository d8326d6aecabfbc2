"""From the form's values to the core: what the city wants proven, what is read from the words, and registration."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.http import HttpRequest

from huying import policy
from huying.clocks.present import now
from huying.desks.citizen import forms
from huying.desks.citizen.frame import citizen_of, english
from huying.desks.files.holder import holder_of
from huying.people import citizens
from huying.people.brake import Brake, address_of
from huying.people.models import Citizen
from huying.people.oidc import entrance
from huying.people.persons import citizen_person
from huying.tickets import contacts, life, uploads
from huying.tickets.incoming import LONGEST, Incoming, cleaned
from huying.tickets.life.register import Registered
from huying.tickets.models import Attachment, Ticket
from huying.tickets.problems import Blocker
from huying.tickets.queries.alike import same_matter
from huying.tickets.reading import Reading, read

DOOR = "web"
PER_ADDRESS = Brake("web.new", 60, timedelta(hours=1))
KEPT_OVER = Brake("web.over", 300, timedelta(hours=1))  # beyond the brake, contacts kept for people to look at
TEXTS = ("title", "detail", "wish", "happened", "place", "parties", "name")
PLAIN = (*TEXTS, "kind", "category", "division", "lon", "lat", "phone", "sms_only", "confidential")


@dataclass(frozen=True, slots=True)
class Needs:
    """What this citizen still has to give or prove before a request is taken."""

    phone: bool
    name: bool
    proof: bool
    by_code: bool


def needs(citizen: Citizen | None) -> Needs:
    rules = policy.current().city.identity
    by_code = rules.phone_code and not rules.oidc_required
    weak = rules.oidc_required and citizen is not None and citizen.assurance < citizens.IDENTITY_PROVEN
    known = citizen is not None and citizen.phone_key is not None
    return Needs(
        phone=not known and (rules.real_name_online or not rules.anonymous_reports),
        name=rules.real_name_online and (citizen is None or not citizen.name_sealed),
        proof=rules.real_name_online and (citizen is None or weak), by_code=by_code)


def ways(next_url: str) -> dict[str, Any]:
    """How one may log in here: by code, by the city's sign-on (a button), or both."""
    rules = policy.current().city.identity
    return {"by_code": rules.phone_code and not rules.oidc_required, "oidc": entrance(next_url)}


def fresh_key() -> str:
    return uuid.uuid4().hex


def values_of(form: forms.Request, tokens: Sequence[str]) -> dict[str, Any]:
    """The valid form as plain data that can be kept."""
    data = form.cleaned_data
    key = data["idempotency_key"] if forms.KEY.fullmatch(data["idempotency_key"] or "") else fresh_key()
    return {**{name: data.get(name) for name in PLAIN}, "tokens": list(tokens), "key": key, "safe": data["safe"],
            "anyway": data["anyway"]}


def typed(request: HttpRequest) -> dict[str, Any]:
    """What stands in the form while it is being written: cut to length, nothing refused."""
    given = {name: cleaned(request.POST.get(name, ""))[: LONGEST[name]] for name in TEXTS}
    pin = 0.0 if request.POST.get("lon") and request.POST.get("lat") else None  # that there is a point is all that counts
    return {**given, "kind": request.POST.get("kind", ""), "category": request.POST.get("category", "")[:6],
            "lon": pin, "phone": "", "tokens": [], "key": "typing"}


def incoming_of(request: HttpRequest, values: dict[str, Any], citizen: Citizen | None) -> Incoming:
    """The request in the core's words; contact data from the contact book where it is known."""
    texts: dict[str, Any] = {name: values.get(name) or "" for name in TEXTS if name != "name"}
    return Incoming(
        door=DOOR, key=values["key"], received_at=now(), **texts,
        kind=values.get("kind") or "", category=values.get("category") or "", division=values.get("division") or "",
        lon=values.get("lon"), lat=values.get("lat"),
        name=values.get("name") or (citizens.name_of(citizen) if citizen else ""),
        phone=(citizens.phone_of(citizen) if citizen else "") or values.get("phone") or "",
        language="en" if english() else "zh-hans", sms_only=bool(values.get("sms_only")),
        confidential=bool(values.get("confidential")), assurance=citizen.assurance if citizen else citizens.UNPROVEN,
        citizen_id=citizen.pk if citizen else None, attachments=tuple(values.get("tokens") or ()),
        holder=holder_of(request, make=False))


def look(request: HttpRequest, values: dict[str, Any]) -> tuple[Reading, Ticket | None]:
    """What the words say, and the citizen's own running ticket about the same matter (only once they are known)."""
    citizen = citizen_of(request)
    incoming = incoming_of(request, values, citizen)
    reading = read(incoming)
    joins = citizen is not None and policy.current().understanding.on("same_matter")
    running = same_matter(incoming, reading, now()) if joins else None
    return reading, running


def too_many(request: HttpRequest, values: dict[str, Any]) -> bool:
    """Whether this address has sent too much; the contact is kept for people to look at all the same."""
    whose = address_of(request)
    if not whose or PER_ADDRESS.hit(whose, now()) is None:
        return False
    if KEPT_OVER.hit(whose, now()) is None:
        kept = contacts.keep(incoming_of(request, values, citizen_of(request)))
        contacts.refused(kept, [Blocker("too_many", "同一网络地址一小时内提交过多，待人工查看。",
                                        "Too many from one address within an hour; a person looks.")])
    return True


def submit(request: HttpRequest, values: dict[str, Any], *, again: bool = True) -> Registered:
    """Register the request. Raises Refused. A guest's new ticket is opened for this visit."""
    citizen = citizen_of(request)
    by = citizen_person(citizen.pk if citizen else None)
    incoming = incoming_of(request, values, citizen)
    registered = life.register(incoming, by=by, now=now(), again=again)
    if citizen is not None and values.get("name"):
        citizens.keep_name(citizen, values["name"])
    if citizen is None and not registered.joined:
        citizens.open_ticket(request, registered.ticket.number)
    if registered.joined and incoming.attachments:
        uploads.attach(incoming.attachments, registered.ticket, incoming.holder, allowed=uploads.FOR_CITIZENS)
    return registered


def untie(request: HttpRequest, values: dict[str, Any], number: str) -> None:
    """Files went to the running ticket with words that turn out to be about another matter: take them back."""
    Attachment.objects.filter(token__in=values.get("tokens") or [], holder=holder_of(request, make=False),
                              ticket__number=number, reply=None).update(ticket=None)
