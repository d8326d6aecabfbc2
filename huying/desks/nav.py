"""What stands in the navigation of a person's desk, by their roles, with the counts that call for attention."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from huying.desks.lists.board import COUNTED_FOR, counted
from huying.desks.lists.contacts import KEEPERS, waiting
from huying.desks.lists.notices import unread
from huying.people.persons import Person, Role
from huying.tickets.queries.worklists import WORKLISTS, count_all, shown

logger = logging.getLogger("huying.nav")
R = Role


@dataclass(frozen=True, slots=True)
class Item:
    """One entry: who sees it, which address it leads to, which worklist (or other count) it counts."""

    view: str
    label: str
    icon: str
    roles: tuple[Role, ...] = ()
    count: str = ""
    red: bool = False
    key: str = ""


ITEMS = (
    Item("agent:home", _("受理来电"), "phone", (R.AGENT, R.SQUAD_LEADER), key="g a"),
    Item("dispatcher:home", _("派单"), "dispatch", (R.DISPATCHER, R.SQUAD_LEADER), "to_dispatch", key="g d"),
    Item("unit:home", _("办理"), "inbox", (R.LIAISON, R.UNIT_HEAD), "to_sign", key="g u"),
    Item("followup:home", _("审核回访"), "shield", (R.FOLLOWUP, R.SQUAD_LEADER, R.SUPERVISOR, R.QUALITY), "to_check", key="g c"),
    Item("supervisor:home", _("督办"), "flag", (R.SUPERVISOR, R.SQUAD_LEADER, R.LEADER, R.QUALITY), "overdue", True, "g s"),
    Item("supervisor:samples", _("质检"), "scale", (R.QUALITY, R.SUPERVISOR, R.SQUAD_LEADER), "samples", key="g q"),
    Item("supervisor:own", _("我的质检"), "scale", (R.AGENT, R.FOLLOWUP), key="g y"),
    Item("leader:home", _("数据"), "chart", (R.LEADER, R.SUPERVISOR, R.SQUAD_LEADER, R.QUALITY), key="g l"),
    Item("campaigns:home", _("外呼"), "phone", (R.SQUAD_LEADER, R.SUPERVISOR), key="g b"),
    Item("staffing:home", _("排班"), "calendar", (R.SQUAD_LEADER, R.LEADER, R.SUPERVISOR), key="g r"),
    Item("topics:home", _("热点"), "fire",
         (R.LEADER, R.SUPERVISOR, R.SQUAD_LEADER, R.QUALITY, R.DISPATCHER, R.KNOWLEDGE_EDITOR), key="g t"),
    Item("understanding:home", _("语义理解"), "edit", (R.KNOWLEDGE_EDITOR, R.QUALITY, R.ADMINISTRATOR), key="g m"),
    Item("phone:floor", _("话务现场"), "people", (R.SQUAD_LEADER, R.LEADER), key="g p"),
    Item("phone:backs", _("回拨"), "refresh", (R.AGENT, R.SQUAD_LEADER), "backs", True, "g v"),
    Item("phone:calls", _("通话"), "list", (R.AGENT, R.SQUAD_LEADER, R.QUALITY, R.AUDITOR), key="g h"),
    Item("lists:contacts", _("来件"), "mail", KEEPERS, "contacts", True, "g k"),
    Item("doors:home", _("渠道"), "chat", (R.SQUAD_LEADER, R.SUPERVISOR, R.ADMINISTRATOR), key="g o"),
    Item("lists:search", _("查找"), "search", key="g f"),
    Item("lists:notices", _("通知"), "bell", count="notices", key="g n"),
    Item("admin:index", _("后台"), "settings", (R.ADMINISTRATOR,)),
)


def nav(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `nav`, a list of {url, label, icon, count, tone, key, active}; empty for citizens.

    Never raises: an error page has a frame too. At most two statements, and none while the counts are fresh.
    """
    if not request.path.startswith("/staff"):
        return {"nav": []}
    try:
        person: Person = request.person  # type: ignore[attr-defined]
        if not person.is_staff:
            return {"nav": []}
        return {"nav": _items(person, request.path), "search_url": _address("lists:search"),
                "logout_url": _address("staff:logout"), "user_menu": _own_pages()}
    except Exception:
        logger.exception("the navigation could not be made")
        return {"nav": []}


def _items(person: Person, path: str) -> list[dict[str, Any]]:
    open_to = [(item, url) for item in ITEMS if (not item.roles or person.has(*item.roles)) and (url := _address(item.view))]
    sizes = _sizes(person, [item.count for item, _url in open_to if item.count])
    longest = max((len(url) for _item, url in open_to if path.startswith(url)), default=0)
    return [
        {"url": url, "label": gettext(item.label), "icon": item.icon, "count": shown(sizes.get(item.count, 0)),
         "tone": "red" if item.red else "", "key": item.key, "active": path.startswith(url) and len(url) == longest}
        for item, url in open_to
    ]  # fmt: skip


def _sizes(person: Person, names: list[str]) -> dict[str, int]:
    """The counts of the navigation, as old as COUNTED_FOR at most."""
    lists = [name for name in names if name in WORKLISTS and person.has(*WORKLISTS[name].roles)]
    sizes = counted(lists, person) if lists else {}
    key = f"nav:{person.id}:{hash((person.roles, person.unit_id))}"
    other = cache.get(key)
    if other is None:
        other = _others(person, names)
        cache.set(key, other, COUNTED_FOR)
    return {**sizes, **other}


def _others(person: Person, names: list[str]) -> dict[str, int]:
    """What is no list of tickets: contacts, notices, samples, calls that we owe; one statement."""
    from huying.channels.phone.models import CallBack
    from huying.supervision.models import Sample

    queries = {"contacts": waiting().exclude(state="new"), "notices": unread(person), "samples": Sample.objects.filter(inspected_at=None),
               "backs": CallBack.objects.filter(state=CallBack.OPEN)}
    return count_all({name: query for name, query in queries.items() if name in names})


def _own_pages() -> list[dict[str, str]]:
    found = [("staff:profile", gettext("账户与安全"), "lock")]
    return [{"url": url, "label": label, "icon": icon} for view, label, icon in found if (url := _address(view))]


def _address(view: str) -> str:
    try:
        return reverse(view)
    except NoReverseMatch:
        return ""


