"""The JSON door: filing a request, retries, refusals, and where it stands."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from django.test import Client
from django.test.utils import CaptureQueriesContext

from huying.api import limits, shapes
from huying.tickets.models import Contact, Ticket

ASK = {
    "title": "路灯不亮", "detail": "最近一周每晚七点以后，天河区体育东路118号门前的路灯全部不亮，路人摔倒。",
    "wish": "希望尽快修复路灯。", "happened": "最近一周每晚七点以后", "place": "天河区体育东路118号门前",
    "parties": "附近居民", "name": "陈小雨", "phone": "13800138000",
}  # fmt: skip


def send(client: Client, body: Any, key: str | None = None, **headers: str) -> Any:
    data = body if isinstance(body, str | bytes) else json.dumps(body)
    return client.post("/api/v1/requests", data, content_type="application/json",
                       headers={"Idempotency-Key": key or uuid.uuid4().hex, **headers})


@pytest.fixture
def door(cast: Any) -> Client:
    return Client()


def test_a_request_gets_number_and_code_in_three_statements(door: Client) -> None:
    from django.db import connection

    send(door, ASK)
    with CaptureQueriesContext(connection) as seen:
        answer = send(door, ASK | {"phone": "13900139000", "title": "井盖丢失", "detail": "天河路口井盖丢失三天了，有人掉下去过。"})
    assert answer.status_code == 201, answer.content
    assert len(seen) <= 3, [each["sql"][:90] for each in seen.captured_queries]
    told = answer.json()
    ticket = Ticket.objects.get(number=told["number"])
    assert (ticket.door, ticket.confidential, len(told["code"])) == ("app", False, 6)
    assert told["joined"] is False


def test_a_retry_returns_the_first_answer(door: Client) -> None:
    first, again = send(door, ASK, "retry-key-1"), send(door, ASK, "retry-key-1")
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert Ticket.objects.count() == Contact.objects.count() == 1


@pytest.mark.parametrize("more", [{}, {"detail": "家里着火了，快来人", "wish": ""}, {"happened": "", "place": "", "wish": ""}],
                         ids=["plain", "danger", "lacking"])
def test_every_receipt_has_the_shape_that_is_described(door: Client, more: dict[str, str]) -> None:
    for answer in (send(door, ASK | more, "shape-key-1"), send(door, ASK | more, "shape-key-1"), send(door, ASK | more)):
        told = answer.json()
        assert set(told) == set(shapes.Receipt.model_fields)
        shapes.Receipt.model_validate_json(answer.content)
        assert told["registered_at"].endswith("Z")


def test_a_used_key_with_other_words_tells_nothing(door: Client) -> None:
    first = send(door, ASK, "shared-key-1").json()
    other = send(door, ASK | {"detail": "完全不同的另一件事情，楼上漏水。"}, "shared-key-1")
    assert other.status_code == 422
    assert other.json()["problems"][0]["code"] == "key_reused"
    assert first["number"] not in other.content.decode()


def test_the_same_matter_of_the_same_phone_is_joined_and_its_number_kept_secret(door: Client) -> None:
    first = send(door, ASK).json()
    again = send(door, ASK | {"detail": ASK["detail"] + "今天又有人摔倒了。"})
    assert again.status_code == 200
    told = again.json()
    assert (told["joined"], told["number"], told["code"]) == (True, None, None)
    assert first["number"] not in again.content.decode()
    assert Ticket.objects.get().urges == 1


@pytest.mark.parametrize(("change", "field"), [
    ({"phone": ""}, "phone"), ({"name": " "}, "name"), ({"phone": "12"}, "phone"), ({"lon": 113.2}, "lat"),
    ({"category": "999999"}, "category"), ({"division": "1"}, "division"), ({"detail": "短"[:0]}, "detail"),
    ({"colour": "red"}, "colour"), ({"kind": "shout"}, "kind"), ({"title": "题" * 201}, "title"),
])  # fmt: skip
def test_refusals_name_the_field_in_both_languages(door: Client, change: dict[str, Any], field: str) -> None:
    answer = send(door, ASK | change)
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    problem = answer.json()["problems"][0]
    assert problem["field"] == field
    assert problem["zh"]
    assert problem["en"]
    assert not Ticket.objects.exists()


def test_no_key_no_request(door: Client) -> None:
    answer = door.post("/api/v1/requests", json.dumps(ASK), content_type="application/json")
    assert answer.status_code == 422
    assert answer.json()["problems"][0]["field"] == "Idempotency-Key"


@pytest.mark.parametrize("body", ["", "[]", "{", "[" * 5000, b"\xff\xfe", "null", '{"detail": "\\ud800\\ud800 abc"}'])
def test_broken_bodies_are_refused(door: Client, body: str | bytes) -> None:
    assert send(door, body).status_code in {400, 422}


def test_danger_is_answered_with_the_numbers_to_call(door: Client) -> None:
    told = send(door, ASK | {"title": "着火了", "detail": "我家厨房现在着火了，有人被困在里面，快来人！"}).json()
    assert "119" in told["danger"]["call"]


def test_missing_elements_are_asked_for(door: Client) -> None:
    told = send(door, {"detail": "有一只狗一直在叫。", "name": "王芳", "phone": "13700137000"}).json()
    assert told["status"] == "incomplete"
    assert {"place", "wish"} <= {each["element"] for each in told["missing"]}


def test_a_flood_from_one_address_waits_but_emergencies_pass(door: Client, monkeypatch: pytest.MonkeyPatch,
                                                             settings: Any) -> None:
    settings.API_RATE = 2
    monkeypatch.setattr(limits, "BUCKETS", limits.Buckets())
    near = {"X-Forwarded-For": "203.0.113.9"}
    codes = [send(door, ASK | {"phone": f"1380013800{place}"}, **near).status_code for place in range(3)]
    assert codes == [201, 201, 429]
    late = send(door, ASK, **near)
    assert int(late["Retry-After"]) >= 1
    fire = send(door, ASK | {"detail": "我家现在着火了，有人被困，快救人！", "phone": "13600136000"}, **near)
    assert fire.status_code == 201


def test_trusted_gateways_do_not_wait(door: Client, monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    settings.API_RATE, settings.API_TRUSTED = 1, ["10.1.0.0/16"]
    monkeypatch.setattr(limits, "BUCKETS", limits.Buckets())
    for forwarded, last in (("10.1.7.7", 422), ("10.2.7.7", 429)):
        codes = [send(door, {"detail": "路灯不亮了"}, **{"X-Forwarded-For": forwarded}).status_code for _ in range(2)]
        assert codes == [422, last]


def test_buckets_refill_and_stay_few() -> None:
    moment = [0.0]
    buckets = limits.Buckets(lambda: moment[0], most_known=2)
    assert [buckets.wait("a", 2) for _ in range(3)] == [0, 0, 30]
    moment[0] = 30
    assert buckets.wait("a", 2) == 0
    for name in "bcd":
        buckets.wait(name, 2)
    assert len(buckets._left) == 2


def test_progress_needs_the_code(door: Client, cast: Any) -> None:
    told = send(door, ASK).json()
    good = door.get(f"/api/v1/requests/{told['number']}?code={told['code']}")
    assert good.status_code == 200
    assert good.json()["status"] == "submitted"
    assert good.json()["history"][0]["text"] == "您的诉求已登记"
    wrong = f"{(int(told['code']) + 1) % 1_000_000:06d}"
    bad = [door.get(f"/api/v1/requests/{told['number']}?code={wrong}").status_code for _ in range(6)]
    assert bad == [404] * 5 + [429]
    unknown = door.get(f"/api/v1/requests/2603024829157?code={wrong}")
    assert unknown.status_code == 404


def test_progress_tells_no_more_than_the_citizen_may_read(door: Client, cast: Any) -> None:
    told = send(door, ASK).json()
    text = door.get(f"/api/v1/requests/{told['number']}?code={told['code']}").content.decode()
    assert ASK["phone"] not in text
    assert ASK["name"] not in text
    assert "received" not in text


def test_the_catalogue_is_whole_and_narrows(door: Client) -> None:
    everything = door.get("/api/v1/categories").json()["items"]
    assert {each["level"] for each in everything} == {1, 2, 3}
    first = door.get("/api/v1/categories")
    same = door.get("/api/v1/categories", headers={"If-None-Match": first["ETag"]})
    assert (same.status_code, same.content, same["Cache-Control"]) == (304, b"", "public, max-age=3600")
    top = door.get("/api/v1/categories?level=1").json()["items"]
    below = door.get(f"/api/v1/categories?parent={top[0]['code']}").json()["items"]
    assert below
    assert all(each["parent"] == top[0]["code"] for each in below)
    assert door.get("/api/v1/categories?level=9").status_code == 422
