"""联系方式与通知: the doors that are the visitor's own; add one with proof, choose the order, stop and resume."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from huying.channels.base import correspondents, joining, routes
from huying.channels.base.visits import slow, visit_of
from huying.channels.models import Correspondent
from huying.channels.wechat import oauth
from huying.desks.citizen import adding, forms
from huying.desks.citizen.frame import citizen_of, show, to_login
from huying.desks.gate import public
from huying.people import citizens
from huying.people.models import Citizen
from huying.people.phonecode import CodeRefused
from huying.tickets.problems import Refused

ICONS = {"sms": "phone", "email": "mail", "wechat": "chat"}


@dataclass(frozen=True, slots=True)
class Shown:
    """One way of contact as the page shows it. `ref`: how forms name it."""

    ref: str
    door: str
    name: str
    address: str
    turn: int | None = None
    silent: bool = False

    @property
    def icon(self) -> str:
        return ICONS[self.door]

    @property
    def label(self) -> str:
        return f"{self.name} {self.address}".strip()


def part(request: HttpRequest, **more: Any) -> dict[str, Any]:
    """What the part of 我的 needs; nothing for who has not logged in."""
    citizen = citizen_of(request)
    if citizen is None:
        return {"own_doors": None}
    rows = list(citizen.correspondents.order_by("pk"))
    phone = citizens.phone_of(citizen)
    key = correspondents.key_of("sms", phone) if phone else b""
    by_phone = next((row for row in rows if row.door == "sms" and bytes(row.address_key) == key), None)
    names = {"sms": _("手机"), "email": _("邮箱"), "wechat": _("微信")}
    own = [Shown("sms", "sms", names["sms"], joining.masked("sms", phone), by_phone.turn if by_phone else None,
                 bool(by_phone and by_phone.silent_at))] if phone else []
    own += [Shown(str(row.pk), row.door, names[row.door], joining.shown(row), row.turn, bool(row.silent_at))
            for row in rows if row.door != "sms"]
    levels = {citizens.UNPROVEN: _("未核实"), citizens.PHONE_PROVEN: _("已验证手机"), citizens.IDENTITY_PROVEN: _("已实名")}
    return {"own_doors": own, "level": levels[citizen.assurance], "proven": citizen.assurance == citizens.IDENTITY_PROVEN,
            "has_phone": bool(phone), "has_wechat": any(each.door == "wechat" for each in own), "in_wechat": oauth.inside(request),
            "first": next((each.ref for each in own if each.turn == routes.FIRST), ""), "consent_form": forms.Consent(),
            "fallback": next((each.ref for each in own if each.turn == routes.FALLBACK), ""), **more}


@public
@require_http_methods(["GET", "POST"])
def phone(request: HttpRequest) -> HttpResponse:
    """Add a telephone by a code sent to it."""
    return _address(request, "sms", forms.Phone(request.POST or None), "phone")


@public
@require_http_methods(["GET", "POST"])
def mail(request: HttpRequest) -> HttpResponse:
    """Add a mail address by a code sent in a letter."""
    return _address(request, "email", forms.Mail(request.POST or None), "mail")


def _address(request: HttpRequest, door: str, form: forms.Phone | forms.Mail, field: str) -> HttpResponse:
    citizen, problem = citizen_of(request), ""
    if citizen is None:
        return to_login(request)
    if request.method == "POST" and form.is_valid():
        try:
            slow(citizen)
            adding.send(request, door, form.cleaned_data[field])
            return redirect("citizen:add_code")
        except CodeRefused as refusal:
            if refusal.code == "again":
                return redirect("citizen:add_code")
            problem = refusal.words(_language())
        except Refused as refusal:
            problem = _why(refusal)
    return show(request, "citizen/door_add.html", {"form": form, "field": form[field], "door": door, "problem": problem},
                status=422 if problem or form.errors else 200)


@public
@require_http_methods(["GET", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Take the code, or send another one."""
    citizen, (door, address) = citizen_of(request), adding.waiting(request)
    if citizen is None:
        return to_login(request)
    if not address:
        return _home()
    form, problem = forms.Code(request.POST or None), ""
    if request.method == "POST":
        try:
            slow(citizen)
            if "again" in request.POST:
                adding.send(request, door, address)
                return redirect("citizen:add_code")
            if form.is_valid():
                done = adding.accept(request, citizen, form.cleaned_data["code"])
                messages.success(request, _("已添加，它名下的诉求也在这里了。") if done == "joined" else _("已添加。"))
                return _home()
        except CodeRefused as refusal:
            problem = refusal.words(_language())
        except Refused as refusal:
            messages.error(request, _why(refusal))
            return _home()
    return show(request, "citizen/door_code.html", {"form": form, "problem": problem, "address": joining.masked(door, address),
                                                    "shown": adding.shown(request)}, status=422 if problem else 200)


@public
@require_POST
def wechat(request: HttpRequest) -> HttpResponse:
    """Bind the WeChat in which the page is open, with consent; which one it is, only the platform says."""
    citizen = citizen_of(request)
    if citizen is None:
        return to_login(request)
    if not oauth.inside(request):
        messages.error(request, _("请在微信里打开热线页面，再绑定。"))
    elif not forms.Consent(request.POST).is_valid():
        messages.error(request, _("请先勾选同意。"))
    else:
        return oauth.begin_binding(request, citizen.pk, reverse("citizen:mine"))
    return _home()


@public
@require_POST
def order(request: HttpRequest) -> HttpResponse:
    """By which door notices come first, and by which when that fails."""

    def change(citizen: Citizen) -> str:
        visit = visit_of(request)
        first, fallback = (joining.own(citizen, request.POST.get(name, ""), visit.now) for name in ("first", "fallback"))
        joining.order(citizen, first, None if first is not None and fallback == first else fallback, visit)
        return _("通知方式已保存。")

    return _changed(request, change)


@public
@require_POST
def quiet(request: HttpRequest, ref: str) -> HttpResponse:
    """Stop notices by a door, or take them up again."""
    stop = request.POST.get("stop") == "1"

    def change(citizen: Citizen) -> str:
        joining.quiet(citizen, _one(citizen, ref, request), stop, visit_of(request))
        return _("不再从这里通知您。") if stop else _("恢复从这里通知您。")

    return _changed(request, change)


@public
@require_POST
def removal(request: HttpRequest, ref: str) -> HttpResponse:
    """The address is the visitor's no longer."""

    def change(citizen: Citizen) -> str:
        joining.leave(citizen, _one(citizen, ref, request), visit_of(request))
        return _("已解除。以前的诉求仍在这里。")

    return _changed(request, change)


def _changed(request: HttpRequest, change: Any) -> HttpResponse:
    citizen = citizen_of(request)
    if citizen is None:
        return to_login(request)
    try:
        slow(citizen)
        messages.success(request, change(citizen))
    except Refused as refusal:
        messages.error(request, _why(refusal))
    return _home()


def _one(citizen: Citizen, ref: str, request: HttpRequest) -> Correspondent:
    """The address meant; Refused when it is not (any more) the visitor's."""
    found = joining.own(citizen, ref, visit_of(request).now)
    if found is None:
        raise joining.gone()
    return found


def _why(refusal: Refused) -> str:
    return "".join(problem.words(_language()) for problem in refusal.problems)


def _language() -> str:
    return get_language() or "zh"


def _home() -> HttpResponse:
    return redirect(f"{reverse('citizen:mine')}#doors")
