"""The webhook of another exchange or a cloud call centre, in the form of Zammad's generic CTI: kept at once, answered as JSON."""

from __future__ import annotations

import hmac
import ipaddress
import logging

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError
from django.http import Http404, HttpRequest, JsonResponse
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from huying import policy
from huying.channels.base import health
from huying.channels.phone import translating
from huying.channels.phone.models import OWN
from huying.channels.phone.told import LONGEST, OF_SEATS, Unread, fields, told
from huying.clocks.present import now as present
from huying.people.brake import address_of

logger = logging.getLogger("huying.phone")
DOOR = "phone"
SHORTEST_SECRET = 16


def exchanges() -> dict[str, str]:
    """Secrets by the name of the exchange (HUYING_PHONE_CTI: `name:secret`, by commas); short secrets open nothing."""
    pairs = (each.partition(":") for each in settings.PHONE_CTI)
    return {name: secret for name, _colon, secret in pairs if name not in ("", OWN) and len(name) <= 20 and len(secret) >= SHORTEST_SECRET}


@csrf_exempt
@require_POST
def events(request: HttpRequest, secret: str = "") -> JsonResponse:
    """One event of one call. 200: kept (again: no matter); 400: it will never be readable; 503: send it again."""
    exchange = _whose(secret or _bearer(request))
    if exchange is None or not _allowed(address_of(request)):
        raise Http404
    if _too_many(exchange):
        answer = _refusal(_("事件过多，请稍后重发。"), 429)
        answer["Retry-After"] = "5"
        return answer
    now = present()
    try:
        event = told(_fields(request), now, policy.current().city.zone)
    except RequestDataTooBig:
        return _refusal(_("内容过大，一个事件不超过 64 KB。"), 413)
    except (Unread, UnreadablePostError, MultiPartParserError) as error:
        said = str(error.args[0]) if isinstance(error, Unread) else _("内容没有收全，请重发。")
        logger.warning("an event of %s is no event: %s", exchange, said)
        return _refusal(said, 400)
    try:
        if not health.is_open(DOOR, "receiving"):
            return _refusal(_("本渠道已暂停，请稍后重发。"), 503)
        number = ""
        if event.event == OF_SEATS:
            stranger = translating.seat(event)
        else:
            call, stranger = translating.hear(event, exchange)
            number = translating.advice(call) if event.event == "newCall" else ""
    except DatabaseError:
        logger.exception("an event of %s was not kept: it shall come again", exchange)
        return _refusal(_("暂时无法保存，请稍后重发。"), 503)
    words = {"action": "dial", "number": number} if number else {}
    if stranger:
        words["warning"] = _("没有这位坐席：%(who)s。请在班长台核对分机。") % {"who": event.who[0][:40]}
    return JsonResponse(words, json_dumps_params={"ensure_ascii": False})


events.entry = "public"  # type: ignore[attr-defined]


def _fields(request: HttpRequest) -> dict[str, list[str]]:
    """The fields of the body, whatever its form. A body shorter than it says was cut off on its way."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    size = int(length) if length.isdigit() else 0
    if size > LONGEST:
        raise RequestDataTooBig
    if request.content_type == "multipart/form-data":
        return {name: [str(each) for each in request.POST.getlist(name)] for name in request.POST}
    body = request.body
    if len(body) > LONGEST:
        raise RequestDataTooBig
    if len(body) < size:
        raise Unread(_("内容没有收全，请重发。"))
    return fields(body, request.content_type or "", (request.content_params or {}).get("charset", ""))


def _whose(secret: str) -> str | None:
    """The exchange of this secret; every one is compared, so that time tells nothing."""
    found = None
    for name, wanted in exchanges().items():
        if hmac.compare_digest(secret.encode("utf-8", "replace"), wanted.encode()):
            found = name
    return found


def _bearer(request: HttpRequest) -> str:
    scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
    return secret.strip() if scheme.lower() == "bearer" else request.headers.get("X-CTI-Token", "")


def _allowed(visitor: str) -> bool:
    if not settings.PHONE_CTI_SOURCES:
        return True
    try:
        found = ipaddress.ip_address(visitor.partition("/")[0])
        return any(found in ipaddress.ip_network(net, strict=False) for net in settings.PHONE_CTI_SOURCES)
    except ValueError:
        return False


def _too_many(exchange: str) -> bool:
    """More than HUYING_PHONE_CTI_RATE events in a minute, counted in this process: a flood costs the database nothing."""
    most = settings.PHONE_CTI_RATE
    if most <= 0:
        return False
    key = f"cti:{exchange}:{present():%H%M}"
    cache.add(key, 0, 120)
    return bool(cache.incr(key) > most)


def _refusal(words: str, status: int) -> JsonResponse:
    return JsonResponse({"error": words}, status=status, json_dumps_params={"ensure_ascii": False})
