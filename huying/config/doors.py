"""Which handlers a request passes: programs carry no session, so their door has none of what pages need."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest
from django.urls import ResolverMatch

Start = Callable[..., Any]
Application = Callable[[dict[str, Any], Start], Iterable[bytes]]


class Programs(WSGIHandler):
    """The handlers of `PROGRAM_MIDDLEWARE`: a fifth of a registration's time went through those of pages."""

    def __init__(self) -> None:
        super().__init__()
        self._fixed: dict[str, ResolverMatch] = {}

    def load_middleware(self, is_async: bool = False) -> None:
        pages, settings.MIDDLEWARE = settings.MIDDLEWARE, settings.PROGRAM_MIDDLEWARE
        try:
            super().load_middleware(is_async)
        finally:
            settings.MIDDLEWARE = pages

    def resolve_request(self, request: HttpRequest) -> ResolverMatch:
        """An address that is spelt out (no number, no code in it) means the same each time, so that it is looked up once."""
        found = self._fixed.get(request.path_info)
        if found is None:
            found = super().resolve_request(request)
            if f"/{found.route}" == request.path_info:
                self._fixed[request.path_info] = found
        request.resolver_match = found
        return found


def by_address(pages: Application) -> Application:
    """The door of programs for addresses of `PROGRAM_PATHS` and below, and for `PROGRAM_ADDRESSES`; else that of pages."""
    programs, paths, addresses = Programs(), tuple(settings.PROGRAM_PATHS), frozenset(settings.PROGRAM_ADDRESSES)

    def application(environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        return (programs if path in addresses or path.startswith(paths) else pages)(environ, start_response)

    return application
