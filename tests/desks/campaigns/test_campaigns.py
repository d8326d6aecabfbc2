"""The desk of campaigns: made, started, paused, ended; and who may."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from huying.channels.phone.campaign import Campaign, CampaignCall
from huying.clocks.present import now
from huying.tickets import life
from tests.cast import Cast

pytestmark = pytest.mark.django_db
HOME = "/staff/campaigns/"


@pytest.fixture
def done(cast: Cast) -> None:
    for _ in range(3):
        ticket = cast.ticket(now())
        life.close(ticket.number, by=cast.agent, now=now(), text="已电话答复诉求人。", category=ticket.category)


def test_from_the_list_to_its_end(staff: Callable[[str], Client], done: None):
    client = staff("squad_leader")
    assert "还没有外呼任务" in client.get(HOME).content.decode()
    answer = client.post(HOME, {"name": "满意度回访"})
    made = Campaign.objects.get()
    assert answer.status_code == 302 and made.calls.count() == 3
    address = f"{HOME}{made.pk}/"
    page = client.get(address).content.decode()
    assert "未开始" in page and page.count("待拨") >= 4 and 'value="pause"' not in page
    for move, state in (("start", "running"), ("pause", "paused"), ("start", "running"), ("end", "over"), ("start", "over")):
        assert client.post(f"{address}moves/", {"move": move}).status_code == 302
        made.refresh_from_db()
        assert made.state == state
    assert "name=\"move\"" not in client.get(address).content.decode() and "0 / 3" in client.get(HOME).content.decode()
    CampaignCall.objects.update(state="skipped", why="no_calls")
    assert "仅短信联系" in client.get(address).content.decode()
    assert client.get(HOME, headers={"accept-language": "en"}).status_code == 200


def test_nobody_to_call_is_told(staff: Callable[[str], Client], cast: Cast):
    answer = staff("supervisor").post(HOME, {"name": "x"})
    assert answer.status_code == 422 and "没有需要回访" in answer.content.decode()
    assert staff("supervisor").post(HOME, {"name": ""}).status_code == 422


def test_wrong_addresses_and_strangers(staff: Callable[[str], Client], done: None):
    client = staff("squad_leader")
    client.post(HOME, {"name": "x"})
    pk = Campaign.objects.get().pk
    assert client.post(f"{HOME}{pk}/moves/", {"move": "explode"}).status_code == 404 and client.get(f"{HOME}9{pk}/").status_code == 404
    for name in ("agent", "liaison", "quality"):
        assert staff(name).get(HOME).status_code == 403


def test_the_list_costs_the_same_for_one_and_many(staff: Callable[[str], Client], done: None, cast: Cast,
                                                  django_assert_max_num_queries: Any):
    client = staff("squad_leader")
    client.post(HOME, {"name": "x"})
    for place in range(6):
        Campaign.objects.create(name=str(place), by=cast.squad_leader_account, made_at=now())
    client.get(HOME)
    for address in (HOME, f"{HOME}{Campaign.objects.earliest('pk').pk}/"):
        with django_assert_max_num_queries(9):
            client.get(address)
