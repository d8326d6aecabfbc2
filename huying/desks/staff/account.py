"""One's own account: who am I here, password, second factor, language and look."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import PasswordChangeForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huying import policy
from huying.desks.gate import STAFF, enter
from huying.desks.staff import forms, second
from huying.people.models import Account, Look
from huying.people.persons import ROLE_NAMES, Role

NEWEST = 10


@require_safe
@enter(*STAFF)
def profile(request: HttpRequest) -> HttpResponse:
    """Who I am: name, unit, roles, what I looked at lately."""
    return _profile(request)


@sensitive_post_parameters()
@require_POST
@enter(*STAFF)
def password(request: HttpRequest) -> HttpResponse:
    """Change the password; other logins of the account end."""
    form = PasswordChangeForm(_account(request), request.POST)
    if not form.is_valid():
        return _profile(request, password_form=form, status=422)
    update_session_auth_hash(request, form.save())
    messages.success(request, _("密码已修改，其他设备上的登录已退出。"))
    return redirect("staff:profile")


@never_cache
@require_http_methods(["GET", "POST"])
@enter(*STAFF)
def authenticator(request: HttpRequest) -> HttpResponse:
    """Set up the second factor: scan, type the code, keep the recovery codes."""
    account, form = _account(request), forms.Code(request.POST or None)
    if second.enabled(account):
        return redirect("staff:profile")
    if request.method == "POST" and form.is_valid():
        codes = second.set_up(request, account, form.cleaned_data["code"])
        if codes is not None:
            return render(request, "staff/codes.html", {"codes": codes})
        form.add_error("code", _("验证码不对，请确认手机时间准确，再填新的数字。"))
    secret, drawing = second.proposed(request, account)
    return render(request, "staff/authenticator.html", {"form": form, "secret": secret, "drawing": drawing},
                  status=422 if form.errors else 200)


@sensitive_post_parameters()
@require_POST
@enter(*STAFF)
def removal(request: HttpRequest) -> HttpResponse:
    """Switch the second factor off, with the password once more."""
    form = forms.Password(request.POST)
    if form.is_valid() and not _account(request).check_password(form.cleaned_data["password"]):
        form.add_error("password", _("密码不对。"))
    if not form.is_valid():
        return _profile(request, removal_form=form, status=422)
    second.remove(_account(request))
    messages.success(request, _("已停用动态验证码。"))
    return redirect("staff:profile")


def _profile(request: HttpRequest, *, status: int = 200, **more: Any) -> HttpResponse:
    account, person = _account(request), request.person  # type: ignore[attr-defined]
    place = 1 if (get_language() or "zh").startswith("en") else 0
    known = policy.current().divisions
    roles = [ROLE_NAMES[role][place] for role in Role if person.has(role)]
    divisions = [(known[code].en if place else known[code].name) for code in sorted(person.divisions) if code in known]
    unit = ((account.unit.name_en if place else "") or account.unit.name) if account.unit else _("热线中心")
    return render(request, "staff/profile.html", {
        "facts": [(_("姓名"), account.get_full_name()), (_("账号"), account.username), (_("工号"), account.number),
                  (_("单位"), unit), (_("角色"), " · ".join(roles)), (_("负责区域"), " · ".join(divisions) or _("全市"))],
        "looks": Look.objects.filter(account=account).order_by("-at")[:NEWEST], "second": second.enabled(account),
        "password_form": _calm(PasswordChangeForm(account)), "removal_form": forms.Password(), **more}, status=status)


def _calm(form: PasswordChangeForm) -> PasswordChangeForm:  # type: ignore[type-arg]
    """The page is more than this form: the cursor stays where it is."""
    form.fields["old_password"].widget.attrs.pop("autofocus", None)
    return form


def _account(request: HttpRequest) -> Account:
    assert isinstance(request.user, Account)
    return request.user
