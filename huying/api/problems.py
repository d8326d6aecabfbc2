"""Refusals as `application/problem+json` (RFC 9457), with the same words as the pages, in both languages."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from huying.api import limits
from huying.tickets.problems import Blocker, Problem, Refused

logger = logging.getLogger("huying.api")
TYPE = "application/problem+json"
# Codes whose status says more than 422.
STATUS = {"unknown": 404, "no_right": 403, "not_yours": 403, "wrong_state": 409, "changed": 409, "too_many": 429,
          "hook_off": 409, "no_token": 401, "bad_token": 401, "no_scope": 403}
ONE = {
    "type": "object",
    "required": ["code", "zh", "en", "field"],
    "properties": {
        "code": {"type": "string", "description": "stable, for programs"},
        "zh": {"type": "string"},
        "en": {"type": "string"},
        "field": {"type": "string", "description": "the value concerned; empty: the whole request"},
    },
}
SCHEMA = {
    "type": "object",
    "required": ["type", "title", "status", "problems"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "problems": {"type": "array", "items": ONE},
    },
}


def told(*statuses: int) -> dict[str, Any]:
    """What an operation's description says of the refusals it may answer with."""
    said = {status: {"description": HTTPStatus(status).phrase, "content": {TYPE: {"schema": SCHEMA}}} for status in statuses}
    return {"responses": said}


def answer(status: int, problems: Iterable[Problem] = (), *, retry_after: int = 0) -> HttpResponse:
    """A refusal; `retry_after` in seconds."""
    found = list(problems)
    language = get_language() or "zh"
    body = {
        "type": f"urn:huying:problem:{found[0].code}" if found else "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": " ".join(problem.words(language) for problem in found),
        "problems": [{"code": each.code, "zh": each.zh, "en": each.en, "field": each.field} for each in found],
    }
    response = HttpResponse(json.dumps(body, ensure_ascii=False), status=status, content_type=TYPE)
    if retry_after:
        response["Retry-After"] = str(retry_after)
    if status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="huying"'
    return response


@csrf_exempt
def nowhere(request: HttpRequest) -> HttpResponse:
    """Any address under /api/ that does not exist."""
    return answer(404, [Blocker("no_address", "没有这个地址，见 /api/v1/openapi.json。",
                                "There is no such address; see /api/v1/openapi.json.")])


nowhere.entry = "public"  # type: ignore[attr-defined]  # as huying.desks.gate marks pages


def too_many(seconds: int) -> HttpResponse:
    zh = f"提交过于频繁，请 {seconds} 秒后再试；有生命危险请马上拨打 110、120、119。"
    en = f"Too many requests: try again in {seconds} seconds. Danger to life: call 110, 120 or 119 now."
    return answer(429, [Blocker("too_many", zh, en)], retry_after=seconds)


def install(api: NinjaAPI) -> None:
    """Let every error of the API leave in this form."""
    api.add_exception_handler(Refused, _refused)  # type: ignore[arg-type]
    api.add_exception_handler(ValidationError, _invalid)  # type: ignore[arg-type]
    api.add_exception_handler(HttpError, _http)  # type: ignore[arg-type]
    api.add_exception_handler(limits.Waits, _waits)  # type: ignore[arg-type]
    api.add_exception_handler(Http404, _missing)  # type: ignore[arg-type]
    api.add_exception_handler(Exception, _broken)  # type: ignore[arg-type]


def _refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    return answer(STATUS.get(refusal.problems[0].code, 422) if refusal.problems else 422, refusal.problems)


def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    problems = [Blocker("invalid", _words(each["type"], each["msg"]), str(each["msg"]), _place(each["loc"])) for each in error.errors]
    return answer(422, problems)


def _place(loc: Iterable[Any]) -> str:
    """The field's own name: without where it came from and ninja's name of the body."""
    return ".".join(str(part) for part in list(loc)[1:] if part != "body")


def _words(kind: str, message: str) -> str:
    """Chinese words for the mistakes that programs make most."""
    known = {"missing": "缺少此项", "extra_forbidden": "没有这一项，请核对拼写", "string_too_long": "超过字数上限",
             "string_type": "应为文字", "literal_error": "不在可选值之内", "enum": "不在可选值之内", "bool_type": "应为 true 或 false"}
    return known.get(kind, f"此项不符合要求（{message}）")


def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
    if error.status_code == 400:
        return answer(400, [Blocker("unreadable", "请求内容不是有效的 JSON 对象。", "The body is no valid JSON object.")])
    return answer(error.status_code)


def _waits(request: HttpRequest, error: limits.Waits) -> HttpResponse:
    return too_many(error.seconds)


def _missing(request: HttpRequest, error: Http404) -> HttpResponse:
    return answer(404)


def _broken(request: HttpRequest, error: Exception) -> HttpResponse:
    """A bug or an outage: logged; the contact, if it had come so far, is kept (huying.tickets.contacts)."""
    logger.error("%s %s failed", request.method, request.path, exc_info=error)
    return answer(500, [Blocker("failed", "系统暂时出错，请用同一个 Idempotency-Key 重试。",
                                "The system failed for now: try again with the same Idempotency-Key.")])
