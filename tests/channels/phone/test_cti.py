"""The webhook of another exchange, as anybody might call it: replayed, late, cut off, forged, in the wrong charset."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from huying.channels.base import health
from huying.channels.phone import book, callers, owing, seats, translating
from huying.channels.phone.cti import exchanges
from huying.channels.phone.models import Call, CallBack, CallEvent, CallParty, Seat, SeatSpan
from huying.clocks.present import now as present
from huying.config.checks import other_exchanges_have_secrets
from tests.cast import Cast

pytestmark = pytest.mark.django_db
SECRET = "cloud-secret-0123456789"
CHEN = "13812345678"
FORM = "application/x-www-form-urlencoded"
JSON = "application/json"


@pytest.fixture(autouse=True)
def door(settings: Any, cast: Cast) -> Any:
    settings.PHONE_CTI = [f"cloud:{SECRET}", "old:another-secret-9876543", "short:abc"]
    settings.PHONE_CTI_SOURCES, settings.PHONE_CTI_RATE = ["127.0.0.0/8"], 6000
    return settings


def tell(client: Client, event: str, secret: str = SECRET, status: int = 200, **given: Any) -> dict[str, Any]:
    body = {"event": event, "callId": "c-1", "direction": "in", "from": CHEN, "to": "12345", **given}
    answer = client.post(f"/channels/phone/cti/{secret}", json.dumps(body), content_type=JSON)
    assert answer.status_code == status, answer.content.decode()
    return answer.json() if status != 404 else {}


def state_of(seat: Seat) -> str:
    seat.refresh_from_db()
    return seat.state


def test_a_call_of_zammads_three_events(client: Client, seat: Seat, cast: Cast):
    assert tell(client, "newCall", queue="普通话") == {"action": "dial", "number": "6001"}
    call = Call.objects.get()
    assert (call.exchange, call.state, call.skills, state_of(seat)) == ("cloud", "waiting", ["mandarin"], "ready")
    assert tell(client, "answer", answeringNumber="6001") == {} and state_of(seat) == "talking"
    tell(client, "hangup", answeringNumber="6001", cause="normalClearing")
    call.refresh_from_db()
    assert (call.outcome, call.agent, state_of(seat)) == ("answered", cast.agent_account, "wrapping")
    assert not CallBack.objects.exists() and callers.shown(call) == "138****5678"


def test_all_events_of_a_call(client: Client, seat: Seat, cast: Cast):
    other = Seat.objects.create(account=cast.other_agent_account, extension="6002", since=present())
    tell(client, "newCall", menu=True)
    assert Call.objects.get().state == "greeting"
    tell(client, "queued", queue="elderly", at=present().isoformat())
    tell(client, "offered", answeringNumber="6001", attempt=1)
    assert state_of(seat) == "ringing"
    tell(client, "declined", answeringNumber="6001", attempt=1)
    assert state_of(seat) == "paused"
    tell(client, "offered", answeringNumber="6001", attempt=2)
    tell(client, "answer", answeringNumber="6001")
    for attempt in (1, 2):
        tell(client, "held", attempt=attempt)
        assert Call.objects.get().held
        tell(client, "retrieved", attempt=attempt)
    tell(client, "recording", url="https://user:pw@rec.example/13812345678.wav?key=s3cret")
    tell(client, "transferred", answeringNumber="6001", target="6002")
    assert (state_of(seat), state_of(other)) == ("wrapping", "ringing")
    tell(client, "answer", answeringNumber="6002")
    tell(client, "hangup", cause="normalClearing")
    tell(client, "rated", score=4)
    call = Call.objects.get()
    assert (call.outcome, call.agent, call.rating, state_of(other)) == ("answered", cast.other_agent_account, 4, "wrapping")
    kept = str(list(CallEvent.objects.values_list("data", flat=True)))
    assert "rec.example" in kept and CHEN not in kept and "s3cret" not in kept, "the address of a recording may tell too much"


def test_a_transfer_to_the_outside(client: Client, seat: Seat):
    tell(client, "newCall", **{"user[]": ["6001"]})
    assert state_of(seat) == "ringing"
    tell(client, "answer", answeringNumber="6001")
    tell(client, "transferred", answeringNumber="6001", target="02083330000")
    tell(client, "hangup", cause="forwarded")
    party = CallParty.objects.get()
    assert (party.kind, Call.objects.get().outcome, state_of(seat)) == ("transfer", "transferred", "wrapping")
    assert b"83330000" not in bytes(party.number_sealed)


def test_zammads_own_forms(client: Client, seat: Seat, cast: Cast):
    form = {"event": "newCall", "direction": "in", "from": "4930 anonymous", "to": "12345", "callId": "z1"}
    for kind, body in ((FORM, urlencode([*form.items(), ("user[]", "甲"), ("user[]", "乙")])),
                       ("", json.dumps({**form, "user": "甲"}))):
        assert client.generic("POST", f"/channels/phone/cti/{SECRET}", body, content_type=kind).status_code == 200
    assert client.post(f"/channels/phone/cti/{SECRET}", {**form, "event": "hangup", "cause": "cancel"}).status_code == 200, "multipart"
    assert Call.objects.get().outcome == "abandoned" and CallBack.objects.count() == 1


@pytest.mark.parametrize(("body", "kind"), [
    ("event=newCall&callId=c&queue=普通话".encode("gb18030"), FORM),
    (urlencode({"event": "newCall", "callId": "c", "queue": "普通话"}, encoding="gbk").encode(), f"{FORM}; charset=gbk"),
    (json.dumps({"event": "newCall", "callId": "c", "queue": "普通话"}, ensure_ascii=False).encode("utf-16"), f"{JSON}; charset=utf-16"),
    (b"\xef\xbb\xbf" + json.dumps({"event": "NEWCALL", "callId": 7, "queue": "Mandarin", "x": [{"y": None}]}).encode(), JSON),
    (json.dumps({"event": "newCall", "callId": "c", "queue": "普通话"}, ensure_ascii=False).encode("gbk"), f"{JSON}; charset=no-such"),
])
def test_any_charset_is_read(client: Client, body: bytes, kind: str):
    assert client.generic("POST", f"/channels/phone/cti/{SECRET}", body, content_type=kind).status_code == 200
    assert Call.objects.get().skills == ["mandarin"]


@pytest.mark.parametrize(("body", "kind", "said"), [
    ('{"event": "newCall", "callId": "c"', JSON, "JSON"), ("[1]", JSON, "对象"),
    ("[" * 50_000, JSON, "JSON"), (" ", JSON, "JSON"), ("event=boom&callId=c", FORM, "newCall"),
    ("event=newCall", FORM, "callId"), ("event=newCall&callId=%00", FORM, "callId"),
    ("event=newCall&callId=c&direction=up", FORM, "direction"), ("<x/>", "text/xml", "JSON"),
    ("event=rated&callId=c&score=9", FORM, "score"), ("event=rated&callId=c", FORM, "score"),
    ("&".join("a=1" for _ in range(999)), FORM, "表单"), ("\ud800".encode("utf-8", "surrogatepass"), "", "event"),
    ("--x\r\nbroken", "multipart/form-data; boundary=x", "event"), ("x", "multipart/form-data", "收全"),
])
def test_what_is_no_event_is_told_why(client: Client, body: str | bytes, kind: str, said: str):
    answer = client.generic("POST", f"/channels/phone/cti/{SECRET}", body, content_type=kind)
    assert answer.status_code == 400 and said in answer.json()["error"] and not Call.objects.exists()


def test_too_long_or_cut_off_is_not_kept(client: Client):
    answer = client.generic("POST", f"/channels/phone/cti/{SECRET}", "event=newCall&callId=" + "c" * 70_000,
                            content_type=FORM)
    assert answer.status_code == 413 and not Call.objects.exists()
    cut = {"CONTENT_LENGTH": "400", "wsgi.input": io.BytesIO(b"event=newCall&callId=c-1")}
    answer = client.generic("POST", f"/channels/phone/cti/{SECRET}", "x", content_type=FORM, **cut)
    assert answer.status_code == 400 and "收全" in answer.json()["error"] and not Call.objects.exists()


@pytest.mark.parametrize("secret", ["wrong", SECRET[:-1], f"{SECRET}x", "abc", "密" * 16, "cloud:" + SECRET])
def test_whoever_does_not_know_the_secret_finds_nothing(client: Client, secret: str):
    tell(client, "newCall", secret=secret, status=404)
    assert not Call.objects.exists()


def test_the_secret_may_stand_in_the_header_and_names_the_exchange(client: Client):
    body = json.dumps({"event": "newCall", "callId": "c-1"})
    for headers in ({"Authorization": "Bearer another-secret-9876543"}, {"X-CTI-Token": SECRET}):
        assert client.post("/channels/phone/cti", body, content_type="application/json", headers=headers).status_code == 200
    assert set(Call.objects.values_list("exchange", flat=True)) == {"old", "cloud"}, "one call id at two exchanges is two calls"
    assert client.post("/channels/phone/cti", body, content_type=JSON).status_code == 404
    assert client.get(f"/channels/phone/cti/{SECRET}").status_code == 405


def test_only_from_the_networks_that_are_named(client: Client, door: Any):
    door.PHONE_CTI_SOURCES = ["10.1.0.0/16"]
    tell(client, "newCall", status=404)
    body = json.dumps({"event": "newCall", "callId": "c-1"})
    assert client.post(f"/channels/phone/cti/{SECRET}", body, content_type="application/json", REMOTE_ADDR="10.1.2.3").status_code == 200


def test_a_flood_is_slowed_and_told_when_to_come_again(client: Client, door: Any):
    door.PHONE_CTI_RATE = 3
    for _ in range(3):
        tell(client, "newCall")
    answer = client.post(f"/channels/phone/cti/{SECRET}", "{}", content_type=JSON)
    assert answer.status_code == 429 and answer["Retry-After"]


def test_every_event_may_come_again(client: Client, seat: Seat):
    story = [("newCall", {}), ("offered", {"answeringNumber": "6001", "attempt": 1}), ("answer", {"answeringNumber": "6001"}),
             ("held", {"eventId": "h1"}), ("retrieved", {"eventId": "r1"}),
             ("rated", {"score": 5}), ("hangup", {"cause": "normalClearing"})]
    for event, given in story:
        for _ in range(3):
            tell(client, event, **given)
    before = list(CallEvent.objects.values_list("key", flat=True))
    for event, given in reversed(story):
        tell(client, event, **given)
    call = Call.objects.get()
    assert before == list(CallEvent.objects.values_list("key", flat=True)) and len(before) == len(set(before)) == 8
    assert (call.outcome, call.rating, call.held, state_of(seat)) == ("answered", 5, False, "wrapping")


def test_out_of_order_nothing_is_lost_and_nobody_called_back_in_vain(client: Client, seat: Seat, cast: Cast):
    at = present() - timedelta(minutes=5)
    tell(client, "hangup", cause="normalClearing", at=(at + timedelta(seconds=90)).isoformat())
    tell(client, "newCall", at=at.isoformat())
    assert CallBack.objects.get().state == "open", "so far nobody is known to have spoken"
    tell(client, "answer", answeringNumber="6001", at=(at + timedelta(seconds=10)).isoformat())
    call = Call.objects.get()
    assert (call.outcome, call.agent, call.began_at, call.answered_at) == ("answered", cast.agent_account, at, at + timedelta(seconds=10))
    assert CallBack.objects.get().state == "done" and state_of(seat) == "ready"


def test_a_number_that_comes_later_is_kept(client: Client):
    tell(client, "queued", **{"from": ""})
    assert Call.objects.get().caller == "withheld"
    tell(client, "newCall")
    tell(client, "hangup", cause="cancel")
    assert (Call.objects.get().caller, owing.number_of(CallBack.objects.get())) == ("", CHEN)


@pytest.mark.parametrize(("told", "off"), [
    ({"at": "2031-01-01T00:00:00"}, True), ({"at": "1999-01-01 00:00"}, True), ({"at": "yesterday"}, True), ({"at": "9" * 30}, True),
    ({"at": "nan"}, True), ({}, False)])
def test_a_wrong_clock_moves_nothing(client: Client, told: dict[str, str], off: bool):
    tell(client, "newCall", **told)
    event = CallEvent.objects.earliest("id")
    assert abs(event.at - present()) < timedelta(seconds=20) and ("told_at" in event.data) == off


def test_the_exchanges_own_clock_is_put_right(client: Client):
    theirs = present() - timedelta(hours=3)
    tell(client, "newCall", at=(theirs - timedelta(seconds=30)).isoformat(), sentAt=int(theirs.timestamp() * 1000))
    began = Call.objects.get().began_at
    assert timedelta(seconds=28) < present() - began < timedelta(seconds=40)


def test_the_database_away_is_told_so_that_it_comes_again(client: Client, monkeypatch: pytest.MonkeyPatch):
    real = book._tell
    monkeypatch.setattr(book, "_tell", lambda *_a, **_k: (_ for _ in ()).throw(DatabaseError))
    assert "重发" in tell(client, "newCall", status=503)["error"] and not Call.objects.exists()
    monkeypatch.setattr(book, "_tell", real)
    tell(client, "newCall")
    health.switch("phone", "receiving", False, None)
    tell(client, "hangup", cause="cancel", status=503)
    health.switch("phone", "receiving", True, None)
    tell(client, "hangup", cause="cancel")
    assert CallBack.objects.get().why == "abandoned"


def test_an_agent_nobody_knows_is_told_and_the_call_kept(client: Client, seat: Seat):
    tell(client, "newCall")
    assert "6999" in tell(client, "answer", answeringNumber="6999")["warning"]
    assert Call.objects.get().state == "talking" and state_of(seat) == "ready"


@pytest.mark.parametrize("name", ["6001", "A007", "agent", "周晴"])
def test_agents_go_by_extension_number_login_or_a_name_of_their_own(client: Client, seat: Seat, cast: Cast, name: str):
    type(cast.agent_account).objects.filter(pk=cast.agent_account.pk).update(number="A007", name="周晴")
    tell(client, "answer", **{"user[]": [name]})
    assert Call.objects.get().agent == cast.agent_account
    type(cast.agent_account).objects.filter(pk=cast.other_agent_account.pk).update(name="周晴")
    assert len(translating.agents_of(_named("周晴"))) == 0, "two of that name are nobody"


def _named(name: str) -> Any:
    from huying.channels.phone.told import Told

    return Told("answer", "c", "k", present(), who=(name,))


@pytest.mark.parametrize(("cause", "outcome", "why"), [
    ("cancel", "abandoned", "abandoned"), ("noAnswer", "abandoned", "abandoned"), ("busy", "abandoned", "abandoned"),
    ("congestion", "failed", "lost"), ("notFound", "failed", "lost"), ("forwarded", "transferred", None), ("", "abandoned", "abandoned"),
    ("未知", "abandoned", "abandoned")])
def test_causes_of_unanswered_calls(client: Client, cause: str, outcome: str, why: str | None):
    tell(client, "newCall")
    tell(client, "hangup", cause=cause)
    assert Call.objects.get().outcome == outcome and list(CallBack.objects.values_list("why", flat=True)) == ([why] if why else [])


def test_calls_out_settle_what_is_owed_or_count_as_tries(client: Client, seat: Seat):
    tell(client, "newCall")
    tell(client, "hangup", cause="cancel")
    for _ in range(2):
        out = {"direction": "out", "callId": "o-1", "from": "12345", "to": CHEN, "answeringNumber": "6001"}
        tell(client, "newCall", **out)
        tell(client, "hangup", cause="noAnswer", **out)
    back = CallBack.objects.get()
    assert (back.tries, back.state, Call.objects.get(key="o-1").outcome) == (1, "open", "no_answer")
    tell(client, "newCall", **{**out, "callId": "o-2"})
    assert state_of(seat) == "ringing"
    tell(client, "answer", **{**out, "callId": "o-2"})
    tell(client, "hangup", cause="normalClearing", **{**out, "callId": "o-2"})
    back.refresh_from_db()
    assert (back.state, state_of(seat)) == ("done", "wrapping")


def test_each_event_costs_few_statements(client: Client, seat: Seat):
    health.note("phone", present(), "in_at")
    health.is_open("phone", "receiving")
    took = {}
    for event, given in (("newCall", {}), ("answer", {"answeringNumber": "6001"}), ("held", {}), ("hangup", {"cause": "normalClearing"}),
                         ("hangup", {"cause": "normalClearing"})):
        with CaptureQueriesContext(connection) as caught:
            tell(client, event, **given)
        took[event, event in [name for name, _ in took]] = sum("SAVEPOINT" not in each["sql"] for each in caught.captured_queries)
    assert took == {("newCall", False): 13, ("answer", False): 11, ("held", False): 4, ("hangup", False): 11, ("hangup", True): 2}


@pytest.mark.parametrize("given", ["cloud:short", "asterisk:0123456789abcdef", ":0123456789abcdef", "cloud",
                                   "x" * 21 + ":0123456789abcdef"])
def test_a_wrong_setting_is_told_at_the_start(door: Any, given: str):
    door.PHONE_CTI = [given]
    assert [each.id for each in other_exchanges_have_secrets()] == ["huying.E015"] and not exchanges()
    door.PHONE_CTI = [f"cloud:{SECRET}"]
    assert other_exchanges_have_secrets() == []


def test_what_agents_of_another_exchange_do(client: Client, seat: Seat):
    def agent(state: str, minutes: float = 0, **given: Any) -> tuple[str, str]:
        at = (present() - timedelta(minutes=10) + timedelta(minutes=minutes)).isoformat()
        body = {"event": "agentState", "answeringNumber": "6001", "state": state, "at": at, **given}
        assert client.post(f"/channels/phone/cti/{SECRET}", json.dumps(body), content_type=JSON).json() == {}
        seat.refresh_from_db()
        return seat.state, seat.reason

    assert agent("paused", 1, reason="用餐") == ("paused", "meal") and agent("paused", 1, reason="Meal") == ("paused", "meal")
    assert SeatSpan.objects.count() == 2, "the same again is no new stretch of time"
    assert "action" not in tell(client, "newCall") and agent("ready", 0.5) == ("paused", "meal"), "an older state comes too late"
    assert agent("paused", 2, reason="开会去了") == ("paused", "开会去了") and agent("WRAPPING", 3) == ("wrapping", "")
    assert seat.until == seat.since + seats.LONGEST_WRITING and agent("ready", 4) == ("ready", "")
    assert tell(client, "newCall", callId="c-2")["number"] == "6001"
    tell(client, "answer", callId="c-2", answeringNumber="6001")
    assert agent("off", 30) == ("talking", "") and seat.after == "off"
    tell(client, "hangup", callId="c-2")
    assert state_of(seat) == "off" and Call.objects.count() == 2


@pytest.mark.parametrize(("given", "says"), [
    ({"state": "dancing", "user": "6001"}, "ready、paused"), ({"user": "6001"}, "state"), ({"state": "ready"}, "answeringNumber"),
])
def test_a_seats_state_that_says_nothing_is_refused_in_words(client: Client, given: dict[str, str], says: str):
    answer = client.post(f"/channels/phone/cti/{SECRET}", {"event": "agentState", **given})
    assert answer.status_code == 400 and says in answer.json()["error"]


def test_the_state_of_nobody_we_know_is_a_warning(client: Client, seat: Seat):
    assert "9999" in tell(client, "agentState", answeringNumber="9999", state="ready")["warning"] and not Call.objects.exists()
