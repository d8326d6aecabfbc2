"""What is offered: the catalogue's matters as services, their questions as attributes, and the discovery document."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest

from huying import policy
from huying.policy.catalogue import Category, Choice, Question
from huying.policy.words import KINDS

OTHER = "other"  # for whoever does not find the matter: it is sorted by its words
SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
YES = Choice(key="yes", name="是", en="Yes")
DANGER = Question(code="danger", type="note", name="有人身危险、起火、漏气时，请马上拨打 110、120、119。",
                  en="Danger to life, fire or leaking gas: call 110, 120 or 119 now.")
ELEMENTS = (
    Question(code="happened", name="何时发生", en="When did it happen?", help="日期和时段，例如：昨晚十一点到凌晨两点",
             help_en="date and time of day"),
    Question(code="parties", name="涉及谁", en="Who is concerned?", help="单位、店铺、车牌等；不会公开",
             help_en="company, shop, plate …; not published"),
    Question(code="wish", type="text", name="您希望怎样解决", en="What do you wish for?"),
)
CONFIDENTIAL = Question(code="confidential", type="singlevaluelist", choices=(YES,), name="为我保密",
                        en="Keep me confidential", help="承办单位看不到您是谁，诉求不公开",
                        help_en="units do not see who you are; not published")


def jurisdictions() -> frozenset[str]:
    """What this city answers to: its site's host, the code of its division, the address it is reached at."""
    rules = policy.current()
    city = next(each.code for each in rules.divisions.values() if each.level == "city")
    hosts = {urlsplit(each).hostname or "" for each in (rules.city.hotline.site, settings.PUBLIC_URL)}
    return frozenset({city, *hosts, *(host.removeprefix("www.") for host in hosts)} - {""})


def discovery(base: str) -> dict[str, Any]:
    """`base`: the address of the endpoint, without a slash at its end."""
    rules = policy.current()
    line = rules.city.hotline
    changeset = _changed(rules.version)
    return {
        "changeset": changeset,
        "contact": f"{rules.city.name} · {rules.city.en} 12345: {line.from_outside}, {line.email or line.site}",
        "key_service": f"请向热线申请接入并取得 api_key：{line.from_outside} {line.email} · "
                       f"Ask the hotline for an api_key: {line.from_outside} {line.email}".strip(),
        "endpoints": [{
            "specification": SPECIFICATION, "url": base, "changeset": changeset, "type": "test" if settings.DEBUG else "production",
            "formats": ["text/xml", "application/json"]}],
    }  # fmt: skip


@lru_cache(maxsize=4)
def _changed(version: str) -> str:
    """When the policy's files changed last, sortable as the specification wants it."""
    last = max(each.stat().st_mtime for each in policy.current().folder.rglob("*.yaml"))
    return f"{datetime.fromtimestamp(last, UTC):%Y-%m-%d %H:%M:%S} {version}"


def base_of(request: HttpRequest) -> str:
    """The endpoint as clients reach it."""
    return f"{settings.PUBLIC_URL.rstrip('/') or request.build_absolute_uri('/').rstrip('/')}/open311/v2"


@lru_cache(maxsize=4)
def listed(version: str, english: bool) -> list[dict[str, Any]]:
    """All services; made once a policy's version and language."""
    rules = policy.current()
    return [*(_service(leaf, rules.categories[leaf.code[:2]], english) for leaf in rules.leaves), _anything(english)]


def questions(code: str) -> list[Question]:
    """What is asked about a service, in order. KeyError for an unknown code."""
    if code == OTHER:
        return [DANGER, *ELEMENTS, CONFIDENTIAL]
    leaf = policy.current().categories[code]
    if leaf.level != 3:
        raise KeyError(code)
    kinds = tuple(Choice(key=kind, name=KINDS[kind].zh, en=KINDS[kind].en) for kind in leaf.kinds)
    kind = [Question(code="kind", type="singlevaluelist", choices=kinds, name="诉求性质", en="Kind of request")] if len(kinds) > 1 else []
    return [*([DANGER] if leaf.urgent == "danger" else []), *leaf.ask, *ELEMENTS, *kind, CONFIDENTIAL]


def definition(code: str, english: bool) -> dict[str, Any]:
    """A service definition. KeyError for an unknown code."""
    return {"service_code": code,
            "attributes": [_attribute(each, order, english) for order, each in enumerate(questions(code), 1)]}


def name_of(code: str, english: bool) -> str:
    found = policy.current().categories.get(code)
    if found is None:
        return "Anything else" if english else "其他事项"
    return found.en if english else found.name


def _service(leaf: Category, top: Category, english: bool) -> dict[str, Any]:
    about = f"{leaf.en} ({top.en})" if english else leaf.about
    return {"service_code": leaf.code, "service_name": leaf.en if english else leaf.name, "description": about, "metadata": True,
            "type": "realtime", "keywords": ", ".join(leaf.words), "group": top.en if english else top.name}


def _anything(english: bool) -> dict[str, Any]:
    about = "None of the others, or not sure: it is sorted by its words." if english else "以上都不是，或者说不清：按内容分类。"
    return {"service_code": OTHER, "service_name": name_of("", english), "description": about, "metadata": True, "type": "realtime",
            "keywords": "other, 其他", "group": "Other" if english else "其他"}


def _attribute(asked: Question, order: int, english: bool) -> dict[str, Any]:
    note = asked.type == "note"
    told: dict[str, Any] = {
        "variable": not note, "code": asked.code, "datatype": "string" if note else asked.type, "required": asked.required,
        "datatype_description": asked.help_en if english else asked.help, "order": order,
        "description": asked.en if english else asked.name,
    }
    if asked.choices:
        told["values"] = [{"key": each.key, "name": each.en if english else each.name} for each in asked.choices]
    return told
