"""Real name by the policy's `identity`, door by door: what is told, that danger passes, that nothing is lost."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from huying import policy
from huying.channels.base import joining
from huying.channels.base.joining import Visit
from huying.clocks.present import now
from huying.people import citizens
from huying.people.models import Citizen
from huying.tickets.models import Contact, Ticket
from tests.cast import Cast
from tests.channels.base.conftest import Gateway, Talker

WHOLE = "昨晚十一点到凌晨两点，天河区体育东路118号旁的建筑工地一直在打桩，老人无法休息。我是附近住户，希望有关部门到现场查处。"
DANGER = "着火了，有人被困在楼上！天河区体育东路118号"
OPENID = "oReal" + "0" * 23
ADDRESS = {"wechat": OPENID, "sms": "13900001111", "email": "chen@example.cn"}


@pytest.fixture
def city(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """`city(real_name_online=False)`: the policy's identity part changed."""

    def change(**values: Any) -> None:
        before = policy.current()
        asked = before.city.identity.model_copy(update=values)
        changed = replace(before, city=before.city.model_copy(update={"identity": asked}))
        monkeypatch.setattr(policy, "current", lambda: changed)

    return change


def told(box: dict[str, Gateway], door: str, text: str = WHOLE) -> str:
    talker = Talker(door, ADDRESS[door], box)
    assert talker.write(text).state == Contact.REGISTERED and Ticket.objects.count() == 1, "taken, whoever writes"
    return "\n".join(talker.heard)


@pytest.mark.parametrize("door", ["wechat", "sms", "email"])
def test_only_online_doors_ask_and_the_request_is_taken_first(cast: Cast, box: Any, door: str):
    said = told(box, door)
    assert ("网上诉求按规定须实名" in said) == (door == "wechat")
    if door == "wechat":
        assert "拨打 12345" in said and "/mine/doors/phone/" in said


@pytest.mark.parametrize("door", ["wechat", "sms", "email"])
def test_a_city_that_asks_for_no_name_says_nothing_of_it(cast: Cast, box: Any, city: Any, door: str):
    city(real_name_online=False)
    assert "实名" not in told(box, door)


@pytest.mark.parametrize("door", ["wechat", "sms", "email"])
def test_danger_passes_by_every_door_without_a_word_about_names(cast: Cast, box: Any, door: str):
    assert "实名" not in told(box, door, DANGER)


def test_who_has_proven_a_phone_is_not_asked_again_unless_the_city_wants_more(cast: Cast, box: Any, city: Any):
    told(box, "wechat")
    mine = Citizen.objects.get()
    joining.add(mine, "sms", "13912345678", Visit(now()))
    talker = Talker("wechat", OPENID, box)
    count = len(talker.heard)
    talker.write("白云区三元里大道的路灯昨晚起不亮，我是居民，希望修复", key="second")
    assert "实名" not in "\n".join(talker.heard[count:])
    city(oidc_required=True)
    count = len(talker.heard)
    talker.write("越秀区中山五路的井盖前天上午丢失，我是路人，请尽快补上", key="third")
    assert "/login/" in "\n".join(talker.heard[count:])


def send(**changed: Any) -> Any:
    body = {"title": "路灯不亮", "detail": WHOLE, "wish": "希望修复", "name": "陈小雨", "phone": "13800138000", **changed}
    return Client().post("/api/v1/requests", json.dumps(body), content_type="application/json",
                         headers={"Idempotency-Key": uuid.uuid4().hex})


def test_the_api_asks_as_the_page_does_and_lets_danger_pass(cast: Cast, city: Any):
    assert send(name="", phone="").status_code == 422
    assert send(name="", phone="", title="着火", detail=DANGER).status_code == 201
    city(real_name_online=False)
    assert send(name="", phone="").status_code == 201
    city(real_name_online=True, oidc_required=True)
    refused = send(title="井盖丢失", detail="越秀区中山五路的井盖前天上午丢失")
    assert refused.status_code == 422 and "12345" in refused.content.decode()
    assert send(title="煤气泄漏", detail="天河路一户煤气泄漏，有人昏迷", phone="13800138001").status_code == 201


@pytest.mark.parametrize("asks", [True, False])
def test_the_page_asks_for_proof_where_the_city_does_and_never_of_danger(cast: Cast, city: Any, asks: bool, settings: Any, tmp_path: Any):
    settings.VAR = tmp_path
    city(real_name_online=asks)
    form = {"title": "", "detail": WHOLE, "happened": "昨晚", "place": "天河区体育东路118号", "parties": "工地", "wish": "查处",
            "name": "陈小雨", "phone": "13800138000", "anyway": "1"}
    guest = Client()
    answer = guest.post("/new/", {**form, "idempotency_key": uuid.uuid4().hex})
    assert ("/new/verification/" in answer["Location"]) == asks and Ticket.objects.count() == (0 if asks else 1)
    urgent = Client().post("/new/", {**form, "detail": DANGER, "phone": "13800138009", "safe": "1", "idempotency_key": uuid.uuid4().hex})
    assert "/new/done/" in urgent["Location"]
    assert Ticket.objects.order_by("-id")[0].citizen is None or Ticket.objects.order_by("-id")[0].citizen.assurance == citizens.UNPROVEN
