"""The simulated platform over HTTP: its interfaces for the hotline, a chat page for the visitor."""

from __future__ import annotations

import json
import logging
import re
import secrets
import threading
from collections.abc import Callable
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from huying.demo.wechat import acts, interfaces, page
from huying.demo.wechat.platform import SimulatedPlatform

logger = logging.getLogger("huying.demo.wechat")
WHO = "wechat_visitor"
MOST_BODY, HELD = 12 * 1024 * 1024, 20.0  # bytes of a photo; seconds that a look for news is held
_OPENID = re.compile(r"o[A-Za-z0-9_-]{27}")


class Handler(BaseHTTPRequestHandler):
    """One request; the platform hangs on the server."""

    protocol_version = "HTTP/1.1"
    there: SimulatedPlatform

    def log_message(self, format: str, *args: Any) -> None:
        logger.debug(format, *args)

    def do_GET(self) -> None:
        self._answer(b"")

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        if length > MOST_BODY:
            self._send(413, "text/plain", b"")
            self.close_connection = True
            return
        self._answer(self.rfile.read(length))

    def _answer(self, body: bytes) -> None:
        parts = urlsplit(self.path)
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        try:
            if parts.path.startswith(("/cgi-bin/", "/sns/")):
                self._send(*interfaces.answered(self.there, parts.path, query, body))
            elif parts.path == "/connect/oauth2/authorize":
                self._authorised(query)
            elif self.command == "POST":
                self._acted(parts.path, body)
            else:
                self._shown(parts.path, query)
        except (ValueError, KeyError, TypeError) as error:
            self._send(400, "text/plain", type(error).__name__.encode())
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def _shown(self, path: str, query: dict[str, str]) -> None:
        if path == "/":
            self._page(query)
        elif path in page.FILES:
            mime, text = page.FILES[path]
            self._send(200, mime, text)
        elif path == "/chat/news":
            rows = self.there.people.news(self._who(), int(query.get("after", 0)), HELD)
            self._send(200, "application/json", json.dumps(rows, ensure_ascii=False).encode())
        elif path.startswith("/chat/media/"):
            found = self.there.people.files.get(path.rpartition("/")[2])
            self._send(200, found.mime, found.data) if found else self._send(404, "text/plain", b"")
        else:
            self._send(404, "text/plain", b"")

    def _page(self, query: dict[str, str]) -> None:
        known = self._who()
        openid = known or f"o{secrets.token_urlsafe(40).replace('=', '')[:27]}"
        english = query.get("lang", "") == "en" or (not query.get("lang") and self._cookies().get("huying_lang", "") == "en")
        told = page.chat(self.there, english=english)
        cookies = {} if known else {"Set-Cookie": f"{WHO}={openid}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly"}
        self._send(200, "text/html; charset=utf-8", told, cookies)
        if self.there.people.of(openid) is None:
            threading.Thread(target=acts.come, args=(self.there, openid), daemon=True).start()

    def _acted(self, path: str, body: bytes) -> None:
        """An act of the visitor. Forms of other sites cannot send this header."""
        openid, act = self._who(), ACTS.get(path)
        if act is None or not openid or self.headers.get("X-Chat") != "1":
            self._send(403 if act else 404, "text/plain", b"")
            return
        told = act(self.there, openid, body, self.headers.get("Content-Type", ""))
        self._send(200, "application/json", json.dumps(told if isinstance(told, dict) else {}).encode())

    def _authorised(self, query: dict[str, str]) -> None:
        """Web OAuth without a question (snsapi_base): back with a code."""
        openid, target = self._who(), query.get("redirect_uri", "")
        if query.get("appid") != self.there.keys.app_id or not target.startswith(("http://", "https://")):
            self._send(400, "text/plain", b"")
            return
        code = secrets.token_urlsafe(16) if openid else ""  # who never opened the chat is nobody here
        if openid:
            self.there.codes[code] = openid
        joint = "&" if urlsplit(target).query else "?"
        self._send(302, "text/plain", b"", {"Location": f"{target}{joint}{urlencode({'code': code, 'state': query.get('state', '')})}"})

    def _cookies(self) -> dict[str, str]:
        return {name: morsel.value for name, morsel in SimpleCookie(self.headers.get("Cookie", "")).items()}

    def _who(self) -> str:
        found = self._cookies().get(WHO, "")
        return found if _OPENID.fullmatch(found) else ""

    def _send(self, status: int, mime: str, body: bytes, more: dict[str, str] | None = None) -> None:
        self.send_response(status)
        given = {"Content-Type": mime, "Content-Length": str(len(body)), "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff",
                 "Content-Security-Policy": "default-src 'self'; img-src 'self' blob: data:; frame-ancestors 'self'", **(more or {})}
        for name, value in given.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


def _told(body: bytes) -> dict[str, Any]:
    told = json.loads(body)
    if not isinstance(told, dict):
        raise ValueError("an object is needed")
    return told


def _write(there: SimulatedPlatform, openid: str, body: bytes, _mime: str) -> None:
    told = _told(body)
    acts.write(there, openid, str(told["text"]), str(told.get("tapped", "")))


def _photo(there: SimulatedPlatform, openid: str, body: bytes, mime: str) -> None:
    if not mime.startswith("image/") or not body:
        raise ValueError("no picture")
    acts.photo(there, openid, body, mime)


def _place(there: SimulatedPlatform, openid: str, body: bytes, _mime: str) -> None:
    told = _told(body)
    acts.place(there, openid, float(told["lat"]), float(told["lon"]), str(told["label"])[:100])


def _follow(there: SimulatedPlatform, openid: str, body: bytes, _mime: str) -> None:
    (acts.come if _told(body).get("on") else acts.leave)(there, openid)


ACTS: dict[str, Callable[[SimulatedPlatform, str, bytes, str], object]] = {
    "/chat/text": _write, "/chat/photo": _photo, "/chat/place": _place, "/chat/follow": _follow,
    "/chat/login": lambda there, openid, _body, _mime: {"code": there.log_in(openid)},
    "/chat/voice": lambda there, openid, body, _mime: acts.speak(there, openid, str(_told(body)["text"])),
    "/chat/tap": lambda there, openid, body, _mime: acts.tap(there, openid, str(_told(body)["key"]))}


class Server(ThreadingHTTPServer):
    """Listens at once; `serve_forever` answers."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, there: SimulatedPlatform, host: str = "127.0.0.1", port: int = 0) -> None:
        super().__init__((host, port), type("Bound", (Handler,), {"there": there}))
        self.there = there

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"
