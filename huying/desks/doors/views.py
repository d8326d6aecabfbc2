"""One inbox across doors, the log of what went out with resend, the health of each door with its switches and its test."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from huying import policy
from huying.channels import delivery
from huying.channels.base import health
from huying.channels.email import inbox as mailbox
from huying.channels.models import Notice
from huying.channels.sms import probing as texting
from huying.channels.wechat import probing as platform
from huying.clocks.present import now as present
from huying.desks.gate import enter
from huying.desks.lists.board import pager
from huying.desks.lists.rows import address, english
from huying.people.persons import Role
from huying.people.sealed import vault
from huying.people.vault import mask_phone, normal_phone
from huying.tickets.models import Contact
from huying.tickets.queries.pages import Lane, page

LOOKERS = (Role.SQUAD_LEADER, Role.DISPATCHER, Role.SUPERVISOR, Role.ADMINISTRATOR)
KEEPERS = (Role.SQUAD_LEADER, Role.ADMINISTRATOR)
TWO_WAY = ("wechat", "email", "sms")
DAY = timedelta(days=1)
# What a template is shown with: nobody's data.
SAMPLE = {
    "number": "260302 482915 7", "code": "482915", "title": "体育东路路灯不亮", "link": "https://12345.example/t/2603024829157",
    "unit": "市城管局", "hotline": "12345", "due": "2026-03-12 18:00", "old_due": "2026-03-09 18:00", "date": "2026-03-12",
    "missing": "时间、地点", "questions": "什么时候发生的？", "state": "办理中", "answer": "已到现场处理。", "reason": "需要检测",
}  # fmt: skip


@require_GET
@enter(*LOOKERS)
def home(request: HttpRequest) -> HttpResponse:
    """Each door: last in, last out, what waits, what failed in a day, switches, the last test."""
    now = present()
    rows = [{"code": door, "name": _name(door), "state": health.of(door), "backlog": health.backlog(door), "wired": _wired(door),
             "failures": health.failures(door, now - DAY)} for door in TWO_WAY]
    may = request.person.has(*KEEPERS)  # type: ignore[attr-defined]
    return render(request, "doors/home.html", {"rows": rows, "now": now, "may": may})


@require_POST
@enter(*KEEPERS)
def switches(request: HttpRequest, door: str) -> HttpResponse:
    """Open or close one direction of a door."""
    way = request.POST.get("way", "")
    if door not in TWO_WAY or way not in {"receiving", "sending"}:
        raise Http404(door)
    health.switch(door, way, request.POST.get("on") == "1", request.person.id)  # type: ignore[attr-defined]
    messages.success(request, _("已切换。"))
    return redirect("doors:home")


@require_POST
@enter(*KEEPERS)
def probes(request: HttpRequest, door: str) -> HttpResponse:
    """A real message through the door, to ourselves or to a telephone; what stands in the way is told as it is."""
    if door not in PROBES:
        raise Http404(door)
    try:
        said = PROBES[door](request.POST.get("to", "").strip())
    except Exception as error:
        health.trouble(door, error, present())
        messages.error(request, f"{type(error).__name__}: {error}"[:300])
    else:
        messages.success(request, said)
    return redirect("doors:home")


def _probe_email(to: str) -> str:
    if not _wired("email"):
        raise ValueError(_("没有设置收件箱或发件服务器。"))
    mailbox.probe()
    return _("测试邮件已发出；监听收到后，这里会显示返回时间。")


def _probe_sms(to: str) -> str:
    if not _wired("sms"):
        raise ValueError(_("没有设置短信网关。"))
    if to and normal_phone(to) is None:
        raise ValueError(_("请填写正确的手机号码。"))
    texting.probe(present(), normal_phone(to) or "")
    return _("测试短信已交给网关；送达或返回后，这里会显示时间。")


def _probe_wechat(to: str) -> str:
    if not _wired("wechat"):
        raise ValueError(_("没有设置公众号。"))
    platform.probe()
    return _("平台已应答，令牌有效。")


PROBES = {"email": _probe_email, "sms": _probe_sms, "wechat": _probe_wechat}


@require_GET
@enter(*LOOKERS)
def inbox(request: HttpRequest) -> HttpResponse:
    """All contacts, newest first, by whatever door; the raw form is shown on the contact's own page, for a reason."""
    door, query = request.GET.get("door", ""), Contact.objects.defer("raw_sealed")
    if door in policy.current().doors:
        query = query.filter(door=door)
    found = page([Lane(query.select_related("ticket").defer("raw_sealed", "ticket__search", "ticket__detail"), ("-id",))],
                 request.GET.get("at", ""))
    rows = [(row, _name(row.door), address(row.ticket.number) if row.ticket else "") for row in found.rows]
    doors = [(code, each.en if english() else each.name) for code, each in policy.current().doors.items()]
    return render(request, "doors/contacts.html", {"rows": rows, "doors": doors, "door": door, "pager": pager(request, found),
                                                   "now": present()})


@require_GET
@enter(*LOOKERS)
def messages_out(request: HttpRequest) -> HttpResponse:
    """What was said to citizens, newest first: to whom (masked), by which door, and what became of it."""
    query = Notice.objects.exclude(door="desk").select_related("ticket").defer("text", "ticket__search", "ticket__detail")
    state = request.GET.get("state", "")
    if state in dict(Notice.STATES):
        query = query.filter(state=state)
    found = page([Lane(query, ("-id",))], request.GET.get("at", ""))
    rows = [(row, _name(row.door), _masked(row), address(row.ticket.number) if row.ticket else "") for row in found.rows]
    states = [code for code, _name_ in Notice.STATES if code != Notice.READ]
    return render(request, "doors/messages.html", {"rows": rows, "state": state, "states": states, "pager": pager(request, found),
                                                   "now": present(), "may": request.person.has(*LOOKERS)})  # type: ignore[attr-defined]


@require_POST
@enter(*LOOKERS)
def resends(request: HttpRequest, pk: int) -> HttpResponse:
    """Try once more; under the same name, so that a second copy is known as one."""
    delivery.send_again(get_object_or_404(Notice.objects.exclude(door="desk"), pk=pk), present())
    messages.success(request, _("已重新排入发送。"))
    return redirect("doors:messages")


@require_GET
@enter(*LOOKERS)
def words(request: HttpRequest) -> HttpResponse:
    """Every notice as a citizen would read it, in both languages, filled with a sample."""
    rules = policy.current()
    rows: list[dict[str, Any]] = [{"id": name, "zh": notice.zh.fill(SAMPLE), "en": notice.en.fill(SAMPLE)}
                                  for name, notice in rules.notices.items()]
    return render(request, "doors/words.html", {"rows": rows, "quiet": rules.city.quiet_hours})


def _name(door: str) -> str:
    found = policy.current().doors.get(door)
    return door if found is None else found.en if english() else found.name


def _wired(door: str) -> bool:
    if door == "wechat":
        return bool(settings.WECHAT["app_id"] and settings.WECHAT["token"] and settings.WECHAT["secret"])
    return bool(settings.SMS["gateway"]) if door == "sms" else bool(settings.MAIL["imap"] and settings.MAIL["smtp"])


def _masked(notice: Notice) -> str:
    if not notice.address_sealed:
        return "—"
    told = vault().open_(bytes(notice.address_sealed), notice.sealing)
    local, at, domain = told.partition("@")
    return f"{local[:1]}**@{domain}" if at else mask_phone(told)
