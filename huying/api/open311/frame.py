"""What every address of the door shares: format by suffix or Accept, methods, jurisdiction, key, limits, errors in the one shape."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt

from huying.api import limits
from huying.api.open311 import offered
from huying.api.open311.asked import Sent, sent
from huying.api.open311.wire import FORMATS, Fault, Wrong, faults, wrong
from huying.clocks.present import now
from huying.people import partners
from huying.people.models import PartnerKey
from huying.tickets.problems import Refused

logger = logging.getLogger("huying.open311")


@dataclass(slots=True)
class Call:
    """One call: the format of its answer, what was sent, and the partner whose key came with it."""

    request: HttpRequest
    form: str
    sent: Sent
    key: PartnerKey | None = None

    @property
    def english(self) -> bool:
        return (get_language() or "").startswith("en")

    def get(self, name: str) -> str:
        """An argument; empty is the same as absent."""
        return self.request.GET.get(name, "").strip()


Page = Callable[..., HttpResponse]


def door(*methods: str, key_needed_for: str = "POST") -> Callable[[Page], Callable[..., HttpResponse]]:
    """Make of `page(call, …)` a view. `key_needed_for`: the method that only partners with the scope may use."""
    allowed = (*methods, *(("HEAD",) if "GET" in methods else ()), "OPTIONS")

    def decorate(page: Page) -> Callable[..., HttpResponse]:
        @csrf_exempt
        @wraps(page)
        def view(request: HttpRequest, *, suffix: str | None = None, **where: Any) -> HttpResponse:
            form = _form(request, suffix)
            try:
                with translation.override(_language(request)):
                    response = _run(page, request, form, suffix, allowed, key_needed_for, where)
            except Wrong as error:
                response = faults(error, form)
            except Refused as refusal:
                status = 404 if "unknown" in refusal.codes else 400
                response = faults(Wrong(status, *(Fault(status, each.zh, each.en) for each in refusal.problems)), form)
            except Exception:
                logger.exception("%s %s failed", request.method, request.path)
                response = faults(wrong(500, "系统暂时出错，请稍后重试。", "The system failed for now; try again later."), form)
            return _open_to_browsers(response, allowed)

        view.entry = "public"  # type: ignore[attr-defined]  # as huying.desks.gate marks pages
        return view

    return decorate


def _run(page: Page, request: HttpRequest, form: str, suffix: str | None, allowed: tuple[str, ...], guarded: str,
         where: dict[str, Any]) -> HttpResponse:
    if request.method == "OPTIONS":
        return HttpResponse(status=204)
    if request.method not in allowed:
        raise wrong(405, f"此地址不支持 {request.method}。", f"{request.method} is not supported here.", Allow=", ".join(allowed))
    if suffix is not None and suffix not in FORMATS:
        raise wrong(404, "只有 .xml 和 .json 两种格式。", "The formats are .xml and .json.")
    call = Call(request, form, sent(request) if request.method == "POST" else Sent())
    given = call.sent.get("api_key") or call.get("api_key") or request.headers.get("X-Api-Key", "").strip()
    call.key = partners.key_of(given, now()) if given else None
    _limited(call)
    if request.method == guarded:
        _keyed(call)
    _here(call)
    return page(call, **where)


def _limited(call: Call) -> None:
    """Readers by address, partners by their own limit. Danger to life is never kept out (huying.api.open311.sending)."""
    if call.request.method == "POST" and call.key is not None:
        return
    seconds = limits.wait(call.request, "open311:")
    if seconds:
        raise too_many(seconds)


def too_many(seconds: int) -> Wrong:
    return wrong(429, f"过于频繁，请 {seconds} 秒后再试。", f"Too many requests: try again in {seconds} seconds.", Retry_After=str(seconds))


def _keyed(call: Call) -> None:
    if call.key is None or partners.OPEN311 not in call.key.partner.scopes:
        raise wrong(403, "api_key 缺失、无效或没有此项权限。", "The api_key is missing, invalid or without this right.")


def _here(call: Call) -> None:
    asked = call.sent.get("jurisdiction_id") or call.get("jurisdiction_id")
    if asked and asked.lower().removeprefix("www.") not in offered.jurisdictions():
        raise wrong(404, "没有这个 jurisdiction_id。", "The jurisdiction_id provided was not found.")


def _form(request: HttpRequest, suffix: str | None) -> str:
    """By suffix; else JSON where Accept names it first; else XML, which the specification requires."""
    if suffix in FORMATS:
        return str(suffix)
    told = request.headers.get("Accept", "").lower()
    at = {form: told.find(f"/{form}") for form in FORMATS}
    return "json" if at["json"] >= 0 and (at["xml"] < 0 or at["json"] < at["xml"]) else "xml"


def _language(request: HttpRequest) -> str:
    asked = request.GET.get("locale", "") or request.GET.get("lang", "")
    if asked:
        return "en" if asked.lower().startswith("en") else "zh-hans"
    return get_language() or "zh-hans"


def _open_to_browsers(response: HttpResponse, allowed: tuple[str, ...]) -> HttpResponse:
    """No cookie is looked at, so that pages of other sites may call."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Allow-Methods"] = ", ".join(allowed)
    response["Access-Control-Allow-Headers"] = "Accept, Accept-Language, Content-Type, Idempotency-Key, X-Api-Key"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers.setdefault("Cache-Control", "no-cache")
    response["Vary"] = "Accept, Accept-Language"
    return response
