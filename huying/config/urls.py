"""Every address of the site; each desk brings its own list."""

from importlib.util import find_spec

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

# What is asked most stands first: addresses are tried in this order.
DESKS = [
    ("api/", "huying.api.urls"),
    ("channels/wechat/", "huying.channels.wechat.urls"),
    ("open311/", "huying.api.open311.urls"),
    ("channels/sms/", "huying.channels.sms.urls"),
    ("channels/cap/", "huying.channels.cap.urls"),
    ("channels/phone/", "huying.channels.phone.urls"),
    ("", "huying.desks.citizen.urls"),
    ("staff/", "huying.desks.staff.urls"),
    ("accounts/", "huying.desks.staff.sso_urls"),
    ("staff/", "huying.desks.ticket.urls"),
    ("staff/", "huying.desks.lists.urls"),
    ("staff/agent/", "huying.desks.agent.urls"),
    ("staff/dispatch/", "huying.desks.dispatcher.urls"),
    ("staff/unit/", "huying.desks.unit.urls"),
    ("staff/check/", "huying.desks.followup.urls"),
    ("staff/supervision/", "huying.desks.supervisor.urls"),
    ("staff/leader/", "huying.desks.leader.urls"),
    ("staff/campaigns/", "huying.desks.campaigns.urls"),
    ("staff/staffing/", "huying.desks.staffing.urls"),
    ("staff/topics/", "huying.desks.topics.urls"),
    ("staff/understanding/", "huying.desks.understanding.urls"),
    ("staff/doors/", "huying.desks.doors.urls"),
    ("staff/phone/", "huying.desks.phone.urls"),
    ("files/", "huying.desks.files.urls"),
    ("", "huying.ui.urls"),
]


def _there(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False


urlpatterns: list[URLPattern | URLResolver] = [
    *(path(prefix, include(module)) for prefix, module in DESKS if _there(module)),
    path("admin/", admin.site.urls),
]
