"""The door of programs: its own handlers, the same answers."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.urls import ResolverMatch, URLResolver

from huying.config.doors import Application, by_address
from huying.tickets.models import Ticket


@pytest.fixture
def city() -> Iterator[Application]:
    """The application as the web server has it; but the test's transaction outlives its requests, as with Django's client."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield by_address(get_wsgi_application())
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def call(city: Application, path: str, body: object = None, **headers: str) -> tuple[int, dict[str, str], bytes]:
    sent = json.dumps(body, ensure_ascii=False).encode() if body is not None else b""
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "POST" if sent else "GET", "PATH_INFO": path, "QUERY_STRING": "", "SCRIPT_NAME": "",
        "SERVER_NAME": "localhost", "SERVER_PORT": "80", "HTTP_HOST": "localhost", "REMOTE_ADDR": "127.0.0.1",
        "CONTENT_TYPE": "application/json", "CONTENT_LENGTH": str(len(sent)), "wsgi.input": BytesIO(sent),
        "wsgi.errors": sys.stderr, "wsgi.url_scheme": "http", **headers}
    told: list[Any] = []
    answer = city(environ, lambda status, found, error=None: told.extend([int(status[:3]), dict(found)]))
    return told[0], told[1], b"".join(answer)


@pytest.mark.django_db
def test_a_request_is_registered_by_the_door_of_programs(city: Application) -> None:
    status, headers, body = call(city, "/api/v1/requests", {"title": "路灯不亮", "detail": "天河区体育东路的路灯昨晚不亮，希望维修。",
                                 "name": "王芳", "phone": "13800138000"}, HTTP_IDEMPOTENCY_KEY="door-of-programs-1")
    assert status == 201, body.decode()
    assert int(headers["Content-Length"]) == len(body)
    assert Ticket.objects.get().number == json.loads(body)["number"]


@pytest.mark.django_db
def test_refusals_speak_the_language_of_each_request(city: Application) -> None:
    english = call(city, "/api/nowhere", HTTP_ACCEPT_LANGUAGE="en")
    chinese = call(city, "/api/nowhere")
    assert [english[0], chinese[0]] == [404, 404]
    assert json.loads(english[2])["detail"] != json.loads(chinese[2])["detail"]
    assert english[1]["Content-Type"] == "application/problem+json"


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/api/v1/openapi.json", "/api/v1/nowhere", "/api/health/", "/open311/v2/nowhere.json"])
def test_nothing_of_it_is_run_framed_or_guessed(city: Application, path: str) -> None:
    headers = call(city, path)[1]
    assert headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "Accept-Language" in headers["Vary"]
    assert "Set-Cookie" not in headers


@pytest.mark.django_db
def test_pages_keep_all_their_handlers(city: Application) -> None:
    status, headers, body = call(city, "/staff/")
    assert status == 302
    assert "script-src" in headers["Content-Security-Policy"]


@pytest.mark.django_db
def test_only_addresses_that_are_spelt_out_are_remembered(city: Application, monkeypatch: pytest.MonkeyPatch) -> None:
    resolved: list[str] = []
    looked_up = URLResolver.resolve

    def resolve(self: URLResolver, path: str) -> ResolverMatch:
        resolved.append(path)
        return looked_up(self, path)

    monkeypatch.setattr(URLResolver, "resolve", resolve)
    numbers = [f"/api/v1/requests/{number}" for number in ("2611270000002", "2611270000013")]
    answers = [[call(city, path)[0] for path in ("/api/v1/categories", "/api/v1/nowhere", *numbers)] for _ in range(2)]
    assert answers[0] == answers[1] and answers[0][:2] == [200, 404]
    assert [resolved.count(path) for path in ("/api/v1/categories", "/api/v1/nowhere", *numbers)] == [1, 2, 2, 2]
