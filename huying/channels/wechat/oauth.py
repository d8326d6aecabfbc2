"""H5 pages entered from WeChat: who comes is asked of the platform (snsapi_base), and is the citizen of that openid."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from huying.channels.base import correspondents, health, visits
from huying.channels.base.message import Message
from huying.channels.wechat import account, union
from huying.channels.wechat.account import Account
from huying.channels.wechat.platform import Declined, Platform, PlatformDown
from huying.clocks.present import now
from huying.people import citizens
from huying.people.entry import CITIZEN_KEY
from huying.people.models import Citizen
from huying.tickets import access
from huying.tickets.problems import Refused

SALT, SECONDS = "wechat.oauth", 600
BINDS = "wechat_binds"  # the citizen who asked that the platform's answer be bound to them
BEGUN = "wechat_oauth"  # what this visit asked the platform, so that nobody else's answer logs it in


@require_safe
def ticket(request: HttpRequest, number: str) -> HttpResponseBase:
    """A link on a card: the ticket's page."""
    own = access.visible(request.person).filter(number=number).exists()  # type: ignore[attr-defined]
    return redirect(f"/t/{number}/") if own else _entered(request, f"/t/{number}/", anew=True)


@require_safe
def enter(request: HttpRequest) -> HttpResponseBase:
    """A link of the menu: any page of the citizen's desk."""
    wanted = request.GET.get("next", "")
    return _entered(request, wanted if url_has_allowed_host_and_scheme(wanted, None) and wanted.startswith("/") else "/mine/")


@require_safe
def back(request: HttpRequest) -> HttpResponseBase:
    """The platform sends the visitor back with a code. Whatever is wrong with it, they reach the page, not logged in."""
    own, begun, binds = account.current(), request.session.pop(BEGUN, ""), request.session.pop(BINDS, None)
    try:
        told = signing.loads(request.GET.get("state", ""), salt=SALT, max_age=SECONDS)
        wanted, nonce = str(told[0]), str(told[1])
    except (signing.BadSignature, IndexError, TypeError):
        return redirect("/")
    if own is None or not begun or not request.GET.get("code") or not secrets.compare_digest(begun, nonce):
        return redirect(wanted)
    try:
        openid, unionid = Platform(own).visitor(request.GET.get("code", ""))
    except (PlatformDown, Declined) as error:
        health.trouble("wechat", error, now())
        return redirect(wanted)
    if binds is not None:
        _bind(request, openid, binds)
        return redirect(wanted)
    who = correspondents.meet(Message("wechat", "", openid, "", now(), proven=True), now())
    who = union.joined(who, unionid, now())
    if who.citizen is not None and request.session.get(CITIZEN_KEY) != who.citizen_id:
        citizens.come_in(request, who.citizen)
    return redirect(wanted)


# As huying.desks.gate marks pages.
ticket.entry = enter.entry = back.entry = "public"  # type: ignore[attr-defined]


def _entered(request: HttpRequest, wanted: str, *, anew: bool = False) -> HttpResponse:
    """Ask the platform who it is, unless the visit has its citizen already; `anew`: that one may be somebody else."""
    if not inside(request) or (request.session.get(CITIZEN_KEY) is not None and not anew):
        return redirect(wanted)
    return _asked(request, wanted)


def inside(request: HttpRequest) -> bool:
    """Whether the page is open in WeChat (or in the simulated one), so that the platform can be asked who it is."""
    there = "MicroMessenger" in request.headers.get("User-Agent", "") or bool(settings.WECHAT_SIMULATOR)
    return there and account.current() is not None


def begin_binding(request: HttpRequest, citizen_id: int, wanted: str) -> HttpResponse:
    """The citizen agreed to be bound to this WeChat: ask the platform which one it is."""
    return _asked(request, wanted, binds=citizen_id)


def _bind(request: HttpRequest, openid: str, citizen_id: int) -> None:
    """Only for the citizen who agreed, and while it is still their visit."""
    citizen = Citizen.objects.filter(pk=citizen_id, joined_to=None).first()
    if citizen is None or request.session.get(CITIZEN_KEY) != citizen_id:
        return
    try:
        visits.prove(request, citizen, "wechat", openid)
        messages.success(request, _("微信已绑定。以后从这个微信打开，就能看到您的全部诉求。"))
    except Refused as refusal:
        messages.error(request, refusal.problems[0].words(get_language() or "zh"))


def _asked(request: HttpRequest, wanted: str, *, binds: int | None = None) -> HttpResponse:
    """To the platform, and back with a code; only the answer to this very question binds anything."""
    own = account.current()
    if own is None:
        return redirect(wanted)
    nonce = secrets.token_urlsafe(12)
    request.session[BEGUN], request.session[BINDS] = nonce, binds
    asked = {"appid": own.app_id, "redirect_uri": f"{_base(request)}{reverse('wechat:back')}", "response_type": "code",
             "scope": "snsapi_base", "state": signing.dumps([wanted, nonce], salt=SALT)}
    return redirect(f"{_platform(request, own)}/connect/oauth2/authorize?{urlencode(asked)}#wechat_redirect")


def _base(request: HttpRequest) -> str:
    return str(settings.PUBLIC_URL).rstrip("/") or request.build_absolute_uri("/").rstrip("/")


def _platform(request: HttpRequest, own: Account) -> str:
    """Where the visitor's browser finds the platform; the simulator is on the machine that they already talk to."""
    if settings.WECHAT_SIMULATOR:
        host = request.get_host()
        name = host.rpartition(":")[0] if ":" in host.rpartition("]")[2] else host
        return f"http://{name}:{settings.WECHAT_SIMULATOR}"
    return own.open
