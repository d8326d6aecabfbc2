"""A city app logs its user in at a real provider and acts for them at the API, as the very citizen of the browser's login."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
import secrets
import uuid
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from huying.clocks.present import now
from huying.people import bearers, citizens
from huying.people.models import Citizen
from huying.tickets import life
from huying.tickets.models import Attachment, Rating
from tests.api.test_requests import ASK
from tests.desks.oidc.conftest import AUDIENCE, GOOD, Provider

BACK = "http://127.0.0.1/back"


def token_of(provider: Provider, who: str, resource: str = AUDIENCE) -> str:
    """The access token that the app gets for its user: code flow with PKCE, the user at the provider's own pages."""
    verifier = secrets.token_urlsafe(40)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    asked = {"client_id": "city-app", "response_type": "code", "redirect_uri": BACK, "scope": "openid profile phone requests",
             "code_challenge": challenge, "code_challenge_method": "S256", "state": "s", **({"resource": resource} if resource else {})}
    with httpx.Client(trust_env=False, base_url=provider.url) as user:
        answer = user.get(f"/auth?{urlencode(asked)}")
        for _ in range(10):
            if answer.has_redirect_location:
                where = answer.headers["location"]
                if where.startswith(BACK):
                    break
                answer = user.get(where)
                continue
            form = re.search(r'<form[^>]*action="([^"]+)"', answer.text)
            assert form, answer.text
            prompt = re.search(r'name="prompt" value="([^"]+)"', answer.text)
            answer = user.post(html.unescape(form[1]), data={"prompt": prompt[1] if prompt else "login", "login": who, "password": "x"})
        code = parse_qs(urlsplit(where).query)["code"][0]
        told = user.post("/token", data={"grant_type": "authorization_code", "code": code, "redirect_uri": BACK, "client_id": "city-app",
                                         "code_verifier": verifier, **({"resource": resource} if resource else {})})
        assert told.status_code == 200, told.text
        return str(told.json()["access_token"]) if resource else str(told.json()["id_token"])


def phone(token: str) -> Client:
    return Client(headers={"Authorization": f"Bearer {token}"})


def send(client: Client, where: str, **body: Any) -> Any:
    return client.post(f"/api/v1/{where}", json.dumps(body), content_type="application/json",
                       headers={"Idempotency-Key": uuid.uuid4().hex})


def test_from_the_app_a_citizen_files_completes_and_rates(wired: Provider, cast: Any) -> None:
    wired.start("http://127.0.0.1:1")
    app = phone(token_of(wired, "lin"))
    files = app.post("/api/v1/attachments", {"files": SimpleUploadedFile("note.txt", "路灯照片说明".encode(), "text/plain")}).json()
    made = send(app, "requests", detail="有一只狗一直在叫。", attachments=files["attachments"])
    assert made.status_code == 201, made.content
    number = made.json()["number"]
    citizen = Citizen.objects.get()
    assert (citizens.name_of(citizen), citizen.assurance, Attachment.objects.get().ticket.number) == ("林小满", 2, number)
    assert GOOD.encode() not in bytes(citizen.id_key) and bytes(citizen.id_key)
    assert send(app, f"requests/{number}/completions", place="天河区石牌街 5 号", wish="请管一管。").json()["status"] == "submitted"
    life.triage(number, by=cast.agent, now=now(), category="010701", kind="complaint")
    life.dispatch(number, by=cast.dispatcher, now=now(), lead=cast.lead_unit, basis="职责")
    life.sign(number, by=cast.liaison, now=now())
    life.contact(number, by=cast.liaison, now=now(), way="phone", words="已了解")
    life.reply(number, by=cast.liaison, now=now(), text="已上门劝导，养犬人已改正。")
    life.check(number, by=cast.followup, now=now(), passed=True)
    assert send(app, f"requests/{number}/ratings", matter="satisfied", solved=True).status_code == 200
    assert Rating.objects.get().solved is True
    assert [each["number"] for each in app.get("/api/v1/requests").json()["items"]] == [number]
    other = phone(token_of(wired, "wang"))
    assert send(other, f"requests/{number}/withdrawals").status_code == 404
    assert Citizen.objects.exclude(pk=citizen.pk).get().assurance == citizens.PHONE_PROVEN, "L1 proves a phone, no identity"
    gone = send(other, "requests", **{name: value for name, value in ASK.items() if name not in {"name", "phone"}}).json()["number"]
    assert send(other, f"requests/{gone}/withdrawals", words="修好了").json()["status"] == "withdrawn"


def test_an_id_token_is_no_access_token_and_keys_may_rotate(wired: Provider, cast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    wired.start("http://127.0.0.1:1")
    assert phone(token_of(wired, "lin", resource="")).get("/api/v1/requests").status_code == 401
    old = phone(token_of(wired, "lin"))
    assert old.get("/api/v1/requests").status_code == 200
    wired.start("http://127.0.0.1:1", "b")
    monkeypatch.setattr(bearers, "APART", 0.0)
    assert phone(token_of(wired, "lin")).get("/api/v1/requests").status_code == 200
    assert old.get("/api/v1/requests").status_code == 401
    wired.stop()
    assert phone("a.b.c").get("/api/v1/requests").status_code == 401
    assert Citizen.objects.count() == 1
