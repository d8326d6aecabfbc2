"""Partners at the JSON door: token, scopes, what they filed, files; and what citizens do with a running request."""

from __future__ import annotations

import base64
import json
import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from huying.api import limits
from huying.clocks.present import now
from huying.people import partners
from huying.people.models import Partner, PartnerUse
from huying.tickets import life
from huying.tickets.models import Attachment, Rating, Ticket
from tests.api.test_requests import ASK

ALL = [partners.WRITE, partners.READ, partners.ACT]


def partner(name: str = "穗好办", scopes: Any = ALL, **more: Any) -> tuple[Partner, str]:
    made = Partner.objects.create(name=name, client_id=partners.fresh_id(), scopes=list(scopes), **more)
    return made, partners.issue(made, now=now())


def token_for(who: Partner, secret: str, **form: str) -> Any:
    return Client().post("/api/v1/oauth/token", f"grant_type=client_credentials&client_id={who.client_id}&client_secret={secret}"
                         + "".join(f"&{name}={value}" for name, value in form.items()), content_type="application/x-www-form-urlencoded")


def door(who: Partner, secret: str) -> Client:
    return Client(headers={"Authorization": f"Bearer {token_for(who, secret).json()['access_token']}"})


def send(client: Client, where: str, body: Any, key: str | None = None) -> Any:
    return client.post(f"/api/v1/{where}", json.dumps(body), content_type="application/json",
                       headers={"Idempotency-Key": key or uuid.uuid4().hex})


@pytest.fixture
def app(cast: Any) -> Client:
    return door(*partner())


def test_client_credentials_become_a_token(cast: Any) -> None:
    who, secret = partner()
    told = token_for(who, secret, scope="requests:read")
    assert told.status_code == 200, told.content
    assert (told["Cache-Control"], told["Content-Type"]) == ("no-store", "application/json")
    assert {name: told.json()[name] for name in ("token_type", "expires_in", "scope")} == {
        "token_type": "Bearer", "expires_in": 3600, "scope": "requests:read"}
    basic = base64.b64encode(f"{who.client_id}:{secret}".encode()).decode()
    again = Client().post("/api/v1/oauth/token", "grant_type=client_credentials", content_type="application/x-www-form-urlencoded",
                          headers={"Authorization": f"Basic {basic}"})
    assert set(again.json()["scope"].split()) == set(ALL)


@pytest.mark.parametrize(("change", "status", "error"), [
    ({"secret": "hys_wrong"}, 401, "invalid_client"), ({"scope": "everything"}, 400, "invalid_scope"),
    ({"scope": "open311"}, 400, "invalid_scope"),
])  # fmt: skip
def test_no_token_for_strangers_nor_for_more_than_was_given(cast: Any, change: dict[str, str], status: int, error: str) -> None:
    who, secret = partner()
    told = token_for(who, change.pop("secret", secret), **change)
    assert (told.status_code, told.json()["error"]) == (status, error)


@pytest.mark.parametrize("body", ["", "grant_type=password&username=a&password=b", "grant_type=client_credentials", "grant_type=%FF%00"])
def test_other_grants_and_broken_forms_are_refused(cast: Any, body: str) -> None:
    told = Client().post("/api/v1/oauth/token", body, content_type="application/x-www-form-urlencoded")
    assert told.status_code in {400, 401}
    assert "error" in told.json()


def test_a_partner_files_sees_its_own_and_nobody_elses(app: Client) -> None:
    number = send(app, "requests", ASK).json()["number"]
    other = door(*partner("别家"))
    assert Ticket.objects.get(number=number).tags == ["穗好办"]
    assert app.get(f"/api/v1/requests/{number}").json()["number"] == number
    assert other.get(f"/api/v1/requests/{number}").status_code == 404
    assert other.get("/api/v1/requests").json() == {"items": [], "next": None}
    assert app.get("/api/v1/requests").json()["items"][0]["number"] == number
    assert PartnerUse.objects.filter(what="requests.create").get().count == 1


def test_the_same_key_of_two_partners_is_two_requests(app: Client) -> None:
    other = door(*partner("别家"))
    first, again = send(app, "requests", ASK, "key-00000001"), send(app, "requests", ASK, "key-00000001")
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert send(other, "requests", ASK | {"phone": "13900139000"}, "key-00000001").json()["number"] != first.json()["number"]


def test_pages_go_by_key(app: Client) -> None:
    numbers = [send(app, "requests", ASK | {"phone": f"1380013800{place}", "detail": f"第 {place} 处路灯不亮。"}).json()["number"]
               for place in range(3)][::-1]
    first = app.get("/api/v1/requests?limit=2")
    assert [each["number"] for each in first.json()["items"]] == numbers[:2]
    assert (first["RateLimit-Limit"], int(first["RateLimit-Remaining"]) < 120) == ("120", True)
    second = app.get(f"/api/v1/requests?limit=2&before={first.json()['next']}").json()
    assert ([each["number"] for each in second["items"]], second["next"]) == (numbers[2:], None)


def test_a_token_without_the_scope_or_a_broken_one_is_refused(cast: Any) -> None:
    reader = door(*partner(scopes=[partners.READ]))
    told = send(reader, "requests", ASK)
    assert (told.status_code, told.json()["problems"][0]["code"]) == (403, "no_scope")
    for given in ("Bearer x.y.z", "Bearer ", "Basic abc", "nonsense"):
        told = Client(headers={"Authorization": given}).get("/api/v1/requests")
        assert told.status_code == 401
        assert told["WWW-Authenticate"].startswith("Bearer")
    assert Client().get("/api/v1/requests").status_code == 401


def test_a_token_ends_with_its_key_and_its_partner(cast: Any) -> None:
    who, secret = partner()
    app = door(who, secret)
    assert app.get("/api/v1/requests").status_code == 200
    partners.end_all(who, now())
    assert app.get("/api/v1/requests").status_code == 401


def test_each_partner_has_a_limit_of_its_own(cast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "BUCKETS", limits.Buckets())
    app = door(*partner(per_minute=2))
    codes = [app.get("/api/v1/requests").status_code for _ in range(3)]
    assert codes == [200, 200, 429]
    assert int(app.get("/api/v1/requests")["Retry-After"]) >= 1


def test_files_are_held_and_attached(app: Client) -> None:
    text = SimpleUploadedFile("note.txt", "路灯照片说明".encode(), "text/plain")
    told = app.post("/api/v1/attachments", {"files": text})
    assert told.status_code == 201, told.content
    number = send(app, "requests", ASK | told.json()).json()["number"]
    assert Attachment.objects.get(ticket__number=number).name == "note.txt"
    assert send(Client(), "requests", ASK | told.json()).status_code == 401
    bad = app.post("/api/v1/attachments", {"files": SimpleUploadedFile("a.png", b"<script>", "image/png")})
    assert bad.status_code == 422


def test_an_unchanged_answer_is_not_sent_again(app: Client, cast: Any) -> None:
    number = send(app, "requests", ASK).json()["number"]
    first = app.get(f"/api/v1/requests/{number}")
    same = app.get(f"/api/v1/requests/{number}", headers={"If-None-Match": first["ETag"]})
    assert (same.status_code, same.content) == (304, b"")
    life.triage(number, by=cast.agent, now=now(), category="010501", kind="help")
    assert app.get(f"/api/v1/requests/{number}", headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_the_citizen_completes_urges_and_rates_with_number_and_code(cast: Any) -> None:
    app = Client()
    told = send(app, "requests", {"detail": "有一只狗一直在叫。", "name": "王芳", "phone": "13700137000"}).json()
    number, code = told["number"], told["code"]
    here = f"requests/{number}"
    assert send(app, f"{here}/urges?code={(int(code) + 1) % 1_000_000:06d}", {}).status_code == 404
    for replayed in (False, True):
        done = send(app, f"{here}/completions?code={code}", {"place": "天河区石牌街 5 号", "wish": "请管一管。"}, "complete-1")
        assert done.json() == {"number": number, "status": "submitted", "replayed": replayed}
    assert send(app, f"{here}/completions?code={code}", {"words": "还有一点"}).status_code == 409
    assert send(app, f"{here}/urges?code={code}", {"words": "昨晚又叫了一夜"}).status_code == 200
    life.triage(number, by=cast.agent, now=now(), category="010701", kind="complaint")
    life.dispatch(number, by=cast.dispatcher, now=now(), lead=cast.lead_unit, basis="职责")
    life.sign(number, by=cast.liaison, now=now())
    life.contact(number, by=cast.liaison, now=now(), way="phone", words="已了解")
    life.reply(number, by=cast.liaison, now=now(), text="已上门劝导，养犬人已改正。")
    life.check(number, by=cast.followup, now=now(), passed=True)
    assert send(app, f"{here}/ratings?code={code}", {"matter": "great"}).status_code == 422
    assert send(app, f"{here}/ratings?code={code}", {"matter": "satisfied", "solved": True, "comment": "好"}).status_code == 200
    assert Rating.objects.get().solved is True


def test_a_partner_withdraws_for_its_citizen_and_for_nobody_else(app: Client) -> None:
    number = send(app, "requests", ASK).json()["number"]
    other = door(*partner("别家"))
    assert send(other, f"requests/{number}/withdrawals", {}).status_code == 404
    assert send(app, f"requests/{number}/withdrawals", {"words": "已经修好了"}).json()["status"] == "withdrawn"
