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
from huying.clocks.present import now
from huying.desks.gate import STAFF, enter
from huying.desks.staff import forms, keys, second
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
    if second.by_code(account):
        return redirect("staff:profile")
    if request.method == "POST" and form.is_valid():
        codes = second.set_up(request, account, form.cleaned_data["code"])
        if codes == []:
            messages.success(request, _("已启用动态验证码。"))
            return redirect("staff:profile")
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
    form = _confirmed(request, removes=True)
    if not form.is_valid():
        return _profile(request, removal_form=form, status=422)
    second.remove(_account(request))
    messages.success(request, _("已停用动态验证码。"))
    return redirect("staff:profile")


@never_cache
@require_http_methods(["GET", "POST"])
@enter(*STAFF)
def key(request: HttpRequest) -> HttpResponse:
    """Add a security key or a passkey; with the first factor come recovery codes."""
    account, failed = _account(request), False
    if request.method == "POST":
        if keys.add(account, request.POST.get("name", ""), request.POST.get("credential", "")):
            made = second.recovery_codes(account)
            if made:
                return render(request, "staff/codes.html", {"codes": made})
            messages.success(request, _("已添加安全密钥。"))
            return redirect("staff:profile")
        failed = True
    return render(request, "staff/key.html", {"options": keys.offer(account), "failed": failed, "action": request.path},
                  status=422 if failed else 200)


@sensitive_post_parameters()
@require_POST
@enter(*STAFF)
def key_removal(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a key back, with the password once more."""
    form = _confirmed(request, removes=True)
    if not form.is_valid():
        return _profile(request, key_form=form, status=422)
    if keys.remove(_account(request), pk):
        second.tidy(_account(request))
        messages.success(request, _("已移除安全密钥。"))
    return redirect("staff:profile")


@never_cache
@sensitive_post_parameters()
@require_POST
@enter(*STAFF)
def codes(request: HttpRequest) -> HttpResponse:
    """New recovery codes, with the password once more; the old ones open nothing any more."""
    form = _confirmed(request)
    if not form.is_valid() or not second.enabled(_account(request)):
        return _profile(request, codes_form=form, status=422)
    return render(request, "staff/codes.html", {"codes": second.recovery_codes(_account(request), anew=True)})


def _confirmed(request: HttpRequest, *, removes: bool = False) -> forms.Password:
    """The password once more; and the last factor stays where the role needs one."""
    form, account = forms.Password(request.POST), _account(request)
    if second.TRIES.waits(f"password:{account.pk}", now()):
        form.add_error("password", _("输错次数过多，请稍后再试。"))
    elif form.is_valid() and not account.check_password(form.cleaned_data["password"]):
        second.TRIES.hit(f"password:{account.pk}", now())
        form.add_error("password", _("密码不对。"))
    elif removes and not second.may_remove(account):
        form.add_error("password", _("您的岗位必须启用二次验证，请先添加另一种，再移除这一种。"))
    return form


def _profile(request: HttpRequest, *, status: int = 200, **more: Any) -> HttpResponse:
    account, person = _account(request), request.person  # type: ignore[attr-defined]
    place = 1 if (get_language() or "zh").startswith("en") else 0
    known = policy.current().divisions
    roles = [ROLE_NAMES[role][place] for role in Role if person.has(role)]
    divisions = [(known[code].en if place else known[code].name) for code in sorted(person.divisions) if code in known]
    unit = account.unit.called(english=bool(place)) if account.unit else _("热线中心")
    return render(request, "staff/profile.html", {
        "facts": [(_("姓名"), account.get_full_name()), (_("账号"), account.username), (_("工号"), account.number),
                  (_("单位"), unit), (_("角色"), " · ".join(roles)), (_("负责区域"), " · ".join(divisions) or _("全市"))],
        "by_code": second.by_code(account), "keys": keys.of(account), "codes_left": second.codes_left(account),
        "key_form": forms.Password(auto_id="key_%s"), "codes_form": forms.Password(auto_id="codes_%s"),
        "looks": Look.objects.filter(account=account).order_by("-at")[:NEWEST], "second": second.enabled(account),
        "password_form": _calm(PasswordChangeForm(account)), "removal_form": forms.Password(), **more}, status=status)


def _calm(form: PasswordChangeForm) -> PasswordChangeForm:  # type: ignore[type-arg]
    """The page is more than this form: the cursor stays where it is."""
    form.fields["old_password"].widget.attrs.pop("autofocus", None)
    return form


def _account(request: HttpRequest) -> Account:
    assert isinstance(request.user, Account)
    return request.user
