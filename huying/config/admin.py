"""The back room's look and order (django-unfold)."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse_lazy

from huying.people.persons import Role


def administrator(request: HttpRequest) -> bool:
    """Whether the navigation is shown: the back room is for administrators."""
    return bool(request.user.is_superuser or request.person.has(Role.ADMINISTRATOR))  # type: ignore[attr-defined,union-attr]


def _item(title: str, icon: str, model: str) -> dict[str, Any]:
    return {"title": title, "icon": icon, "link": reverse_lazy(f"admin:{model}_changelist"), "permission": administrator}


UNFOLD: dict[str, Any] = {
    "SITE_TITLE": "呼应 · 管理后台",
    "SITE_HEADER": "呼应 12345",
    "SITE_SUBHEADER": "管理后台",
    "SITE_URL": "/staff/",
    "SITE_SYMBOL": "forum",
    "SHOW_HISTORY": True,
    "SHOW_VIEW_ON_SITE": False,
    "COLORS": {
        "primary": {
            "50": "240 250 251", "100": "217 242 243", "200": "180 227 230", "300": "127 205 211", "400": "69 174 183",
            "500": "35 146 156", "600": "18 115 125", "700": "12 94 104", "800": "10 75 84", "900": "8 60 68",
            "950": "4 38 44",
        },
    },  # fmt: skip
    "SIDEBAR": {
        "show_search": True,
        "navigation": [
            {"title": "人员与单位", "separator": True, "items": [
                _item("账号", "badge", "people_account"),
                _item("承办单位", "apartment", "people_unit"),
                _item("诉求人", "person", "people_citizen"),
                _item("查看记录", "visibility", "people_look"),
            ]},
            {"title": "工单", "separator": True, "items": [
                _item("工单", "assignment", "tickets_ticket"),
                _item("来件", "inbox", "tickets_contact"),
                _item("办理记录", "history", "tickets_event"),
                _item("时限", "schedule", "tickets_promise"),
                _item("附件", "attach_file", "tickets_attachment"),
                _item("常用筛选", "filter_alt", "tickets_savedview"),
            ]},
            {"title": "渠道与质检", "separator": True, "items": [
                _item("通知", "notifications", "channels_notice"),
                _item("质检样本", "fact_check", "supervision_sample"),
            ]},
            {"title": "任务与登录", "separator": True, "items": [
                _item("后台任务", "sync", "procrastinate_procrastinatejob"),
                _item("两步验证", "key", "mfa_authenticator"),
            ]},
        ],
    },
}  # fmt: skip
