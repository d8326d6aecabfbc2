"""What every page of this desk has: the visitor as a citizen, the navigation, and how a page is shown."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from huying.clocks.present import now
from huying.people.entry import CITIZEN_KEY, OPENED_KEY
from huying.people.models import Citizen
from huying.people.persons import NOBODY, Person, citizen_person
from huying.ui.streams import live_url


def visitor(request: HttpRequest) -> Person:
    """The visitor as a citizen, also when somebody of the staff looks at these pages in the same browser."""
    pk, opened = request.session.get(CITIZEN_KEY), request.session.get(OPENED_KEY, ())
    if pk is None and not opened:
        return NOBODY
    return citizen_person(pk, numbers=opened)


def citizen_of(request: HttpRequest) -> Citizen | None:
    """The contact book's row of whoever has logged in."""
    pk = request.session.get(CITIZEN_KEY)
    return Citizen.objects.filter(pk=pk, joined_to=None).first() if pk is not None else None


def english() -> bool:
    return (get_language() or "zh").startswith("en")


def show(request: HttpRequest, template: str, context: dict[str, Any] | None = None, *, status: int = 200) -> HttpResponse:
    """Render a page of this desk; pages that carry personal matter are never kept by caches."""
    given = {"nav": _nav(request), "login_url": reverse("citizen:login"), "live_url": live_url(request), "now": now(),
             "known": request.session.get(CITIZEN_KEY) is not None, **(context or {})}
    response = render(request, template, given, status=status)
    response["Cache-Control"] = "no-store"
    return response


def to_login(request: HttpRequest) -> HttpResponse:
    """To the login page and back to where the visitor is now."""
    target = f"{reverse('citizen:login')}?{urlencode({'next': request.get_full_path()})}"
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": target})
    return redirect(target)


def inside(request: HttpRequest, target: str, otherwise: str) -> str:
    """`target` when it is an address of this site, else `otherwise`."""
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if target and safe else otherwise


def listen(request: HttpRequest, number: str) -> str:
    """The live topic of a ticket; the stream asks by itself whether the visitor may see it."""
    return f"ticket:{number}"


def _nav(request: HttpRequest) -> list[dict[str, Any]]:
    known = request.session.get(CITIZEN_KEY) is not None
    items = [("home", _("首页")), ("new", _("我要反映")), ("progress", _("查进度")),
             ("mine" if known else "login", _("我的诉求") if known else _("登录"))]
    return [{"url": (url := reverse(f"citizen:{name}")), "label": label, "active": request.path == url}
            for name, label in items]
