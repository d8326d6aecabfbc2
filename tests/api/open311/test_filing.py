"""POST requests: forms, files, JSON; retries; what is refused and how."""

from __future__ import annotations

import io
import json
import sys
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from huying.api import limits
from huying.api.models import Filing
from huying.clocks.present import now
from huying.people import partners
from huying.people.models import Partner, PartnerKey, PartnerUse
from huying.people.sealed import caller_of
from huying.tickets.models import Attachment, Contact, Ticket
from tests.api.open311.conftest import LAMP, Foreign, foreign


def photo(name: str = "lamp.png") -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "navy").save(out, "PNG")
    return SimpleUploadedFile(name, out.getvalue(), "image/png")


def test_a_request_becomes_a_ticket_of_this_door(app: Foreign) -> None:
    told = app.post(**LAMP, first_name="小雨", last_name="陈", phone="13800138000", email="x@example.org", account_id="77").json()
    assert set(told[0]) == {"service_request_id", "service_notice", "account_id"}
    ticket = Ticket.objects.get(number=told[0]["service_request_id"])
    assert (ticket.door, ticket.category, ticket.tags, ticket.wish) == ("open311", "010501", ["随手拍"], "希望尽快修复路灯。")
    assert (ticket.lat, ticket.lon, ticket.happened) == (23.1365, 113.3271, "最近一周每晚七点以后")
    assert caller_of(ticket.number, ticket.caller_sealed) == ("陈小雨", "13800138000", "x@example.org")
    assert Filing.objects.get().ticket == ticket
    assert PartnerUse.objects.get().count == 1


def test_xml_answers_as_the_specification_shows(app: Foreign) -> None:
    answer = app.post("requests.xml", **LAMP)
    xml = ElementTree.fromstring(answer.content.decode())
    assert xml.tag == "service_requests"
    assert Ticket.objects.filter(number=xml.findtext("request/service_request_id")).exists()
    assert xml.find("request/token") is None


def test_the_example_of_the_specification_is_taken_as_it_stands(app: Foreign) -> None:
    told = app.client.post(
        "/open311/v2/requests.json",
        f"api_key={app.key}&jurisdiction_id=&service_code=010501&lat=23.13&long=113.32&address_string=1234+5th+street"
        "&email=smit333%40sfgov.edu&device_id=tt222111&account_id=123456&first_name=john&last_name=smith&phone=111111111"
        "&description=A+large+sinkhole+is+destroying+the+street&media_url=http%3A%2F%2Ffarm3.static.flickr.com%2F2212.jpg"
        "&attribute[WHISPAWN]=123456&attribute[lamps]=3",
        content_type="application/x-www-form-urlencoded; charset=utf-8")
    assert told.status_code == 201, told.content
    ticket = Ticket.objects.get()
    assert caller_of(ticket.number, ticket.caller_sealed) == ("john smith", "", "smit333@sfgov.edu 111111111")
    assert ticket.detail.splitlines() == ["A large sinkhole is destroying the street", "不亮的盏数：3",
                                          "附图链接：http://farm3.static.flickr.com/2212.jpg"]


def test_photos_come_with_multipart_and_once_only(app: Foreign) -> None:
    for status in (201, 200):
        app.post(**LAMP, expect=status, media=photo(), other=photo("second.png"))
    ticket = Ticket.objects.get()
    files = Attachment.objects.filter(ticket=ticket)
    assert [(each.name, each.purpose, each.mime) for each in files] == [
        ("lamp.png", "citizen", "image/png"), ("second.png", "citizen", "image/png")]
    assert Attachment.objects.count() == 2


def test_a_file_that_is_none_is_refused_and_nothing_filed(app: Foreign) -> None:
    told = app.post(**LAMP, expect=400, media=SimpleUploadedFile("lamp.png", b"<script>alert(1)</script>", "image/png")).json()
    assert "lamp.png" in told[0]["description"]
    assert not Ticket.objects.exists()


def test_json_is_understood_too(app: Foreign) -> None:
    body = {"api_key": app.key, "service_code": "040101", "lat": 23.13, "long": 113.32, "description": "半夜打桩，吵得睡不着。",
            "attribute": {"noises": ["piling", "trucks"], "kind": "complaint"}}
    told = app.client.post("/open311/v2/requests.json", json.dumps(body), content_type="application/json")
    assert told.status_code == 201, told.content
    ticket = Ticket.objects.get()
    assert ticket.detail.endswith("什么声音：打桩、车辆装卸")
    assert ticket.kind == "complaint"


def test_many_values_come_with_brackets(app: Foreign) -> None:
    app.post(**{**LAMP, "service_code": "040101", "attribute[noises][]": ["piling", "concrete"]})
    assert Ticket.objects.get().detail.endswith("什么声音：打桩、浇筑")


def test_a_description_is_optional(app: Foreign) -> None:
    app.post(service_code="010501", address_id="440106", api_key=app.key)
    ticket = Ticket.objects.get()
    assert (ticket.detail, ticket.division) == ("路灯不亮", "440106")


def test_whoever_does_not_know_the_matter_has_it_sorted(app: Foreign) -> None:
    app.file(service_code="other", description="天河区体育东路118号门前的路灯全部不亮，希望尽快修复。")
    assert Ticket.objects.get().category != "other"


def test_the_same_words_within_a_day_are_a_retry(app: Foreign, stranger: Foreign, monkeypatch: pytest.MonkeyPatch) -> None:
    first = app.post(**LAMP).json()[0]["service_request_id"]
    assert app.post(**LAMP, expect=200).json()[0]["service_request_id"] == first
    assert stranger.file() != first
    Contact.objects.filter(ticket__number=first).update(received_at=now() - timedelta(hours=25))
    Contact.objects.filter(ticket__number=first).update(key="moved")
    assert app.file() != first


def test_a_key_of_the_clients_own_is_kept_apart_by_partner(app: Foreign, stranger: Foreign) -> None:
    key = {"Idempotency-Key": "abc-1"}
    first = app.post(**LAMP, headers=key).json()[0]["service_request_id"]
    assert app.post(**LAMP, headers=key, expect=200).json()[0]["service_request_id"] == first
    told = app.post(**{**LAMP, "description": "另一件事：井盖丢了。"}, headers=key, expect=400).json()
    assert "Idempotency-Key" in told[0]["description"]
    assert stranger.post(**LAMP, headers=key).json()[0]["service_request_id"] != first


@pytest.mark.parametrize("change", [{"api_key": ""}, {"api_key": "wrong-wrong-wrong"}, {"api_key": "x" * 500}])
def test_without_a_key_nothing_is_filed(app: Foreign, change: dict[str, str]) -> None:
    told = app.post(**{**LAMP, **change}, expect=403).json()
    assert told[0]["code"] == 403
    assert not Contact.objects.exists()


def test_a_key_may_be_turned_off_ended_and_renewed(app: Foreign) -> None:
    partner = Partner.objects.get()
    fresh = partners.issue(partner, now=now())
    for key in (app.key, fresh):
        Foreign(key).file(description=f"路灯不亮了，已经一周，第 {key[-3:]} 盏。")
    PartnerKey.objects.filter(ends_at__isnull=False).update(ends_at=now())
    app.post(**LAMP, expect=403)
    Partner.objects.update(active=False)
    Foreign(fresh).post(**LAMP, expect=403)


def test_other_scopes_do_not_open_this_door(cast: Any) -> None:
    foreign("应用", partners.WRITE, partners.READ).post(**LAMP, expect=403)


@pytest.mark.parametrize(("change", "status", "word"), [
    ({"service_code": ""}, 400, "service_code"), ({"service_code": "999999"}, 404, "service_code"),
    ({"lat": "", "long": "", "address_string": ""}, 400, "location"), ({"long": ""}, 400, "lat"), ({"lat": "95"}, 400, "lat"),
    ({"lat": "nan"}, 400, "lat"), ({"lat": "", "long": "", "address_string": "", "address_id": "7"}, 400, "address_id"),
    ({"attribute[lamps]": "three"}, 400, "attribute[lamps]"), ({"attribute[kind]": "shout"}, 400, "attribute[kind]"),
    ({"attribute[kind]": ["help", "complaint"]}, 400, "one value"), ({"jurisdiction_id": "sfgov.org"}, 404, "jurisdiction_id"),
    ({"description": "长" * 10_001}, 400, "10"),
])  # fmt: skip
def test_refusals_say_what_is_wrong(app: Foreign, change: dict[str, Any], status: int, word: str) -> None:
    told = app.post(**{**LAMP, **change}, expect=status).json()
    assert told[0]["code"] == status
    assert word in told[0]["description"]
    assert not Ticket.objects.exists()


@pytest.mark.parametrize(("body", "kind", "status"), [
    (b"<request/>", "text/xml", 400), (b"{", "application/json", 400), (b"[]", "application/json", 400),
    (b"[" * 100_000, "application/json", 400), (b"--x", "multipart/form-data", 400),
    (b"a=" + b"x" * 5_000_000, "application/x-www-form-urlencoded", 413),
    (b"&".join(b"a%d=1" % place for place in range(2100)), "application/x-www-form-urlencoded", 400),
], ids=["xml", "cut", "list", "deep", "no boundary", "large", "many"])  # fmt: skip
def test_broken_bodies_are_refused_in_the_same_shape(app: Foreign, body: bytes, kind: str, status: int) -> None:
    answer = app.client.post("/open311/v2/requests.json", body, content_type=kind)
    assert answer.status_code == status, answer.content
    assert answer.json()[0]["code"] == status


def test_danger_is_answered_at_once_and_passes_every_limit(app: Foreign, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "BUCKETS", limits.Buckets())
    Partner.objects.update(per_minute=1)
    app.file()
    late = app.post(**{**LAMP, "description": "路口的路灯也不亮了，请来修。"}, expect=429)
    assert int(late["Retry-After"]) >= 1
    fire = app.post(**{**LAMP, "service_code": "other", "description": "我家厨房现在着火了，有人被困在里面，快来人！"}).json()
    assert "119" in fire[0]["service_notice"]


def test_a_known_matter_is_joined_only_for_those_who_vouch(app: Foreign) -> None:
    phone = {"phone": "13800138000"}
    first = app.file(**phone)
    more = {"description": LAMP["description"] + "今天又有人摔倒了。"}
    assert app.file(**phone, **more) != first
    vouching = foreign("市民通", partners.OPEN311, vouches=True)
    mine = vouching.file(phone="13900139000")
    assert vouching.file(phone="13900139000", **more) == mine
    assert Ticket.objects.get(number=mine).urges == 1


def test_what_could_not_be_registered_is_kept_and_has_a_token(app: Foreign, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> Any:
        raise RuntimeError("the model is ill")

    with monkeypatch.context() as patch:
        patch.setattr(sys.modules["huying.tickets.life.register"], "read", broken)
        told = app.post(**LAMP).json()
    assert list(told[0]) == ["token"]
    token = told[0]["token"]
    assert app.json(f"tokens/{token}.json") == [{"service_request_id": "", "token": token}]
    number = app.post(**LAMP, expect=201).json()[0]["service_request_id"]
    assert app.json(f"tokens/{token}.json") == [{"service_request_id": number, "token": token}]
    assert app.xml(f"tokens/{token}.xml").findtext("request/service_request_id") == number
    app.json(f"tokens/{token[:-1]}x.json", 404)
