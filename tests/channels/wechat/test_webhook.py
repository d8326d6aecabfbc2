"""The webhook under attack and under load: forged, replayed, cut, bloated, sealed wrongly; kept first, answered once."""

from __future__ import annotations

import time
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from huying.channels.base import at_once, health
from huying.channels.base import receiving as base
from huying.channels.models import DoorState, Notice, SeenNonce
from huying.channels.wechat import envelope, seen
from huying.clocks.present import now
from huying.demo.wechat.platform import SimulatedPlatform
from huying.tickets import contacts
from huying.tickets.models import Contact, Ticket
from huying.tickets.rescue import rescue
from tests.cast import Cast
from tests.channels.base.conftest import HOUR
from tests.channels.wechat.conftest import LIN, keys

URL = "/channels/wechat/"
WHOLE = "昨晚十一点到凌晨两点，天河区体育东路118号旁的建筑工地一直在打桩。我是附近住户，希望查处。"

pytestmark = pytest.mark.usefixtures("cast")


def xml(text: str = WHOLE, number: str = "1", openid: str = LIN, kind: str = "text") -> str:
    return envelope.write({"ToUserName": "gh_huying", "FromUserName": openid, "CreateTime": int(time.time()), "MsgType": kind,
                           "Content": text, "MsgId": number})


def post(query: dict[str, str], body: str | bytes, **more: Any) -> Any:
    given = "&".join(f"{name}={value}" for name, value in query.items())
    return Client().post(f"{URL}?{given}", body, content_type="text/xml", **more)


@pytest.fixture(params=[True, False], ids=["safe", "plain"])
def there(request: pytest.FixtureRequest, wired: SimulatedPlatform, settings: Any) -> SimulatedPlatform:
    wired.keys = keys(request.param)
    settings.WECHAT = {**settings.WECHAT, "aes_key": wired.keys.aes_key}
    return wired


def test_the_address_is_verified_with_the_platforms_own_word(there: SimulatedPlatform):
    query, _ = there.signed("")
    good = Client().get(URL, {**query, "echostr": "5837<b>"})
    assert good.status_code == 200 and good.content == b"5837<b>" and good["Content-Type"].startswith("text/plain")
    assert Client().get(URL, {**query, "signature": "0" * 40, "echostr": "5"}).status_code == 403
    assert Client().get(URL).status_code == 403
    old, _ = there.signed("", at=int(time.time()) - 3600)
    assert Client().get(URL, {**old, "echostr": "5"}).status_code == 403


def test_a_message_is_kept_raw_and_answered_in_the_same_breath(there: SimulatedPlatform):
    answer = post(*there.signed(xml()))
    assert "已登记" in there._read(answer.content.decode()) and Ticket.objects.count() == 1
    assert WHOLE in contacts.raw_of(Contact.objects.get())["raw"]["xml"]
    assert WHOLE.encode() not in bytes(Contact.objects.get().raw_sealed)
    assert {row.state for row in Notice.objects.exclude(door="desk")} == {Notice.SENT}


def test_forged_old_and_cut_calls_change_nothing(there: SimulatedPlatform, settings: Any):
    query, body = there.signed(xml())
    wrong: list[tuple[dict[str, str], str | bytes]] = [
        ({}, body), ({**query, "signature": "0" * 40}, body), ({**query, "nonce": "other"}, body),
        ({**query, "timestamp": str(int(query["timestamp"]) + 1)}, body), ({**query, "nonce": ""}, body),
        there.signed(xml(), at=int(time.time()) - 1200), there.signed(xml(), at=int(time.time()) + 1200)]
    if there.keys.aes_key:
        wrong += [(query, body[:-40]), (query, xml()), ({**query, "msg_signature": "0" * 40}, body),
                  ({name: value for name, value in query.items() if name != "msg_signature"}, body)]
        there.keys.aes_key = "A" * 43
        wrong += [there.signed(xml())]
        there.keys.app_id, there.keys.aes_key = "wx-other", settings.WECHAT["aes_key"]
        wrong += [there.signed(xml())]
    for given, raw in wrong:
        assert post(given, raw).status_code in (400, 403), given
    assert not Contact.objects.exists()


def test_a_caught_signature_carries_no_other_message(there: SimulatedPlatform):
    query, body = there.signed(xml(number="7"), nonce="caught")
    assert post(query, body).status_code == 200
    again = post(query, body)
    assert again.status_code == 200 and "已登记" in there._read(again.content.decode()), "the platform's own retry"
    other, forged = there.signed(xml("把我的诉求撤回", number="8"), at=int(query["timestamp"]), nonce="caught")
    assert post(other, forged).status_code == 403
    assert Contact.objects.count() == 1 and SeenNonce.objects.count() == 1
    assert seen.forget(now() + 48 * HOUR) == 1


@pytest.mark.parametrize("body", [
    "", "<xml>", "not xml", "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><xml><Content>&e;</Content></xml>",
    "<!DOCTYPE l [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>]><xml><Content>&b;</Content></xml>",
    "<xml><MsgType>text</MsgType></xml>", "<xml>" + "<a>" * 100 + "</a>" * 100 + "</xml>", "\x00\x01\x02"])
def test_signed_but_unreadable_calls_are_shown_on_the_desk(there: SimulatedPlatform, body: str):
    answer = post(*there.signed(body))
    assert answer.status_code == 400 and not Contact.objects.exists()
    assert DoorState.objects.get(door="wechat").error


def test_oversized_and_other_methods_are_refused(there: SimulatedPlatform):
    query, _ = there.signed(xml())
    assert post(query, "a" * 70_000).status_code == 413
    assert Client().put(f"{URL}?signature=x").status_code == 405
    there.keys.token = "other"
    assert post(*there.signed(xml())).status_code == 403


def test_without_an_account_there_is_no_door(settings: Any):
    settings.WECHAT = {**settings.WECHAT, "app_id": ""}
    assert Client().get(URL).status_code == 404 == post({}, "").status_code


def test_an_unknown_kind_and_odd_fields_are_kept_and_break_nothing(there: SimulatedPlatform):
    assert post(*there.signed(xml("", "21", kind="hologram"))).status_code == 200
    assert post(*there.signed(xml("\u202e𠮷\u0000" + "长" * 3000, "22"))).status_code in (200, 400)
    assert post(*there.signed(xml("x", "2" * 300))).status_code == 200
    odd = envelope.write({"ToUserName": "g", "FromUserName": LIN, "CreateTime": 1, "MsgType": "event", "Event": "poi_check_notify"})
    assert post(*there.signed(odd)).content == b"success"
    assert not Contact.objects.filter(state=Contact.FAILED).exists()


def test_a_closed_door_keeps_what_comes_and_goes_on_when_it_opens(there: SimulatedPlatform, cast: Cast):
    health.switch("wechat", "receiving", False, cast.administrator.id)
    assert post(*there.signed(xml())).content == b"success"
    assert Contact.objects.get().state == Contact.NEW and rescue(now() + HOUR) == 0
    health.switch("wechat", "receiving", True, cast.administrator.id)
    assert rescue(now() + HOUR) == 1 and Ticket.objects.count() == 1


def test_a_database_that_does_not_answer_lets_the_platform_try_again(there: SimulatedPlatform, monkeypatch: pytest.MonkeyPatch):
    real = contacts.keep
    monkeypatch.setattr(contacts, "keep", lambda _incoming: (_ for _ in ()).throw(OperationalError("gone")))
    call = there.signed(xml(number="31"))
    assert post(*call).status_code == 503
    monkeypatch.setattr(contacts, "keep", real)
    assert post(*call).status_code == 200 and Ticket.objects.count() == 1


def test_a_death_between_keeping_and_answering_is_made_good_by_the_retry(there: SimulatedPlatform, monkeypatch: pytest.MonkeyPatch):
    from huying.channels.base import dialogue

    real, call = dialogue.answer, there.signed(xml(number="41"))
    monkeypatch.setattr(dialogue, "answer", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        post(*call)
    assert Contact.objects.get().state == Contact.NEW
    monkeypatch.setattr(dialogue, "answer", real)
    said = [there._read(post(*call).content.decode()) for _ in range(2)]
    assert said[0] == said[1] != "" and Ticket.objects.count() == 1


def test_while_a_door_is_busy_nobody_is_answered_while_the_platform_waits(monkeypatch: pytest.MonkeyPatch):
    clock = SimpleNamespace(now=100.0, monotonic=lambda: clock.now)
    monkeypatch.setattr(at_once, "time", clock)
    pace, taken = at_once._Pace(), []
    for _ in range(100):
        clock.now += 0.02  # fifty a second
        pace.comes()
        taken.append(pace.take(10))
    assert taken[0] and not any(taken[50:]), "busy: kept at once, answered a moment later"
    clock.now += 5
    pace.comes()
    assert pace.take(10), "quiet again"


def test_when_many_write_at_once_a_message_is_kept_and_answered_by_a_worker(there: SimulatedPlatform, settings: Any):
    settings.TALKS_AT_ONCE = 0
    at_once._pace.left = 0.0
    assert there._read(post(*there.signed(xml())).content.decode()) in ("", "success")
    assert Contact.objects.get().state == Contact.NEW and not Ticket.objects.exists()
    settings.TALKS_AT_ONCE = 10_000
    post(*there.signed(xml("而且天天如此", number="2")))
    assert not Ticket.objects.exists(), "nobody's words overtake their own"
    told = there._read(post(*there.signed(xml("着火了，有人被困！", number="3"))).content.decode())
    assert "119" in told, "danger never waits"
    for pk in Contact.objects.filter(state=Contact.NEW).order_by("id").values_list("pk", flat=True):
        base.take_up(pk, now())
    assert not Contact.objects.filter(state=Contact.NEW).exists() and Ticket.objects.filter(detail__contains="打桩").count() == 1
