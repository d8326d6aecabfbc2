"""Sending a request and asking where it stands. No session and no login; the path that is measured (docs/benchmarks.md)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Header, Path, Query, Router
from pydantic_core import to_json

from huying import policy
from huying.api import callers, etags, limits, problems, shapes
from huying.api.hooks import owing
from huying.api.models import Filing
from huying.api.progress import STATUS, progress_of
from huying.clocks.present import now
from huying.people import citizens, partners
from huying.people.brake import address_of
from huying.people.persons import Person, citizen_person
from huying.people.vault import normal_phone
from huying.tickets import access, contacts, life, numbers, uploads
from huying.tickets.incoming import Incoming, fitting, settled
from huying.tickets.life.register import Registered
from huying.tickets.models import Contact
from huying.tickets.problems import Blocker, Problem, Refused, needed
from huying.tickets.proof import PER_ADDRESS, PER_NUMBER, proven
from huying.tickets.reading import Reading
from huying.tickets.reading import read as read_words
from huying.tickets.states import State
from huying.understanding.alarm import alarm

router = Router(tags=["requests"])
DOOR = "app"

Key = Annotated[str, Header(alias="Idempotency-Key", min_length=8, max_length=64, pattern=r"^[A-Za-z0-9._:\-]+$",
                            description="The same key with the same body returns the first answer; a UUID will do.")]
Number = Annotated[str, Path(pattern=r"^[0-9]{13}$", description="the thirteen digits")]
OptionalCode = Annotated[str, Query(pattern=r"^([0-9]{6})?$", description="the extraction code 提取码; its partner needs none")]


@router.post("/requests", response={201: shapes.Receipt, 200: shapes.Receipt}, operation_id="createRequest",
             summary="反映诉求 · File a request", openapi_extra=problems.told(400, 422, 429, 500))
def create(request: HttpRequest, body: shapes.NewRequest, idempotency_key: Key) -> HttpResponse:
    """File a request. The number and the extraction code come back at once; keep both."""
    caller = callers.caller_of(request, partners.WRITE)
    seconds = caller.wait(request)
    if seconds and alarm(body.words) is None:  # emergencies always pass
        return problems.too_many(seconds)
    values = body.model_dump(exclude_unset=True, mode="json")
    incoming = _incoming(body, values, idempotency_key, caller)
    registered = life.register(incoming, by=caller.person, now=incoming.received_at)
    if registered.replayed:
        _same_body(registered, incoming.key, values)
    if caller is not callers.GUEST:
        _filed(caller, registered, incoming)
    reading = registered.reading or read_words(settled(incoming))
    status = 200 if registered.replayed or registered.joined else 201
    # Written as it is: the tests hold it to the shape that the description promises.
    return HttpResponse(to_json(_receipt(registered, reading, incoming.received_at, caller.owns(registered.ticket))), status=status,
                        content_type="application/json; charset=utf-8")


@router.get("/requests/{number}", response={200: shapes.Progress, 304: None}, operation_id="readRequest",
            summary="查进度 · Where a request stands", openapi_extra=problems.told(401, 403, 404, 422, 429))
def read(request: HttpRequest, number: Number, code: OptionalCode = "") -> HttpResponse | dict[str, Any]:
    """Where a request stands, as its citizen may read it. Unknown numbers and wrong codes are told alike."""
    person, _caller = citizen_of(request, number, code, partners.READ)
    return etags.answer(request, progress_of(access.find(person, number)), shapes.Progress)


def citizen_of(request: HttpRequest, number: str, code: str, scope: str) -> tuple[Person, callers.Caller]:
    """The citizen for whom this request may be seen or acted on: by its code, by the partner that filed it, or themselves."""
    caller = callers.caller_of(request, scope)
    person = citizen_person(numbers={number})
    if caller.citizen is not None and access.visible(caller.person).filter(number=number).exists():
        return caller.person, caller
    if caller.partner is not None and Filing.objects.filter(partner=caller.partner, ticket__number=number).exists():
        return person, caller
    at, address = now(), address_of(request)
    wait = PER_ADDRESS.waits(address, at) or PER_NUMBER.hit(number, at)
    if wait:
        raise limits.Waits(max(1, int(wait.total_seconds())))
    if not code or proven(number, code) is None:
        PER_ADDRESS.hit(address, at)
        raise Refused([Blocker("unknown", "编号与提取码对不上，请核对。", "Number and extraction code do not fit.", "code")])
    PER_NUMBER.clear(number)
    return person, caller


def _filed(caller: callers.Caller, registered: Registered, incoming: Incoming) -> None:
    """Remember who filed it. A request that was joined is the partner's only where it vouches for who asked."""
    if caller.partner is not None and (not registered.joined or caller.owns(registered.ticket)):
        owing.file(caller.partner, registered.ticket, incoming.received_at, joined=registered.joined)
    if registered.joined and incoming.attachments:
        uploads.attach(incoming.attachments, registered.ticket, incoming.holder, allowed=uploads.FOR_CITIZENS)
    caller.count("requests.create", incoming.received_at)


def _incoming(body: shapes.NewRequest, values: dict[str, Any], key: str, caller: callers.Caller) -> Incoming:
    """The request in the core's words. Refused when the city asks for more than was given."""
    given: dict[str, Any] = {name: value for name, value in values.items() if value is not None}
    rules = policy.current()
    name, phone = _called(body, caller)
    spelt = normal_phone(phone, rules.city.area_code) if phone else ""
    found = _faults(body, caller, name, phone, spelt)
    if found:
        raise Refused(found)
    more: dict[str, Any] = {"holder": caller.holder, "assurance": caller.assurance} if caller is not callers.GUEST else {}
    if caller.partner is not None:
        key, more["tags"] = fitting(f"p{caller.partner.pk}:{key}"), (caller.partner.name,)
    elif caller.citizen is not None:
        key, more["citizen_id"] = fitting(f"c{caller.citizen.pk}:{key}"), caller.citizen.pk
    return Incoming(**(given | {"name": name, "phone": spelt or "", "door": DOOR, "key": key, "received_at": now(), "raw": values} | more))


def _called(body: shapes.NewRequest, caller: callers.Caller) -> tuple[str, str]:
    """Name and phone: of a citizen who is known from the contact book, where it has them."""
    name, phone = body.name, body.phone.strip()
    if caller.citizen is not None:
        name, phone = name.strip() or citizens.name_of(caller.citizen), citizens.phone_of(caller.citizen) or phone
    return name, phone


def _faults(body: shapes.NewRequest, caller: callers.Caller, name: str, phone: str, spelt: str | None) -> list[Problem]:
    found: list[Problem] = []
    rules = policy.current()
    danger = alarm(body.words) is not None  # never held up for a name
    if rules.city.identity.real_name_online and not danger:
        if rules.city.identity.oidc_required and caller.assurance < citizens.IDENTITY_PROVEN and not caller.vouched:
            found.append(Blocker("identity_required", f"须以实名身份提交。没有实名的，请拨打 {rules.city.hotline.number}。",
                                 f"A proven identity is needed. Without one, call {rules.city.hotline.number}."))
        if not name.strip():
            found.append(needed("name", "姓名", "name"))
        if not phone:
            found.append(needed("phone", "手机号码", "phone number"))
    if spelt is None:
        found.append(Blocker("invalid", "号码似乎不对，请核对，例如 13800138000。", "This is no phone number.", "phone"))
    if (body.lon is None) != (body.lat is None):
        found.append(Blocker("invalid", "经度和纬度须同时给出。", "Give both lon and lat.", "lon" if body.lon is None else "lat"))
    if body.category and body.category not in rules.categories:
        found.append(Blocker("unknown_category", "目录中没有这个事项分类。", "No such category.", "category"))
    if body.division and body.division not in rules.divisions:
        found.append(Blocker("unknown_division", "没有这个行政区划。", "No such division.", "division"))
    if body.attachments and caller is callers.GUEST:
        found.append(Blocker("no_token", "上传材料须使用访问令牌。", "Attachments need an access token.", "attachments"))
    return found


def _same_body(registered: Registered, key: str, values: dict[str, Any]) -> None:
    """A retry gets the first answer only for the same words: a key that somebody else had used tells nothing."""
    contact = Contact.objects.get(door=DOOR, key=fitting(key))
    if contacts.raw_of(contact).get("raw", {}) != values:
        raise Refused([Blocker("key_reused", "这个 Idempotency-Key 已用于另一件诉求，请换一个。",
                               "This Idempotency-Key was used for another request; take a fresh one.", "Idempotency-Key")])


def _receipt(registered: Registered, reading: Reading, at: datetime, vouched: bool) -> dict[str, Any]:
    ticket, danger = registered.ticket, reading.alarm
    asked = reading.missing if not registered.joined and ticket.state == State.INCOMPLETE else []
    receipt: dict[str, Any] = {
        "number": ticket.number, "code": registered.code or numbers.code_for(ticket.number, settings.MASTER_SECRET),
        "status": STATUS[State(ticket.state)][0], "joined": registered.joined, "registered_at": ticket.registered_at,
        "due_at": ticket.due_at, "danger": None, "message": "您的诉求已登记，请记下编号和提取码。",
        "message_en": "Your request was registered; keep the number and the extraction code.",
        "missing": [{"element": each.element, "ask": each.ask_zh, "ask_en": each.ask_en, "why": each.why_zh,
                     "why_en": each.why_en} for each in asked],
    }
    if danger:
        receipt["danger"] = {"call": [danger.service, *danger.also], "advice": danger.zh, "advice_en": danger.en}
    if registered.joined and not vouched:  # whose phone it is was not proven, so nothing of the running request is told
        receipt |= {"number": None, "code": None, "status": "in_progress", "due_at": None, "registered_at": at,
                    "message": "您反映的事项已在办理，本次内容已作为催办告知承办单位；编号请见此前的短信。",
                    "message_en": "This matter is already in hand; your words were passed on. Its number is in our earlier message."}
    return receipt
