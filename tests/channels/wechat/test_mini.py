"""The mini program's login against the simulated platform: whose token it is, what it opens, and the platform's refusals."""

from __future__ import annotations

import json
import time
import uuid
from typing import Any

import httpx
import pytest
from django.core import signing
from django.test import Client

from huying.api import limits, sessions
from huying.channels.models import Correspondent
from huying.demo.wechat import acts
from huying.demo.wechat.platform import SimulatedPlatform
from huying.people.models import Account, Citizen
from huying.tickets.models import Ticket
from tests.channels.wechat.conftest import LIN

SESSION = "/sns/jscode2session"
WHOLE = "昨晚十一点到凌晨两点，天河区体育东路118号旁的建筑工地一直在打桩。我是附近住户，希望查处。"
pytestmark = pytest.mark.django_db


@pytest.fixture
def mini(wired: SimulatedPlatform, settings: Any, cast: Any) -> SimulatedPlatform:
    wired.keys.mini_app_id, wired.keys.mini_secret = "wx0000000000000002", "mini-secret"
    settings.WECHAT_MINI = {"app_id": "wx0000000000000002", "secret": "mini-secret"}
    return wired


def come(code: str) -> Any:
    return Client().post("/api/v1/sessions/wechat", json.dumps({"code": code}), content_type="application/json")


def app(there: SimulatedPlatform, openid: str = LIN) -> Client:
    answer = come(there.log_in(openid))
    assert answer.status_code == 201, answer.content
    return Client(headers={"Authorization": f"Bearer {answer.json()['access_token']}"})


def file(client: Client, **more: str) -> Any:
    return client.post("/api/v1/requests", json.dumps({"detail": WHOLE, "name": "林小满", "phone": "13800138000", **more}),
                       content_type="application/json", headers={"Idempotency-Key": uuid.uuid4().hex})


def test_a_code_becomes_a_token_of_two_hours_for_the_citizen_of_the_openid(mini: SimulatedPlatform):
    first, again, other = app(mini), app(mini), app(mini, "oWang" + "0" * 23)
    made = file(first)
    assert made.status_code == 201 and Correspondent.objects.filter(door="wechat_mini").count() == 2 == Citizen.objects.count()
    assert again.get("/api/v1/requests").json()["items"][0]["number"] == made.json()["number"]
    assert other.get("/api/v1/requests").json()["items"] == []
    assert other.get(f"/api/v1/requests/{made.json()['number']}").status_code == 404
    row = Correspondent.objects.first()
    assert row is not None and LIN[1:].encode() not in bytes(row.address_sealed), "the openid is sealed"


def test_openids_that_differ_in_case_only_are_two(mini: SimulatedPlatform):
    app(mini, "oAbc" + "0" * 24), app(mini, "oabc" + "0" * 24)
    assert Citizen.objects.count() == 2


@pytest.mark.parametrize(("planned", "status", "code"), [
    (40029, 401, "bad_code"), (40163, 401, "bad_code"), (45011, 429, "too_many"), (40226, 403, "risky"), (-1, 503, "platform_down"),
    (40125, 503, "platform_down"), (500, 503, "platform_down"), (b"<html>", 503, "platform_down"), (b"{}", 503, "platform_down")])
def test_refusals_of_the_platform_are_told_plainly(mini: SimulatedPlatform, planned: Any, status: int, code: str):
    mini.troubles[SESSION] = [planned] * 3
    answer = come(mini.log_in(LIN))
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    problem = answer.json()["problems"][0]
    assert problem["code"] == code and problem["zh"] and problem["en"]
    assert ("Retry-After" in answer) == (status in (429, 503)) and not Citizen.objects.exists()


def test_a_busy_platform_is_asked_again_with_the_same_code(mini: SimulatedPlatform):
    mini.troubles[SESSION] = [-1, -1]
    assert come(mini.log_in(LIN)).status_code == 201 and mini.calls[SESSION] == 3


def test_a_code_is_good_once_and_invented_ones_never(mini: SimulatedPlatform):
    code = mini.log_in(LIN)
    assert [come(each).status_code for each in (code, code, "invented")] == [201, 401, 401]


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"code": ""}', '{"code": "a b"}', '{"code": 5}', '{"code": "a", "x": 1}'])
def test_broken_bodies_are_refused_before_the_platform_is_asked(mini: SimulatedPlatform, body: str):
    answer = Client().post("/api/v1/sessions/wechat", body, content_type="application/json")
    assert answer.status_code in (400, 422) and not mini.calls[SESSION]


def test_without_a_mini_program_the_login_is_closed(wired: SimulatedPlatform):
    assert come("code").status_code == 404


def test_strangers_who_try_codes_must_wait(mini: SimulatedPlatform, settings: Any):
    settings.API_RATE = 2
    limits.BUCKETS = limits.Buckets()
    tried = [Client(REMOTE_ADDR="203.0.113.7").post("/api/v1/sessions/wechat", json.dumps({"code": "x"}), content_type="application/json")
             for _ in range(4)]
    assert [each.status_code for each in tried] == [401, 401, 429, 429] and mini.calls[SESSION] == 2


def test_forged_old_and_switched_off_tokens_open_nothing(mini: SimulatedPlatform, monkeypatch: pytest.MonkeyPatch):
    good = come(mini.log_in(LIN)).json()["access_token"]
    row = Correspondent.objects.get()

    def status(token: str) -> int:
        return Client(headers={"Authorization": f"Bearer {token}"}).get("/api/v1/requests").status_code

    assert status(good) == 200
    forged = [good[:-1] + ("a" if good[-1] != "a" else "b"), "mini.", "mini.x:y:z", sessions.MARK + signing.dumps(row.pk, salt="other"),
              sessions.MARK + signing.dumps("x", salt=sessions.SALT), sessions.MARK + signing.dumps(row.pk + 99, salt=sessions.SALT)]
    assert {status(each) for each in forged} == {401}
    account = Account.objects.create(username="citizen:off", is_active=False)
    Citizen.objects.update(account=account)
    assert status(good) == 401
    Citizen.objects.update(account=None)
    later = time.time() + sessions.SECONDS + 5
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)
    assert status(good) == 401


def test_a_unionid_makes_one_citizen_of_both_doors(mini: SimulatedPlatform):
    from huying.channels.base import correspondents
    from huying.channels.base.message import Message
    from huying.channels.wechat import union
    from huying.clocks.present import now

    mini.unions[LIN] = "uLin"
    number = file(app(mini)).json()["number"]
    chat = correspondents.meet(Message("wechat", "", LIN, "", now(), proven=True), now())
    assert chat.citizen_id != Ticket.objects.get(number=number).citizen_id
    chat = union.joined(chat, "uLin", now())
    assert chat.citizen_id == Ticket.objects.get(number=number).citizen_id
    stranger = correspondents.meet(Message("wechat", "", "oOther", "", now(), proven=True), now())
    assert union.joined(stranger, "", now()).citizen_id == stranger.citizen_id != chat.citizen_id


def test_two_who_both_have_filed_stay_apart_and_the_elder_newcomer_is_joined(mini: SimulatedPlatform):
    from huying.channels.base import correspondents
    from huying.channels.base.message import Message
    from huying.channels.wechat import union
    from huying.clocks.present import now

    mini.unions[LIN] = "uLin"
    first = app(mini)
    chat = correspondents.meet(Message("wechat", "", LIN, "", now(), proven=True), now())
    Ticket.objects.filter(number=file(app(mini, "oWang" + "0" * 23)).json()["number"]).update(citizen=chat.citizen)
    chat = union.joined(chat, "uLin", now())
    mine = first.get("/api/v1/requests").json()["items"]
    assert len(mine) == 1, "who had filed nothing in the mini program sees there what they wrote by the account"


def test_the_simulated_phone_gets_its_code_from_the_chat_page(mini: SimulatedPlatform):
    with httpx.Client(trust_env=False, cookies={"wechat_visitor": LIN}, headers={"X-Chat": "1"}) as phone:
        code = phone.post(f"{mini.url}/chat/login").json()["code"]  # type: ignore[attr-defined]
    assert come(code).status_code == 201


def test_the_city_tells_its_words_doors_and_advice_once(cast: Any):
    first = Client().get("/api/v1/city")
    told = first.json()
    assert told["grades"][0]["code"] == "very_satisfied" and told["advice"][0]["call"][0] == "110"
    assert told["number"] == "12345" and {"completed", "incomplete"} <= {each["code"] for each in told["statuses"]}
    assert Client().get("/api/v1/city", headers={"If-None-Match": first["ETag"]}).status_code == 304


@pytest.mark.django_db(transaction=True)
def test_a_page_opened_from_the_account_joins_it_to_the_mini_program(mini: SimulatedPlatform, phone: SimulatedPlatform, settings: Any):
    settings.WECHAT_SIMULATOR = phone.url.rpartition(":")[2]  # type: ignore[attr-defined]
    phone.unions[LIN] = "uLin"
    acts.write(phone, LIN, WHOLE)
    there = app(mini)
    assert there.get("/api/v1/requests").json()["items"] == []
    with httpx.Client(follow_redirects=True, trust_env=False, cookies={"wechat_visitor": LIN}) as browser:
        assert browser.get(f"{phone.web}/channels/wechat/enter/").url.path == "/mine/"
    assert [each["number"] for each in there.get("/api/v1/requests").json()["items"]] == [Ticket.objects.get().number]
