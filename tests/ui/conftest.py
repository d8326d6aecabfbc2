"""A tiny server of the style guide with the site's own content policy, and a browser to look at it."""

from __future__ import annotations

import mimetypes
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from typing import Any, ClassVar

import pytest
from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.template import engines
from django.test import RequestFactory
from django.utils import translation

from huying.ui import assets, context, views

STATIC = assets.DIST.parent
PAGES = {"/guide": "citizen", "/desk": "desk"}


def render_guide(path: str, cookies: str = "", language: str = "zh-hans") -> str:
    request = RequestFactory().get(path, HTTP_COOKIE=cookies)
    request.person = SimpleNamespace(name="")  # type: ignore[attr-defined]
    request._messages = CookieStorage(request)  # type: ignore[attr-defined]
    with translation.override(language):
        return views.guide(request, PAGES[path]).content.decode()


LAB = """{% extends "ui/base.html" %}
{% block body_class %}" data-live-url="/live/{% endblock %}
{% block title %}lab{% endblock %}{% block main %}
<form method="post" action="/sent" id="slow"><input name="detail" value="x"><button data-confirm="真的要发吗？">发送</button></form>
<form hx-post="/sent" hx-target="#echo" id="fast"><input name="detail" value="y"><button>快</button></form><div id="echo"></div>
<textarea data-check-url="/alarm" data-check-target="#alarm" aria-label="x"></textarea><div id="alarm"></div>
<div id="news" hx-get="/news" hx-trigger="live:desk from:body">旧</div>
<span class="live-state"><span class="live-state-text"></span></span>
<form method="post" action="/sent" data-draft="lab" id="login"><input data-otp="6" data-otp-submit name="otp" aria-label="x"></form>
{% endblock %}"""


def render_lab() -> str:
    request = RequestFactory().get("/lab")
    request._messages = CookieStorage(request)  # type: ignore[attr-defined]
    template = engines["django"].from_string(LAB)
    return template.render({"live_topics": "desk:agent"}, request)


def policy_header() -> str:
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    return "; ".join(f"{name} {' '.join(values)}" for name, values in directives.items())


class Handler(BaseHTTPRequestHandler):
    posts: ClassVar[list[str]] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.posts.append(f"{self.path} {body}")
        time.sleep(0.3)
        self.answer(b"<p class=emergency>110</p>" if self.path == "/alarm" else b"sent", "text/html; charset=utf-8")

    def news(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        for _ in range(2):
            self.wfile.write(b'data: {"topic": "desk:agent", "kind": "dispatched", "id": "1"}\n\n')
            self.wfile.flush()
            time.sleep(0.5)

    def do_GET(self) -> None:
        path, _, query = self.path.partition("?")
        if path == "/live/":
            self.news()
            return
        if path in ("/lab", "/news"):
            self.answer((render_lab() if path == "/lab" else "新").encode(), "text/html; charset=utf-8")
            return
        if path in PAGES:
            language = "en" if query == "en" else "zh-hans"
            self.answer(render_guide(path, self.headers.get("Cookie", ""), language).encode(), "text/html; charset=utf-8")
            return
        file = STATIC / path.removeprefix("/static/")
        if path.startswith("/static/") and file.is_file():
            self.answer(file.read_bytes(), mimetypes.guess_type(file.name)[0] or "application/octet-stream")
        else:
            self.send_error(404)

    def answer(self, body: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Security-Policy", policy_header())
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        return


@pytest.fixture
def render() -> Callable[..., str]:
    """The style guide's HTML for a path, cookies and a language."""
    return render_guide


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(context, "_address", lambda name: f"/{name}")
        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def posts() -> list[str]:
    """What the pages have posted to the server, newest last."""
    Handler.posts.clear()
    return Handler.posts


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not program:
        pytest.skip("no Chromium on this machine")
    if not (assets.DIST / "manifest.json").exists():
        pytest.skip("front end not built")
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    with sync_playwright() as play:
        running = play.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        yield running
        running.close()
    if before is None:
        os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)


@pytest.fixture
def browser(chromium: Any) -> Iterator[Any]:
    """Chromium, whose pages are closed after the test however it ends: what they move goes on and would slow down all that follows."""
    yield chromium
    for opened in chromium.contexts:
        opened.close()
