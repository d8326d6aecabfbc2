"""Staff through the government's own sign-on (HUYING_OIDC_STAFF_*): accounts are made here first, never by logging in."""

from __future__ import annotations

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _

from huying.desks.gate import public
from huying.people.entry import staff
from huying.people.models import Account
from huying.people.oidc import Adapter as CitizenAdapter
from huying.people.oidc import claims_of

PROVIDER = "staff"
CLAIM = "preferred_username"
BACKEND = "django.contrib.auth.backends.ModelBackend"


class Adapter(CitizenAdapter):
    """Citizens go their way; staff are found by the claim that holds their username."""

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        if sociallogin.account.provider != PROVIDER:
            super().pre_social_login(request, sociallogin)
            return
        claims = claims_of(sociallogin.account.extra_data)
        username = str(claims.get(getattr(settings, "OIDC_STAFF_CLAIM", CLAIM)) or "")
        account = Account.objects.filter(username=username, is_active=True).first() if username else None
        if account is None or not staff(account).roles:
            raise ImmediateHttpResponse(_back(request, _("单位统一登录成功，但这里没有您的账号或角色。请联系本单位管理员。")))
        login(request, account, backend=BACKEND)
        target = str(sociallogin.state.get("next") or "")
        safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
        raise ImmediateHttpResponse(redirect(target if safe else reverse("staff:home")))


def entrance(target: str) -> dict[str, str] | None:
    """{name, url} of the button; None when no provider for staff is configured or its addresses are not wired."""
    apps: list[dict[str, Any]] = getattr(settings, "SOCIALACCOUNT_PROVIDERS", {}).get("openid_connect", {}).get("APPS", [])
    found = next((app for app in apps if app.get("provider_id") == PROVIDER), None)
    if found is None:
        return None
    try:
        url = reverse("openid_connect_login", args=[PROVIDER])
    except NoReverseMatch:
        return None
    return {"name": str(found.get("name") or "OIDC"), "url": f"{url}?{urlencode({'process': 'login', 'next': target})}"}


@public
def failed(request: HttpRequest, **_unused: Any) -> HttpResponse:
    """The provider said no, or the visitor turned back."""
    return _back(request, _("没有完成统一登录，请重试或用账号密码登录。"))


def _back(request: HttpRequest, words: str) -> HttpResponse:
    messages.error(request, words)
    return redirect("staff:login")
