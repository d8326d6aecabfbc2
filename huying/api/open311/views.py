"""The addresses of GeoReport v2: https://wiki.open311.org/GeoReport_v2 (and the extension for updates)."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpResponse
from django.utils.cache import get_conditional_response, set_response_etag

from huying import policy
from huying.api.open311 import offered, published, sending, updates
from huying.api.open311.frame import Call, door
from huying.api.open311.wire import answer, wrong
from huying.clocks.present import now
from huying.people import partners
from huying.people.models import Partner
from huying.tickets import numbers

LONGEST_SPAN = timedelta(days=90)
MOST = 1000
KEPT = "public, max-age=3600"


@door("GET")
def discovery(call: Call) -> HttpResponse:
    return _kept(call, answer("discovery", offered.discovery(offered.base_of(call.request)), call.form))


@door("GET")
def services(call: Call) -> HttpResponse:
    return _kept(call, answer("services", offered.listed(policy.current().version, call.english), call.form))


@door("GET")
def definition(call: Call, code: str) -> HttpResponse:
    try:
        found = offered.definition(code, call.english)
    except KeyError:
        raise wrong(404, "没有这个 service_code。", "The service_code was not found.") from None
    return _kept(call, answer("service_definition", found, call.form))


def _kept(call: Call, response: HttpResponse) -> HttpResponse:
    """What changes with the city's policy only: kept for an hour, and then asked for by its ETag."""
    response["Cache-Control"] = KEPT
    set_response_etag(response)
    return get_conditional_response(call.request, etag=response["ETag"], response=response) or response


@door("GET", "POST")
def requests(call: Call) -> HttpResponse:
    return _create(call) if call.request.method == "POST" else _search(call)


@door("GET")
def one(call: Call, number: str) -> HttpResponse:
    found = published.readable(_partner(call)).filter(number=numbers.normalise(number) or "").first()
    if found is None:
        raise wrong(404, "没有这个 service_request_id。", "The service_request_id was not found.")
    return answer("service_requests", published.rows([found], _partner(call), call.english), call.form)


@door("GET")
def token(call: Call, token: str) -> HttpResponse:
    contact = sending.contact_of(token)
    if contact is None:
        raise wrong(404, "没有这个 token。", "The token was not found.")
    number = contact.ticket.number if contact.ticket else ""
    return answer("service_requests", [{"service_request_id": number, "token": token}], call.form)


@door("GET", "POST")
def request_updates(call: Call) -> HttpResponse:
    if call.request.method == "POST":
        partner = _partner(call)
        assert partner is not None
        event = updates.add(call.sent, partner, now())
        _count(call, "open311.update")
        return answer("service_request_updates", [{"update_id": str(event.pk)}], call.form, status=201)
    at = now()
    start, end = updates.window(call.get("start_date"), call.get("end_date"), at, default=timedelta(days=7), longest=LONGEST_SPAN)
    page, size = _paging(call)
    found = updates.between(start, end, _partner(call), numbers_=_several(call, "service_request_id"), most=size,
                            skip=(page - 1) * size, english=call.english)
    return answer("service_request_updates", found, call.form)


@door("GET", "POST", "PUT", "PATCH", "DELETE", key_needed_for="")
def nowhere(call: Call) -> HttpResponse:
    raise wrong(404, "没有这个地址。", "There is no such resource.")


def _create(call: Call) -> HttpResponse:
    partner = _partner(call)
    assert partner is not None  # the frame has seen to it
    done = sending.send(call.sent, partner, given_key=call.request.headers.get("Idempotency-Key", "").strip()[:200],
                        english=call.english, now=now())
    _count(call, "open311.request")
    if done.registered is None:
        return answer("service_requests", [{"token": done.token}], call.form, status=201)
    told = {"service_request_id": done.registered.ticket.number, "service_notice": sending.notice(done.registered, call.english),
            "account_id": call.sent.get("account_id")}
    return answer("service_requests", [told], call.form, status=200 if done.registered.replayed else 201)


def _search(call: Call) -> HttpResponse:
    partner = _partner(call)
    wanted = _several(call, "service_request_id")
    found = published.readable(partner)
    if wanted:  # overrides all other arguments
        found = found.filter(number__in=wanted)
    else:
        start, end = updates.window(call.get("start_date"), call.get("end_date"), now(), default=LONGEST_SPAN, longest=LONGEST_SPAN)
        found = found.filter(registered_at__gte=start, registered_at__lte=end)
        statuses = _several(call, "status")
        if not set(statuses) <= set(published.STATUSES):
            raise wrong(400, "status 只能取 open、closed。", "status must be open or closed.")
        if statuses and len(set(statuses)) == 1:
            found = found.filter(published.with_status(statuses))
        codes = _several(call, "service_code")
        if codes:
            found = found.filter(published.of_services(codes))
    page, size = _paging(call)
    begin = (page - 1) * size
    rows = list(found.order_by("-registered_at", "-id")[begin : begin + size])
    return answer("service_requests", published.rows(rows, partner, call.english), call.form)


def _partner(call: Call) -> Partner | None:
    return call.key.partner if call.key is not None else None


def _count(call: Call, what: str) -> None:
    assert call.key is not None
    partners.count(call.key, what, now())


def _several(call: Call, name: str) -> list[str]:
    """An argument that may come many times and with commas."""
    given = [part.strip() for text in call.request.GET.getlist(name) for part in text.split(",")]
    return [part for part in given if part][:MOST]


def _paging(call: Call) -> tuple[int, int]:
    """(page from 1, rows a page); the extension's `page` and `page_size`, also `per_page`."""
    found = []
    for name, default, most in (("page", 1, 10_000), ("page_size", 0, MOST)):
        text = call.get(name) or (call.get("per_page") if name == "page_size" else "")
        if text and not (text.isascii() and text.isdigit() and len(text) < 9 and int(text) > 0):
            raise wrong(400, f"{name} 应为正整数。", f"{name} must be a whole number from 1.")
        found.append(min(int(text), most) if text else default)
    return found[0], found[1] or MOST
