"""The navigation: by role, with counts, cheap, and never a reason for a page to fail."""

import pytest
from django.core.cache import cache
from django.test import RequestFactory
from django.utils import translation

from huying.desks.nav import nav
from huying.tickets import life
from tests.cast import MONDAY, Cast


def labels(person, path: str = "/staff/search/") -> dict[str, dict]:
    request = RequestFactory().get(path)
    request.person = person
    with translation.override("zh-hans"):
        return {item["label"]: item for item in nav(request)["nav"]}


def test_each_role_sees_its_desks(cast: Cast):
    assert {"派单", "来件", "查找", "通知"} <= set(labels(cast.dispatcher)) and "办理" not in labels(cast.dispatcher)
    assert {"办理", "查找", "通知"} == set(labels(cast.liaison))
    assert {"督办", "数据"} <= set(labels(cast.leader)) and "质检" not in labels(cast.leader)
    assert "后台" in labels(cast.administrator)


def test_counts_call_for_attention_and_the_open_desk_is_marked(cast: Cast):
    ticket = cast.ticket()
    life.triage(ticket.number, by=cast.agent, now=MONDAY, category=ticket.category)
    shown = labels(cast.dispatcher, "/staff/dispatch/")
    assert shown["派单"]["count"] == "1" and shown["派单"]["active"] and not shown["查找"]["active"]


def test_it_costs_two_statements_then_none(cast: Cast, django_assert_num_queries):
    cache.clear()
    with django_assert_num_queries(2):
        labels(cast.squad_leader)
    with django_assert_num_queries(0):
        labels(cast.squad_leader)


def test_citizens_and_broken_requests_get_an_empty_one(cast: Cast):
    assert labels(cast.nobody) == {} and labels(cast.owner(cast.ticket())) == {}
    assert nav(RequestFactory().get("/staff/")) == {"nav": []}
    assert nav(RequestFactory().get("/")) == {"nav": []}


@pytest.mark.parametrize("path", ["/staff/supervision/samples/", "/staff/supervision/samples/3/"])
def test_the_nearest_desk_is_the_active_one(cast: Cast, path: str):
    shown = labels(cast.quality, path)
    assert shown["质检"]["active"] and not shown["督办"]["active"]
