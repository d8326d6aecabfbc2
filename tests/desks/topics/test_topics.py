"""The pages of hot topics: who may look, what each may see, and what it costs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from huying.insight import topics
from huying.insight.models import Topic
from huying.people.models import Grant
from huying.tickets.models import Ticket
from tests.cast import Cast

PAGE = "/staff/topics/"
PHONE = "13912345678"


@pytest.fixture(autouse=True)
def fresh() -> None:
    cache.clear()


def grown(cast: Cast, now: datetime, size: int = 4, name: str = "丽晴花园", **more: Any) -> list[Ticket]:
    tickets = [cast.ticket(now - timedelta(hours=place), title=f"{name}烧烤店油烟扰民", place=name, wish="",
                           detail=f"{name}楼下烧烤店油烟呛人，电话{PHONE}。", **more) for place in range(size)]
    topics.write({each.pk: tickets[0].pk for each in tickets}, {}, {each.pk: each for each in tickets})
    return tickets


def test_the_list_tells_size_growth_and_a_masked_message(cast: Cast, staff: Callable[[str], Client], now: datetime):
    first = grown(cast, now)[0]
    grown(cast, now - timedelta(days=9), 3, "榕荫大道")
    page = staff("leader").get(PAGE).content.decode()
    assert "丽晴花园" in page and "+4" in page and f'href="{first.pk}/"' in page
    assert PHONE not in page and "139" in page and "榕荫大道" not in page
    month = staff("leader").get(f"{PAGE}?days=30&order=size").content.decode()
    assert month.index("丽晴花园") < month.index("榕荫大道")
    assert "这段时间没有热点" in staff("leader").get(f"{PAGE}?days=x&order=x").content.decode() or "丽晴花园" in page


@pytest.mark.parametrize(("name", "status"), [("leader", 200), ("supervisor", 200), ("dispatcher", 200), ("knowledge_editor", 200),
                                              ("agent", 403), ("liaison", 403)])
def test_who_may_look(cast: Cast, staff: Callable[[str], Client], now: datetime, name: str, status: int):
    pk = grown(cast, now)[0].pk
    assert staff(name).get(PAGE).status_code == status == staff(name).get(f"{PAGE}{pk}/").status_code


def test_a_topic_shows_its_tickets_to_those_who_may_open_them(cast: Cast, staff: Callable[[str], Client], now: datetime):
    tickets = grown(cast, now)
    Ticket.objects.filter(pk=tickets[2].pk).update(confidential=True)
    page = staff("dispatcher").get(f"{PAGE}{tickets[0].pk}/").content.decode()
    assert f"/staff/t/{tickets[1].number}/" in page and f"/staff/t/{tickets[2].number}/" not in page
    seen = staff("knowledge_editor").get(f"{PAGE}{tickets[0].pk}/").content.decode()
    assert "/staff/t/" not in seen and "典型来件" in seen and PHONE not in seen


def test_a_former_id_leads_to_the_older_topic_and_a_stranger_finds_none(cast: Cast, staff: Callable[[str], Client], now: datetime):
    older, younger = grown(cast, now)[0].pk, grown(cast, now, 3, "榕荫大道")[0].pk
    Topic.objects.filter(pk=younger).update(into=older, size=0)
    assert staff("leader").get(f"{PAGE}{younger}/").url == f"{PAGE}{older}/"
    assert staff("leader").get(f"{PAGE}{10**18}/").status_code == 404


def test_people_of_one_district_count_and_see_their_own(cast: Cast, staff: Callable[[str], Client], now: datetime):
    mixed = grown(cast, now, division="440106") + [cast.ticket(now, division="440111", place="", wish="") for _ in range(3)]
    topics.write({each.pk: mixed[0].pk for each in mixed}, {}, {each.pk: each for each in mixed})
    Topic.objects.filter(pk=mixed[0].pk).update(typical=mixed[0])
    other = grown(cast, now, name="榕荫大道", division="440106")[0].pk
    Grant.objects.filter(account=cast.supervisor_account).update(division="440111")
    page = staff("supervisor").get(PAGE).content.decode()
    assert f'href="{mixed[0].pk}/"' in page and "+3" in page and f'href="{other}/"' not in page
    assert "油烟呛人" not in page, "the words of another district's ticket"
    assert staff("supervisor").get(f"{PAGE}{other}/").status_code == 404
    seen = staff("supervisor").get(f"{PAGE}{mixed[0].pk}/").content.decode()
    assert mixed[-1].number in seen and mixed[0].number not in seen


def test_more_topics_cost_no_more_statements(cast: Cast, staff: Callable[[str], Client], now: datetime):
    client, counts = staff("leader"), []
    for name in ("丽晴花园", "榕荫大道", "金轮大厦"):
        grown(cast, now, 3, name)
        client.get(PAGE)
        cache.clear()
        with CaptureQueriesContext(connection) as queries:
            client.get(PAGE)
        counts.append(len(queries))
    assert len(set(counts)) == 1 and counts[0] <= 8, counts
