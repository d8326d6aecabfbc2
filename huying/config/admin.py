"""The look and the order of the back room (django-unfold), for settings.UNFOLD."""

from __future__ import annotations

from typing import Any

from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _


def _item(title: Any, icon: str, view: str) -> dict[str, Any]:
    return {"title": title, "icon": icon, "link": reverse_lazy(view)}


UNFOLD: dict[str, Any] = {
    "SITE_TITLE": _("呼应 · 后台"),
    "SITE_HEADER": _("呼应 12345 后台"),
    "SITE_SUBHEADER": _("人员、单位与记录；工单只在工作台办理"),
    "SITE_URL": "/staff/",
    "SITE_SYMBOL": "support_agent",
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": lambda request: static("ui/mark.svg")}],
    "SHOW_HISTORY": True,
    "SHOW_VIEW_ON_SITE": False,
    "COLORS": {
        "primary": {
            "50": "oklch(97.5% .015 200)", "100": "oklch(94% .03 200)", "200": "oklch(88% .05 200)",
            "300": "oklch(80% .075 200)", "400": "oklch(70% .09 200)", "500": "oklch(60% .09 203)",
            "600": "oklch(50% .08 205)", "700": "oklch(43% .07 207)", "800": "oklch(36% .06 208)",
            "900": "oklch(31% .05 209)", "950": "oklch(24% .04 210)",
        },
    },
    "SIDEBAR": {
        "show_search": True,
        "show_all_applications": False,
        "navigation": [
            {"title": _("人员与单位"), "separator": True, "items": [
                _item(_("账号与角色"), "badge", "admin:people_account_changelist"),
                _item(_("承办单位"), "apartment", "admin:people_unit_changelist"),
                _item(_("诉求人"), "contacts", "admin:people_citizen_changelist"),
                _item(_("查看记录"), "visibility", "admin:people_look_changelist")]},
            {"title": _("工单"), "separator": True, "items": [
                _item(_("工单"), "assignment", "admin:tickets_ticket_changelist"),
                _item(_("来件"), "inbox", "admin:tickets_contact_changelist"),
                _item(_("办理记录"), "history", "admin:tickets_event_changelist"),
                _item(_("时限"), "timer", "admin:tickets_promise_changelist"),
                _item(_("附件"), "attach_file", "admin:tickets_attachment_changelist")]},
            {"title": _("渠道与通知"), "separator": True, "items": [
                _item(_("通知"), "sms", "admin:channels_notice_changelist"),
                _item(_("联系方式变更"), "contacts", "admin:channels_doorchange_changelist"),
                _item(_("接入平台"), "hub", "admin:people_partner_changelist"),
                _item(_("回调地址"), "webhook", "admin:api_hook_changelist"),
                _item(_("回调推送"), "outgoing_mail", "admin:api_hookdelivery_changelist")]},
            {"title": _("质检"), "separator": True, "items": [
                _item(_("质检样本"), "fact_check", "admin:supervision_sample_changelist")]},
            {"title": _("任务"), "separator": True, "items": [
                _item(_("后台任务"), "schedule", "admin:procrastinate_procrastinatejob_changelist")]},
        ],
    },
}  # fmt: skip
