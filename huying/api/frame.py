"""What every address for programs shares: the language of its refusals, and headers that let nothing of it be run or framed."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

Answer = Callable[[HttpRequest], HttpResponse]
HEADERS = {"Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'", "X-Frame-Options": "DENY"}


class ProgramMiddleware:
    """In the place of Django's for languages, lengths and frames, whose work for pages would cost more than the writing."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = "HTTP_ACCEPT_LANGUAGE" in request.META
        # Always said anew: the thread still speaks the language of the request before.
        translation.activate(translation.get_language_from_request(request) if asked else settings.LANGUAGE_CODE)
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if not response.streaming and "Content-Length" not in response.headers:
            response.headers["Content-Length"] = str(len(response.content))
        if "Vary" in response.headers:
            patch_vary_headers(response, ["Accept-Language"])
        else:
            response.headers["Vary"] = "Accept-Language"
        return response
