"""Login of staff: password, lock-out told clearly, second factor; and going home."""

from __future__ import annotations

import math

from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_cool_off, get_failure_limit
from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth import login as log_in
from django.contrib.auth import logout as log_out
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from huying.clocks.present import now
from huying.desks.gate import public
from huying.desks.staff import forms, kept, keys, second, sso
from huying.people.entry import staff
from huying.people.models import Account

BACKEND = "django.contrib.auth.backends.ModelBackend"
FEW_LEFT = 3


@public
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def login(request: HttpRequest) -> HttpResponse:
    """Username and password. A POST that is no login is a form whose login had run out: its values are carried along."""
    target = _inside(request, request.GET.get("next", ""))
    if request.method == "POST" and "login_form" not in request.POST:
        return _page(request, forms.Login(), target, carried=kept.pack(request, target))
    carried = request.POST.get("kept", "")
    form = forms.Login(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, form, target, carried=carried, status=422 if form.errors else 200)
    account, problem, status = _checked(request, form)
    if account is None:
        form.add_error(None, problem)
        return _page(request, form, target, carried=carried, status=status)
    if second.enabled(account):
        second.wait_for(request, account, now())
        return _ask_code(request, target, carried, account=account)
    if second.required(account):
        second.wait_for(request, account, now())
        return redirect(f"{reverse('staff:setup')}?{urlencode({'next': target})}")
    return _come_in(request, account, target, carried)


@public
@never_cache
@require_http_methods(["GET", "POST"])
def setup(request: HttpRequest) -> HttpResponse:
    """A role that needs a second factor sets one up, and is logged in only then: app or key, then recovery codes."""
    target, account = _inside(request, request.GET.get("next", "")), second.awaited(request, now())
    if account is None or second.enabled(account):
        return redirect("staff:login")
    form, answer = forms.Code(request.POST if "code" in request.POST else None), request.POST.get("credential")
    codes: list[str] | None = None
    if answer is not None:
        codes = second.recovery_codes(account, anew=True) if keys.add(account, request.POST.get("name", ""), answer) else None
    elif form.is_valid():
        codes = second.set_up(request, account, form.cleaned_data["code"])
    if codes is not None:
        log_in(request, account, backend=BACKEND)
        request.session.pop(second.WAITING, None)
        return render(request, "staff/codes.html", {"codes": codes, "onward": target})
    if form.is_bound and not form.errors:
        form.add_error("code", _("验证码不对，请确认手机时间准确，再填新的数字。"))
    secret, drawing = second.proposed(request, account)
    failed = answer is not None
    return render(request, "staff/setup.html", {
        "form": form, "secret": secret, "drawing": drawing, "options": keys.offer(account), "failed": failed,
        "action": request.get_full_path()}, status=422 if failed or form.errors else 200)


@public
@never_cache
@require_http_methods(["GET", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """The code of the second factor."""
    target, carried, at = _inside(request, request.GET.get("next", "")), request.POST.get("kept", ""), now()
    account = second.awaited(request, at)
    if account is None:
        return _page(request, forms.Login(), target, carried=carried)
    answer = request.POST.get("credential")
    form = forms.Code(request.POST if answer is None and request.method == "POST" else {"code": "0"} if answer else None)
    if request.method != "POST" or not form.is_valid():
        return _ask_code(request, target, carried, form, status=422 if form.errors else 200)
    wait = second.TRIES.hit(str(account.pk), at)
    fits = False if wait else keys.right(account, answer) if answer else second.right(account, form.cleaned_data["code"])
    if not fits:
        minutes = {"minutes": math.ceil(wait.total_seconds() / 60)} if wait else {}
        form.add_error("code", _("输错次数过多，请 %(minutes)d 分钟后再试。") % minutes if wait
                       else _("没有认出这把安全密钥，请再试一次，或改用验证码。") if answer
                       else _("验证码不对或已过期，请看身份验证器上的新数字。"))
        return _ask_code(request, target, carried, form, status=429 if wait else 422)
    second.TRIES.clear(str(account.pk))
    return _come_in(request, account, target, carried)


@public
@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    """Go home; nothing of the visit stays."""
    log_out(request)
    return redirect("staff:login")


def _checked(request: HttpRequest, form: forms.Login) -> tuple[Account | None, str, int]:
    """The account when the password is right and it may enter; else why not, and the status."""
    credentials = {"username": form.cleaned_data["username"]}
    if AxesProxyHandler.is_allowed(request, credentials):
        account = authenticate(request, **credentials, password=form.cleaned_data["password"])
        request.axes_locked_out = False  # type: ignore[attr-defined]  # this page tells it in its own words
        if isinstance(account, Account):
            if staff(account).roles:
                return account, "", 200
            return None, _("这个账号还没有任何角色。请联系本单位管理员授权。"), 403
        left = get_failure_limit(request, credentials) - AxesProxyHandler.get_failures(request, credentials)
        if left > 0:
            words = _("账号或密码不对。")
            return None, words + (_("还可以再试 %(left)d 次。") % {"left": left} if left <= FEW_LEFT else ""), 422
    cool_off = get_cool_off(request)
    minutes = math.ceil(cool_off.total_seconds() / 60) if cool_off else 60
    return None, _("密码输错次数过多，已暂时锁定。请 %(minutes)d 分钟后再试，或请管理员解锁。") % {"minutes": minutes}, 429


def _come_in(request: HttpRequest, account: Account, target: str, carried: str) -> HttpResponse:
    """Log in and go on: to what was asked for, or to the values that waited at the door."""
    log_in(request, account, backend=BACKEND)
    request.session.pop(second.WAITING, None)
    found = kept.unpack(carried, request) if carried else None
    if found is not None:
        return render(request, "staff/kept.html", {"kept": found, "nav": []})
    return redirect(target)


def _page(request: HttpRequest, form: forms.Login, target: str, *, carried: str, status: int = 200) -> HttpResponse:
    where = f"{reverse('staff:login')}?{urlencode({'next': target})}"
    return render(request, "staff/login.html", {
        "form": form, "kept": carried, "action": where, "sso": sso.entrance(target), "asked": "next" in request.GET,
        "hours": settings.SESSION_COOKIE_AGE // 3600}, status=status)


def _ask_code(request: HttpRequest, target: str, carried: str, form: forms.Code | None = None, *, status: int = 200,
              account: Account | None = None) -> HttpResponse:
    account = account or second.awaited(request, now())
    options = keys.ask(account) if account else ""
    where = f"{reverse('staff:code')}?{urlencode({'next': target})}"
    return render(request, "staff/code.html", {
        "form": form or forms.Code(), "kept": carried, "action": where, "options": options}, status=status)


def _inside(request: HttpRequest, target: str) -> str:
    """`target` when it is an address of this site, else the first page of staff."""
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if target and safe else reverse("staff:home")
