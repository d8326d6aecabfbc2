"""Who may enter a page. Every view of ours declares it; `huying check` and the start refuse one that does not."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from huying.people.persons import Role

View = Callable[..., HttpResponseBase]
PUBLIC = "public"
STAFF = tuple(role for role in Role if role not in {Role.CITIZEN, Role.SYSTEM})


def public(view: View) -> View:
    """Anybody may enter."""
    view.entry = PUBLIC  # type: ignore[attr-defined]
    return view


def enter(*roles: Role) -> Callable[[View], View]:
    """Only people with one of these roles; others are sent to log in, or told that they may not."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            person = request.person  # type: ignore[attr-defined]
            if person.has(*roles):
                return view(request, *args, **kwargs)
            if person.is_staff:
                raise PermissionDenied("您没有进入此页面的权限。请联系本单位管理员。")
            return _to_login(request, citizen=Role.CITIZEN in roles)

        guarded.entry = roles  # type: ignore[attr-defined]
        return guarded

    return decorate


def _to_login(request: HttpRequest, *, citizen: bool) -> HttpResponse:
    """To the right login page and back. What was typed is not lost: a form goes on to the login page of staff, which
    carries its values (desks/staff/kept.py); an act by htmx is refused, and the page stays as it is."""
    where = reverse("citizen:login") if citizen else reverse("staff:login")
    target = f"{where}?{urlencode({'next': request.get_full_path()})}"
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": target}) if request.method == "GET" else HttpResponse(status=401)
    return redirect(target, preserve_request=request.method == "POST" and not citizen)
