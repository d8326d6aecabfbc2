"""Real-name login through OpenID Connect (HUYING_OIDC_CITIZEN_*): who comes back is a citizen, never staff."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import NoReverseMatch, reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _

from huying.clocks.present import now
from huying.people import citizens, claims
from huying.people.models import Citizen

logger = logging.getLogger("huying.oidc")
PROVIDER = "citizen"


class Adapter(DefaultSocialAccountAdapter):
    """Takes citizens in by their claims; every other provider goes allauth's usual way, without sign-up."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        if sociallogin.account.provider != PROVIDER:
            return
        citizen = citizen_of(str(sociallogin.account.uid), claims_of(sociallogin.account.extra_data))
        if not welcome(citizen):
            messages.error(request, _("这个账号已停用，请拨打 12345。"))
            raise ImmediateHttpResponse(HttpResponseRedirect(reverse("citizen:login")))
        citizens.come_in(request, citizen)
        target = str(sociallogin.state.get("next") or "")
        safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
        raise ImmediateHttpResponse(HttpResponseRedirect(target if safe else reverse("citizen:mine")))


    def on_authentication_error(self, request: HttpRequest, provider: Any, error: Any = None, exception: Any = None,
                                extra_context: Any = None) -> None:
        """Back to the citizen's own login page with a word of what happened; the rest is in the log."""
        logger.warning("login through %s failed: %s %s", getattr(provider, "name", provider), error, exception)
        messages.error(request, _("实名登录没有成功，请再试一次，或改用手机验证码。"))
        raise ImmediateHttpResponse(HttpResponseRedirect(reverse("citizen:login")))


def claims_of(data: Mapping[str, Any]) -> dict[str, Any]:
    """The claims of the id token and of the userinfo answer; the latter says more, if it is of the same person."""
    if "userinfo" in data or "id_token" in data:
        token, more = data.get("id_token") or {}, data.get("userinfo") or {}
        if token.get("sub", more.get("sub")) != more.get("sub", token.get("sub")):  # OpenID Connect Core §5.3.2
            return dict(token)
        return {**token, **more}
    return dict(data)


def citizen_of(subject: str, told: Mapping[str, Any]) -> Citizen:
    """The citizen whom the provider calls so, by its pages or by a token of its own; made, or told more of, by the claims."""
    found = claims.read(told, now())
    return citizens.of_identity(PROVIDER, subject, now(), name=found.name, phone=found.phone, id_number=found.id_number,
                                id_type=found.id_type, assurance=found.assurance)


def welcome(citizen: Citizen) -> bool:
    """Whether the citizen's login was not switched off in the back room."""
    return citizen.account is not None and citizen.account.is_active


def known(subject: str) -> Citizen | None:
    """The citizen whom the provider calls so, if they were here before. One statement."""
    return citizens.of_subject(PROVIDER, subject)


def entrance(next_url: str) -> dict[str, str] | None:
    """{name, url} of the login button; None when no provider is configured or its addresses are not wired."""
    apps = getattr(settings, "SOCIALACCOUNT_PROVIDERS", {}).get("openid_connect", {}).get("APPS", [])
    found = next((app for app in apps if app.get("provider_id") == PROVIDER), None)
    if found is None:
        return None
    try:
        url = reverse("openid_connect_login", args=[PROVIDER])
    except NoReverseMatch:
        return None
    return {"name": str(found.get("name") or "OIDC"), "url": f"{url}?{urlencode({'process': 'login', 'next': next_url})}"}

