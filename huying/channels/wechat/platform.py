"""Calls to the platform: with the shared token, once more when it has gone stale, patient when the platform is busy."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import httpx

from huying import policy
from huying.channels.base.message import File
from huying.channels.wechat import token
from huying.channels.wechat.account import Account
from huying.tickets.files import safe_name

TIMEOUT = httpx.Timeout(8.0, connect=4.0)
STALE = frozenset({40001, 40014, 42001, 42007})  # the token is no longer good
BUSY = -1
PAUSES = (0.2, 0.8)  # seconds before asking a busy platform again
ENDING = {"image": "jpg", "voice": "amr", "video": "mp4", "shortvideo": "mp4"}
_NAME = re.compile(r'filename="?([^";]+)')


class PlatformDown(Exception):
    """No answer, or none that can be understood: later, perhaps."""


class Busy(PlatformDown):
    """It said so itself: the same may be asked again at once."""


class Declined(Exception):
    """The platform answered that it will not. `code`: its errcode."""

    def __init__(self, code: int, words: str) -> None:
        super().__init__(f"{code} {words}")
        self.code = code


class Gone(Exception):
    """The platform has this file no more."""


@lru_cache(maxsize=1)
def _client() -> httpx.Client:
    """One pool of connections a process. No proxy of the environment gets to see tokens."""
    return httpx.Client(timeout=TIMEOUT, trust_env=False, follow_redirects=False, limits=httpx.Limits(max_connections=20))


class Platform:
    """The official account's side of the platform. Raises PlatformDown or Declined."""

    def __init__(self, account: Account) -> None:
        self.account = account

    def call(self, path: str, body: Mapping[str, Any] | None = None, params: Mapping[str, str] | None = None) -> dict[str, Any]:
        """One interface under /cgi-bin/: POST with a body, else GET."""
        known = self.token()
        for pause in (*PAUSES, None):
            told = self._ask(f"/cgi-bin/{path}", body, {**(params or {}), "access_token": known})
            code = _code(told)
            if code == BUSY and pause is not None:
                time.sleep(pause)
                continue
            if code in STALE:
                known = self.token(stale=known)
                told = self._ask(f"/cgi-bin/{path}", body, {**(params or {}), "access_token": known})
            return _fine(told)
        raise AssertionError("the last round returns")

    def token(self, stale: str = "") -> str:
        return token.get(f"wechat:{self.account.app_id}", self._fetch_token, stale=stale)

    def _fetch_token(self, by_force: bool) -> tuple[str, int]:
        told = _fine(self._ask("/cgi-bin/stable_token", {
            "grant_type": "client_credential", "appid": self.account.app_id, "secret": self.account.secret, "force_refresh": by_force}))
        found, seconds = told.get("access_token"), told.get("expires_in")
        if not isinstance(found, str) or not found or not isinstance(seconds, int):
            raise PlatformDown("no token in the platform's answer")
        return found, seconds

    def media(self, media_id: str, kind: str) -> File:
        """A file that somebody sent. Raises Gone, PlatformDown, Declined."""
        known = self.token()
        try:
            return self._media(media_id, kind, known)
        except Declined as refusal:
            if refusal.code in STALE:
                return self._media(media_id, kind, self.token(stale=known))
            if refusal.code in {40007, 40004}:
                raise Gone(str(refusal)) from refusal
            raise

    def _media(self, media_id: str, kind: str, known: str) -> File:
        most = policy.current().city.uploads.most_bytes + 1  # one more, so that a file too big is seen to be
        try:
            with _client().stream("GET", f"{self.account.api}/cgi-bin/media/get",
                                  params={"access_token": known, "media_id": media_id}) as answer:
                told, data = answer.headers, bytearray()
                for piece in answer.iter_bytes():
                    data += piece
                    if len(data) >= most:
                        break
                if answer.status_code != 200:
                    raise PlatformDown(f"HTTP {answer.status_code}")
        except httpx.HTTPError as error:
            raise PlatformDown(type(error).__name__) from error
        if told.get("content-type", "").startswith(("application/json", "text/")) and "content-disposition" not in told:
            _fine(_parsed(bytes(data)))
            raise Gone("no file in the platform's answer")
        named = _NAME.search(told.get("content-disposition", ""))
        return File(safe_name(named[1] if named else f"{kind or 'file'}.{ENDING.get(kind, 'bin')}"), bytes(data))

    def visitor(self, code: str) -> tuple[str, str]:
        """(openid, unionid) of who came through web OAuth with this code. Raises Declined when it is used, old or not the platform's.

        The unionid is empty where the account is not bound to others of the same city.
        """
        return self._who("/sns/oauth2/access_token", "code", code)

    def mini_visitor(self, code: str) -> tuple[str, str]:
        """The same by the code of `wx.login` in a mini program. The session key is not kept: we decrypt nothing with it."""
        for pause in PAUSES:
            try:
                return self._who("/sns/jscode2session", "js_code", code)
            except Busy:  # the code is still good
                time.sleep(pause)
        return self._who("/sns/jscode2session", "js_code", code)

    def _who(self, path: str, name: str, code: str) -> tuple[str, str]:
        told = _fine(self._ask(path, None, {
            "appid": self.account.app_id, "secret": self.account.secret, name: code, "grant_type": "authorization_code"}))
        found, union = told.get("openid"), told.get("unionid")
        if not isinstance(found, str) or not found:
            raise PlatformDown("no openid in the platform's answer")
        return found, union if isinstance(union, str) else ""

    def _ask(self, path: str, body: Mapping[str, Any] | None, params: Mapping[str, str] | None = None) -> dict[str, Any]:
        # Plain UTF-8: the platform shows \uXXXX to people as it stands.
        sent = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        try:
            answer = _client().request("GET" if sent is None else "POST", f"{self.account.api}{path}", params=params, content=sent,
                                       headers={"Content-Type": "application/json; charset=utf-8"} if sent else None)
        except httpx.HTTPError as error:
            raise PlatformDown(type(error).__name__) from error  # its words may hold the token
        if answer.status_code != 200:
            raise PlatformDown(f"HTTP {answer.status_code}")
        return _parsed(answer.content)


def _parsed(raw: bytes) -> dict[str, Any]:
    try:
        told = json.loads(raw)
    except ValueError as error:
        raise PlatformDown("the platform's answer is no JSON") from error
    if not isinstance(told, dict):
        raise PlatformDown("the platform's answer is no JSON object")
    return told


def _code(told: Mapping[str, Any]) -> int:
    found = told.get("errcode", 0)
    return found if isinstance(found, int) else BUSY


def _fine(told: dict[str, Any]) -> dict[str, Any]:
    code = _code(told)
    if code == BUSY:
        raise Busy("the platform is busy")
    if code:
        raise Declined(code, str(told.get("errmsg", ""))[:120])
    return told
