"""Answers that need not be sent twice: a strong ETag over the bytes, 304 for whoever has them."""

from __future__ import annotations

import hashlib
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.http import parse_etags
from pydantic import BaseModel


def answer(request: HttpRequest, values: dict[str, Any], shape: type[BaseModel], *, cache: str = "private, no-cache") -> HttpResponse:
    body = shape.model_validate(values).model_dump_json().encode()
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    known = {each.removeprefix("W/") for each in parse_etags(request.headers.get("If-None-Match", ""))}
    response: HttpResponse
    if etag in known or "*" in known:
        response = HttpResponseNotModified()
    else:
        response = HttpResponse(body, content_type="application/json; charset=utf-8")
    response["ETag"], response["Cache-Control"] = etag, cache
    return response
