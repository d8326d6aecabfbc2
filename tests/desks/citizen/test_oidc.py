"""实名登录 against a small identity provider on the wire: discovery, code, token, claims."""

from __future__ import annotations

import base64
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import ModuleType
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import include, path

from huying.clocks.present import now
from huying.people import citizens
from huying.people.models import Account, Citizen
from tests.desks.citizen.conftest import Citizen as Visitor

CLAIMS = {"sub": "u-1", "name": "林小满", "phone_number": "13700137001", "id_no": "440106199001010072"}
urls = ModuleType("urls_with_oidc")


class Provider(BaseHTTPRequestHandler):
    claims = CLAIMS

    def do_GET(self) -> None:
        here = f"http://127.0.0.1:{self.server.server_port}"  # type: ignore[attr-defined]
        answers = {
            "/.well-known/openid-configuration": {
                "issuer": here, "authorization_endpoint": f"{here}/authorize", "token_endpoint": f"{here}/token",
                "userinfo_endpoint": f"{here}/userinfo", "jwks_uri": f"{here}/keys"},
            "/userinfo": self.claims}
        self._json(answers.get(urlsplit(self.path).path, {}))

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        here, at = f"http://127.0.0.1:{self.server.server_port}", int(time.time())  # type: ignore[attr-defined]
        token = {"iss": here, "aud": "huying", "sub": self.claims["sub"], "iat": at, "exp": at + 300}
        parts = [base64.urlsafe_b64encode(json.dumps(each).encode()).rstrip(b"=").decode() for each in ({"alg": "HS256"}, token)]
        self._json({"access_token": "a", "token_type": "Bearer", "id_token": ".".join([*parts, "c2ln"])})

    def _json(self, value: object) -> None:
        body = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        return


@pytest.fixture
def provider(settings) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    here = f"http://127.0.0.1:{server.server_port}"
    from huying.config.urls import urlpatterns

    urls.urlpatterns = [  # type: ignore[attr-defined]
        *urlpatterns, path("", include("allauth.socialaccount.providers.openid_connect.urls"))]
    settings.ROOT_URLCONF = urls
    settings.SOCIALACCOUNT_ADAPTER = "huying.people.oidc.Adapter"
    settings.SOCIALACCOUNT_LOGIN_ON_GET = True
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [
        {"provider_id": "citizen", "name": "穗好办", "client_id": "huying", "secret": "s", "settings": {"server_url": here}}]}}
    yield here
    server.shutdown()


def come_back(visitor: Visitor, **query: str) -> str:
    """Press the button, be sent to the provider, and return with a code; where one lands."""
    page = visitor.text("/login/?next=/new/")
    link = page.split('href="/oidc/')[1].split('"')[0].replace("&amp;", "&")
    away = visitor.client.get(f"/oidc/{link}")["Location"]
    state = parse_qs(urlsplit(away).query)["state"][0]
    back = visitor.client.get("/oidc/citizen/login/callback/", {"state": state, **(query or {"code": "c"})})
    return back["Location"]


def test_a_citizen_comes_back_proven_and_without_any_staff_right(visitor: Visitor, provider: str):
    assert "穗好办" in visitor.text("/login/")
    assert come_back(visitor) == "/new/"
    citizen = Citizen.objects.get(assurance=citizens.IDENTITY_PROVEN)
    assert citizens.name_of(citizen) == "林小满" and citizens.phone_of(citizen) == "13700137001"
    assert not Account.objects.get(citizen=citizen).grants.exists()
    page = visitor.text("/new/")
    assert "林**" in page and "137****7001" in page and "13700137001" not in page
    assert "_auth_user_id" not in visitor.client.session
    number = visitor.file(name="", phone="")
    ticket = citizen.tickets.get(number=number)
    assert ticket.caller_sealed


def test_turning_back_at_the_provider_is_told_kindly(visitor: Visitor, provider: str):
    assert come_back(visitor, error="access_denied") == "/login/"
    assert "实名登录没有成功" in visitor.text("/login/")


def test_an_unverified_phone_is_not_believed(visitor: Visitor, provider: str, monkeypatch):
    other = citizens.of_phone("13700137001", now())
    monkeypatch.setattr(Provider, "claims", {**CLAIMS, "phone_number_verified": False})
    come_back(visitor)
    assert Citizen.objects.get(assurance=citizens.IDENTITY_PROVEN).pk != other.pk
